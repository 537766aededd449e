#include "feeds/parse/person.h"

#include "config/base/arena.h"
#include "feeds/parse/draft.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct span {
    const char *begin;
    const char *end;
};

static bool is_mail_char(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("!#$%&'*+/=?^_`{|}~.-", c) != NULL);
}

static bool is_host_char(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || c == '.' || c == '-';
}

/* The first thing of the form local@host. */
static bool find_mail(const char *text, const char *end, struct span *mail)
{
    const char *from = text;
    const char *at;

    while ((at = memchr(from, '@', (size_t)(end - from))) != NULL) {
        *mail = (struct span){at, at + 1};
        while (mail->begin > text && is_mail_char(mail->begin[-1]))
            mail->begin--;
        while (mail->end < end && is_host_char(*mail->end))
            mail->end++;
        while (mail->end > at + 1 && (mail->end[-1] == '.' || mail->end[-1] == '-'))
            mail->end--;
        if (mail->begin < at && mail->end > at + 1)
            return true;
        from = at + 1;
    }
    return false;
}

static bool is_trimmed(char c)
{
    return isspace((unsigned char)c) || (c != '\0' && strchr("()<>[]\",;:-|", c) != NULL);
}

/* What stands on one side of the mail, without the brackets and quotes round it. */
static const char *name_of(struct arena *arena, const char *begin, const char *end)
{
    if (end - begin >= 7 && strncasecmp(end - 7, "mailto:", 7) == 0)
        end -= 7;
    while (begin < end && is_trimmed(*begin))
        begin++;
    while (begin < end && is_trimmed(end[-1])) {
        if (end[-1] == ')' && memchr(begin, '(', (size_t)(end - begin)) != NULL)
            break;
        end--;
    }
    return plain_string(arena, begin, (size_t)(end - begin), ITEM_NAME_MAX);
}

void person_parse(struct arena *arena, const char *text, size_t len, struct person *person)
{
    const char *end = text + len;
    struct span mail;

    if (!find_mail(text, end, &mail)) {
        person->name = plain_string(arena, text, len, ITEM_NAME_MAX);
        return;
    }
    person->email =
        bounded_string(arena, mail.begin, (size_t)(mail.end - mail.begin), ITEM_NAME_MAX);
    person->name = name_of(arena, mail.end, end);
    if (person->name == NULL)
        person->name = name_of(arena, text, mail.begin);
    if (person->name == NULL)
        person->name = person->email;
}
