#include "feeds/parse/person.h"

#include "feeds/parse/guess.h"
#include "feeds/parse/keep.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
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

/* "coast.example" or "[192.0.2.1]" (RFC 5322 section 3.4.1) */
static const char *end_of_host(const char *host, const char *end)
{
    const char *at = host;
    bool is_literal = at < end && *at == '[' && at + 1 < end && isxdigit((unsigned char)at[1]);

    at += is_literal;
    while (at < end && (is_host_char(*at) || (is_literal && *at == ':')))
        at++;
    if (is_literal)
        return at < end && *at == ']' ? at + 1 : host;
    while (at > host && (at[-1] == '.' || at[-1] == '-'))
        at--;
    return at;
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
        mail->end = end_of_host(mail->end, end);
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

/* Brackets that open less those that close. */
static ptrdiff_t balance_of(const char *begin, const char *end)
{
    ptrdiff_t balance = 0;

    for (; begin < end; begin++)
        balance += (*begin == '(') - (*begin == ')');
    return balance;
}

/* What stands on one side of the mail, without the brackets and quotes round it. */
static const char *name_of(struct keep *keep, const char *begin, const char *end)
{
    if (end - begin >= 7 && strncasecmp(end - 7, "mailto:", 7) == 0)
        end -= 7;
    while (begin < end && is_trimmed(*begin))
        begin++;
    ptrdiff_t balance = balance_of(begin, end);
    while (begin < end && is_trimmed(end[-1]) && (end[-1] != ')' || balance < 0)) {
        balance += (end[-1] == ')') - (end[-1] == '(');
        end--;
    }
    return keep_plain(keep, begin, (size_t)(end - begin), ITEM_NAME_MAX);
}

/* "?subject=Ferry" behind the mail of a link. */
static const char *skip_query(const char *at, const char *end)
{
    bool is_query = at < end && *at == '?';

    while (is_query && at < end && !isspace((unsigned char)*at))
        at++;
    return at;
}

/* "(Ada Marsh)": a template wrote the name behind a mail that is not there. */
static bool is_bracketed(const char *begin, const char *end)
{
    while (begin < end && isspace((unsigned char)*begin))
        begin++;
    while (end > begin && isspace((unsigned char)end[-1]))
        end--;
    return begin < end && *begin == '(' && memchr(begin, ')', (size_t)(end - begin)) == end - 1;
}

static void parse_plain(struct keep *keep, const char *text, size_t len, struct person *person)
{
    const char *end = text + len;
    struct span mail;

    if (!find_mail(text, end, &mail)) {
        person->name = is_bracketed(text, end) ? name_of(keep, text, end)
                                               : keep_plain(keep, text, len, ITEM_NAME_MAX);
        return;
    }
    person->email = keep_string(keep, mail.begin, (size_t)(mail.end - mail.begin), ITEM_NAME_MAX);
    person->name = name_of(keep, skip_query(mail.end, end), end);
    if (person->name == NULL)
        person->name = name_of(keep, text, mail.begin);
    if (person->name == NULL)
        person->name = person->email;
}

/* A name within a link to its mail has the mail in the markup. */
static void parse_marked(struct keep *keep, const char *text, size_t len, struct person *person)
{
    size_t plain_len = len;
    const char *plain = guess_plain(keep->arena, text, &plain_len);
    struct span mail;

    parse_plain(keep, plain, plain_len, person);
    if (person->email == NULL && find_mail(text, text + len, &mail))
        person->email =
            keep_string(keep, mail.begin, (size_t)(mail.end - mail.begin), ITEM_NAME_MAX);
    if (person->name == NULL)
        person->name = person->email;
}

void person_parse(struct keep *keep, const char *text, size_t len, struct person *person)
{
    if (memmem(text, len, "</", 2) != NULL)
        parse_marked(keep, text, len, person);
    else
        parse_plain(keep, text, len, person);
}

/* The first such sign outside of brackets; NULL: there is none. */
static const char *find_outside(const char *at, const char *end, char sign)
{
    ptrdiff_t depth = 0;

    for (; at < end; at++) {
        depth += (*at == '(') - (*at == ')');
        if (*at == sign && depth <= 0)
            return at;
    }
    return NULL;
}

size_t person_first(const char *text, size_t len)
{
    const char *end = text + len, *part;
    struct span first, second;

    if (!find_mail(text, end, &first) || !find_mail(first.end, end, &second))
        return len;
    part = find_outside(first.end, second.begin, ';');
    if (part == NULL)
        part = find_outside(first.end, second.begin, ',');
    return part == NULL ? len : (size_t)(part + 1 - text);
}
