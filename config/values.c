#include "config/values.h"

#include "config/base/duration.h"
#include "config/base/error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define KIB INT64_C(1024)
#define SHOWN 60 /* bytes of the value in a message */

static const struct unit {
    const char *name;
    int64_t bytes;
} units[] = {{"GiB", KIB *KIB *KIB}, {"MiB", KIB *KIB}, {"KiB", KIB}, {"B", 1}};

/* Reads digits; false when there are none or the number is over 10^15. */
static bool read_digits(const char **text, int64_t *number)
{
    const char *at = *text;

    *number = 0;
    for (; isdigit((unsigned char)*at) && *number < INT64_C(100000000000000); at++)
        *number = *number * 10 + (*at - '0');
    bool is_number = at != *text && !isdigit((unsigned char)*at);
    *text = at;
    return is_number;
}

bool value_parse_number(const char *text, int64_t min, int64_t max, int64_t *number,
                        struct error *err)
{
    const char *at = text;
    int64_t value;

    if (!read_digits(&at, &value) || *at != '\0' || value < min || value > max) {
        error_set(err, "\"%.*s\" is not a whole number from %lld to %lld", SHOWN, text,
                  (long long)min, (long long)max);
        return false;
    }
    *number = value;
    return true;
}

bool value_parse_duration(const char *text, int64_t min, int64_t max, int64_t *seconds,
                          struct error *err)
{
    char least[DURATION_SIZE], most[DURATION_SIZE];
    int64_t value;

    if (!duration_parse(text, &value)) {
        error_set(err, "\"%.*s\" is not a duration; write a number and one of s m h d w y, as 15m",
                  SHOWN, text);
        return false;
    }
    if (value < min || value > max) {
        error_set(err, "%.*s is out of range; from %s to %s is allowed", SHOWN, text,
                  duration_format(min, least), duration_format(max, most));
        return false;
    }
    *seconds = value;
    return true;
}

const char *value_format_size(int64_t bytes, char *out, size_t size)
{
    size_t i = 0;

    while (units[i].bytes > 1 && (bytes == 0 || bytes % units[i].bytes != 0))
        i++;
    snprintf(out, size, "%lld%s", (long long)(bytes / units[i].bytes), units[i].name);
    return out;
}

bool value_parse_size(const char *text, int64_t min, int64_t max, int64_t *bytes, struct error *err)
{
    char least[32], most[32];
    const char *at = text;
    int64_t number, unit = 0;

    bool is_number = read_digits(&at, &number);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(at, units[i].name) == 0)
            unit = units[i].bytes;
    }
    if (!is_number || unit == 0) {
        error_set(err, "\"%.*s\" is not a size; write a number and one of B KiB MiB GiB, as 16MiB",
                  SHOWN, text);
        return false;
    }
    if (number > max / unit || number * unit < min) {
        error_set(err, "%.*s is out of range; from %s to %s is allowed", SHOWN, text,
                  value_format_size(min, least, sizeof(least)),
                  value_format_size(max, most, sizeof(most)));
        return false;
    }
    *bytes = number * unit;
    return true;
}

bool value_parse_switch(const char *text, bool *is_on, struct error *err)
{
    static const char *const words[] = {"false", "true", "off", "on", "no", "yes"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *is_on = i % 2 == 1;
            return true;
        }
    }
    error_set(err, "\"%.*s\" is not a switch; write on or off", SHOWN, text);
    return false;
}

bool value_check_text(const char *text, size_t max, struct error *err)
{
    if (text[0] == '\0') {
        error_set(err, "the text is empty; write one, or leave the key out");
        return false;
    }
    if (strlen(text) > max) {
        error_set(err, "the text is longer than %zu bytes, the most allowed", max);
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (iscntrl((unsigned char)*at)) {
            error_set(err, *at == '\n' ? "the text has several lines; one is allowed"
                                       : "the text has a control character; delete it");
            return false;
        }
    }
    return true;
}

bool value_check_name(const char *text, size_t max, struct error *err)
{
    if (!value_check_text(text, max, err))
        return false;
    if (text[0] == ' ' || text[strlen(text) - 1] == ' ') {
        error_set(err, "\"%.*s\" has a blank before or after the name; delete it", SHOWN, text);
        return false;
    }
    return true;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool value_check_query_name(const char *text, struct error *err)
{
    const char *at = text;

    while (is_letter_or_digit(*at) || *at == '-' || *at == '_')
        at++;
    if (at == text || *at != '\0' || strlen(text) > 256) {
        error_set(err,
                  "\"%.*s\" cannot be asked for as @name; use letters A-Z a-z, digits, - and _",
                  SHOWN, text);
        return false;
    }
    return true;
}

bool value_check_contact(const char *text, struct error *err)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at <= ' ' || *at >= 0x7F || strchr("()<>\"\\", *at) != NULL) {
            error_set(err, "\"%.*s\" cannot stand in a User-Agent; write a URL or a mail address",
                      SHOWN, text);
            return false;
        }
    }
    return value_check_text(text, 256, err);
}

bool value_check_mail_address(const char *text, size_t len, struct error *err)
{
    const char *at = memchr(text, '@', len);
    bool is_right = at != NULL && at > text && at < text + len - 1;

    for (size_t i = 0; i < len && is_right; i++) {
        unsigned char byte = (unsigned char)text[i];
        is_right = byte > ' ' && byte < 0x7F && strchr("<>,;:\"()[]\\", byte) == NULL;
    }
    if (!is_right || memchr(at + 1, '@', (size_t)(text + len - at - 1)) != NULL) {
        error_set(err, "\"%.*s\" is not a mail address; write it as desk@example.org",
                  (int)(len < SHOWN ? len : SHOWN), text);
        return false;
    }
    return true;
}

static bool is_own_header(const char *name)
{
    static const char *const own[] = {
        "Host",          "Connection",        "Content-Length", "Transfer-Encoding", "TE",
        "Upgrade",       "Keep-Alive",        "Expect",         "Trailer",           "Range",
        "If-None-Match", "If-Modified-Since", "If-Range",       "Accept-Encoding",
    };

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (strcasecmp(name, own[i]) == 0)
            return true;
    }
    return false;
}

static bool is_token(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (!is_letter_or_digit(*text) && strchr("!#$%&'*+-.^_`|~", *text) == NULL)
            return false;
    }
    return true;
}

bool value_check_header_name(const char *name, struct error *err)
{
    if (!is_token(name) || strlen(name) > 256) {
        error_set(err, "\"%.*s\" is not the name of a header; write it as X-Key-Id", SHOWN, name);
        return false;
    }
    if (is_own_header(name)) {
        error_set(err, "the header %s is storywatch's own; delete it", name);
        return false;
    }
    return true;
}

bool value_check_header(const char *name, const char *value, struct error *err)
{
    for (const char *at = value; *at != '\0'; at++) {
        if (iscntrl((unsigned char)*at) && *at != '\t') {
            error_set(err, "the value of %s has a control character or a second line; delete it",
                      name);
            return false;
        }
    }
    if (strlen(value) > 4096) {
        error_set(err, "the value of %s is longer than 4096 bytes, the most allowed", name);
        return false;
    }
    return true;
}
