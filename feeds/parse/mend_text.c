#include "feeds/parse/entities.h"
#include "feeds/parse/mend_parts.h"

#include <string.h>

#define EXPANSION_MAX ((size_t)1024 * 1024)

/* Bytes that need a look, by place. 0xC2 may begin a C1 control, 0xEF may begin U+FFFE or U+FFFF.
 */
static const unsigned char specials[256] = {
    [0x00] = 7, [0x01] = 7, [0x02] = 7, [0x03] = 7, [0x04] = 7, [0x05] = 7, [0x06] = 7, [0x07] = 7,
    [0x08] = 7, [0x0B] = 7, [0x0C] = 7, [0x0E] = 7, [0x0F] = 7, [0x10] = 7, [0x11] = 7, [0x12] = 7,
    [0x13] = 7, [0x14] = 7, [0x15] = 7, [0x16] = 7, [0x17] = 7, [0x18] = 7, [0x19] = 7, [0x1A] = 7,
    [0x1B] = 7, [0x1C] = 7, [0x1D] = 7, [0x1E] = 7, [0x1F] = 7, ['&'] = 5,  ['<'] = 5,  [']'] = 1,
    ['>'] = 1,  ['"'] = 4,  [0xC2] = 7, [0xEF] = 7,
};

const char *mend_skip_plain(const char *at, const char *end, enum mend_place place)
{
    while (at < end && (specials[(unsigned char)*at] & place) == 0)
        at++;
    return at;
}

bool mend_is_clean(const char *text, size_t len, enum mend_place place)
{
    return mend_skip_plain(text, text + len, place) == text + len;
}

static bool is_allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c < 0x110000);
}

static void put_character(struct mend *m, uint32_t c)
{
    char utf8[4];

    if (c == '<')
        mend_put_string(m, "&lt;");
    else if (c == '&')
        mend_put_string(m, "&amp;");
    else if (c == '"')
        mend_put_string(m, "&quot;");
    else if (c == '>')
        mend_put_string(m, "&gt;");
    else if (c == '\n')
        mend_put_string(m, "&#10;");
    else if (c == '\r' || c == '\t')
        mend_put_string(m, c == '\t' ? "&#9;" : "&#13;");
    else
        mend_put_made(m, utf8, character_encode(c, utf8));
}

/* 16: it is no digit, in any base. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Reads "&#…" up to its semicolon, which may be missing. NULL: there is no number. */
static const char *read_number(const char *at, const char *end, uint32_t *value)
{
    uint64_t number = 0;
    bool is_hex = end - at > 2 && (at[2] == 'x' || at[2] == 'X');
    const char *first = at + (is_hex ? 3 : 2);
    const char *digit = first;
    unsigned base = is_hex ? 16 : 10;

    for (; digit < end && digit_value(*digit) < base; digit++) {
        number = number * base + digit_value(*digit);
        if (number > 0x10FFFF)
            number = 0x110000;
    }
    if (digit == first)
        return NULL;
    *value = (uint32_t)number;
    return digit < end && *digit == ';' ? digit + 1 : digit;
}

/* A high surrogate is one character with the reference to a low one behind it. */
static uint32_t join_surrogates(uint32_t high, const char **at, const char *end)
{
    uint32_t low;

    if (high < 0xD800 || high > 0xDBFF || end - *at < 4 || (*at)[0] != '&' || (*at)[1] != '#')
        return high;
    const char *behind = read_number(*at, end, &low);
    if (behind == NULL || low < 0xDC00 || low > 0xDFFF)
        return high;
    *at = behind;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static const char *put_number(struct mend *m, const char *at, const char *end)
{
    uint32_t value;
    const char *behind = read_number(at, end, &value);

    if (behind == NULL) {
        mend_note(m, FAULT_AMPERSAND, at);
        mend_put_string(m, "&amp;");
        return at + 1;
    }
    value = join_surrogates(value, &behind, end);
    if (value >= 0x80 && value < 0xA0)
        value = character_of_c1(value);
    if (value != 0 && is_allowed(value))
        put_character(m, value);
    else
        mend_note(m, FAULT_REFERENCE, at);
    return behind;
}

static const struct declared_entity *find_declared(const struct mend *m, const char *name,
                                                   size_t len)
{
    for (size_t i = 0; i < m->entity_count; i++) {
        if (m->entities[i].name_len == len && memcmp(m->entities[i].name, name, len) == 0)
            return &m->entities[i];
    }
    return NULL;
}

static bool is_of_markup(uint32_t c)
{
    return c == '&' || c == '<' || c == '>' || c == '"';
}

static const char *put_named(struct mend *m, const char *at, const char *end)
{
    const char *name = at + 1;
    const char *behind = mend_skip_name(name, end - name > 64 ? name + 64 : end);
    size_t len = (size_t)(behind - name);
    bool is_ended = behind < end && *behind == ';';
    uint32_t known = entity_character(name, len);
    const struct declared_entity *declared = is_ended ? find_declared(m, name, len) : NULL;

    if (declared != NULL && m->expanded + declared->value_len > EXPANSION_MAX) {
        mend_note(m, FAULT_SUBSET, at);
    } else if (declared != NULL) { /* its value holds neither '<' nor '&': mend_doctype() */
        m->expanded += declared->value_len;
        mend_put_text(m, declared->value, declared->value_len, PLACE_ATTRIBUTE);
        return behind + 1;
    }
    if (known != 0 && (is_ended || is_of_markup(known))) {
        put_character(m, known);
        return behind + is_ended;
    }
    mend_note(m, is_ended ? FAULT_ENTITY : FAULT_AMPERSAND, at);
    mend_put_string(m, "&amp;");
    return name;
}

static const char *put_reference(struct mend *m, const char *at, const char *end)
{
    if (end - at > 2 && at[1] == '#')
        return put_number(m, at, end);
    return put_named(m, at, end);
}

/* The end of a CDATA section must not come about by leaving out what stands inside of it. */
static void leave_out(struct mend *m, const char *at, enum mend_place place)
{
    mend_note(m, FAULT_CONTROL, at);
    if (place == PLACE_CDATA && m->last == ']')
        mend_put_string(m, " ");
}

static const char *put_multibyte(struct mend *m, const char *at, const char *end,
                                 enum mend_place place)
{
    const unsigned char *byte = (const unsigned char *)at;
    char utf8[4];

    if (byte[0] == 0xC2 && end - at >= 2 && byte[1] < 0xA0) {
        uint32_t meant = character_of_c1(byte[1]);
        if (meant == 0)
            leave_out(m, at, place);
        else
            mend_put_made(m, utf8, character_encode(meant, utf8));
        return at + 2;
    }
    if (byte[0] == 0xEF && end - at >= 3 && byte[1] == 0xBF && byte[2] >= 0xBE) {
        leave_out(m, at, place);
        return at + 3;
    }
    mend_put(m, at, 1);
    return at + 1;
}

static const char *put_bracket(struct mend *m, const char *at, const char *end)
{
    bool is_cdata_end = end - at >= 3 && at[1] == ']' && at[2] == '>';

    if (!is_cdata_end) {
        mend_put(m, at, 1);
        return at + 1;
    }
    mend_note(m, FAULT_CDATA, at);
    if (at + 3 < end) /* the last thing in its element is the rest of a nested section */
        mend_put_string(m, "]]&gt;");
    return at + 3;
}

static const char *put_special(struct mend *m, const char *at, const char *end,
                               enum mend_place place)
{
    switch (*at) {
    case '&':
        return put_reference(m, at, end);
    case '<':
        mend_note(m, FAULT_LESS_THAN, at);
        mend_put_string(m, "&lt;");
        return at + 1;
    case '"':
        mend_put_string(m, "&quot;");
        return at + 1;
    case ']':
        return put_bracket(m, at, end);
    case '>': /* "]]>" may come about by leaving out what stands inside of it */
        if (m->last == ']')
            mend_put_string(m, "&gt;");
        else
            mend_put(m, at, 1);
        return at + 1;
    default:
        break;
    }
    if ((unsigned char)*at >= 0x80)
        return put_multibyte(m, at, end, place);
    leave_out(m, at, place);
    return at + 1;
}

void mend_put_text(struct mend *m, const char *text, size_t len, enum mend_place place)
{
    const char *end = text + len;

    while (text < end) {
        const char *special = mend_skip_plain(text, end, place);
        mend_put(m, text, (size_t)(special - text));
        text = special < end ? put_special(m, special, end, place) : end;
    }
}
