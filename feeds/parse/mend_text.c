#include "config/base/utf8.h"
#include "feeds/html_entities.h"
#include "feeds/parse/mend_parts.h"

#include <string.h>

/* Bytes that need a look, by place. 0xC2 may begin a C1 control, 0xEF may begin U+FFFE or U+FFFF.
 */
static const unsigned char specials[256] = {
    [0x00] = 7, [0x01] = 7, [0x02] = 7, [0x03] = 7, [0x04] = 7, [0x05] = 7, [0x06] = 7, [0x07] = 7,
    [0x08] = 7, ['\t'] = 4, ['\n'] = 4, [0x0B] = 7, [0x0C] = 7, ['\r'] = 7, [0x0E] = 7, [0x0F] = 7,
    [0x10] = 7, [0x11] = 7, [0x12] = 7, [0x13] = 7, [0x14] = 7, [0x15] = 7, [0x16] = 7, [0x17] = 7,
    [0x18] = 7, [0x19] = 7, [0x1A] = 7, [0x1B] = 7, [0x1C] = 7, [0x1D] = 7, [0x1E] = 7, [0x1F] = 7,
    ['&'] = 5,  ['<'] = 5,  [']'] = 1,  [0xC2] = 7, [0xEF] = 7,
};

/* A special byte that is none here. */
static bool stands_as_it_is(const char *at, const char *end)
{
    const unsigned char *byte = (const unsigned char *)at;

    switch (byte[0]) {
    case ']':
        return end - at < 3 || at[1] != ']' || at[2] != '>';
    case 0xC2:
        return end - at < 2 || byte[1] >= 0xA0;
    case 0xEF:
        return end - at < 3 || byte[1] != 0xBF || byte[2] < 0xBE;
    default:
        return false;
    }
}

/* Behind what stands as it is. */
static const char *skip_sound(const char *at, const char *end, enum mend_place place)
{
    for (;;) {
        while (at < end && (specials[(unsigned char)*at] & place) == 0)
            at++;
        if (at == end || !stands_as_it_is(at, end))
            return at;
        at++;
    }
}

bool mend_is_clean(const char *text, size_t len, enum mend_place place)
{
    return skip_sound(text, text + len, place) == text + len;
}

static void put(struct mend *m, const char *bytes, size_t len, enum mend_place place)
{
    if (len == 0)
        return;
    if (place == PLACE_ATTRIBUTE)
        buffer_append(&m->value, bytes, len);
    else
        m->sink->on_text(m->sink->owner, bytes, len);
}

/* Neither a control nor what stands for no character at all (html_entity_read()). */
static bool is_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x80) ||
           (c >= 0xA0 && c < 0xFFFD) || c >= 0x10000;
}

static const char *put_number(struct mend *m, const char *at, const char *end,
                              enum mend_place place)
{
    char text[HTML_ENTITY_SIZE];
    size_t len, taken = html_entity_read(at, end, text, &len);

    if (taken == 0) {
        mend_note(m, FAULT_AMPERSAND, at);
        put(m, at, 1, place);
        return at + 1;
    }
    if (is_character(utf8_code_point(text, len)))
        put(m, text, len, place);
    else
        mend_note(m, FAULT_REFERENCE, at);
    return at + taken;
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

/* Of two names HTML 5 changed the character that the DTD of HTML 4 has. A name without semicolon is
 * one where it ends, but not in an attribute, where it may be a parameter's of a URL. */
static size_t read_entity(const char *at, const char *end, char text[HTML_ENTITY_SIZE],
                          size_t *text_len)
{
    bool is_bracket = end - at >= 6 && memcmp(at + 2, "ang;", 4) == 0;

    if (is_bracket && (at[1] == 'l' || at[1] == 'r')) {
        *text_len = utf8_write(text, at[1] == 'l' ? 0x2329 : 0x232A);
        return 6;
    }
    return html_entity_read_in_attribute(at, end, text, text_len);
}

static bool is_of_markup(char c)
{
    return c == '&' || c == '<' || c == '>' || c == '"';
}

/* It refers to no other declared one: mend_doctype(). Its tags are text with markup, as in a
 * section. */
static void put_declared(struct mend *m, const struct declared_entity *declared,
                         enum mend_place place)
{
    bool has_tags = memchr(declared->value, '<', declared->value_len) != NULL;

    mend_put_text(m, declared->value, declared->value_len,
                  place == PLACE_TEXT && has_tags ? PLACE_CDATA : place);
}

static const char *put_named(struct mend *m, const char *at, const char *end, enum mend_place place)
{
    const char *name = at + 1;
    const char *behind = mend_skip_name(name, end - name > 64 ? name + 64 : end);
    size_t len = (size_t)(behind - name);
    bool is_ended = behind < end && *behind == ';';
    char text[HTML_ENTITY_SIZE];
    size_t text_len, known = read_entity(at, end, text, &text_len);
    const struct declared_entity *declared = is_ended ? find_declared(m, name, len) : NULL;

    if (declared != NULL && m->expanded + declared->value_len > MEND_EXPANDED_MAX) {
        mend_note(m, FAULT_SUBSET, at);
    } else if (declared != NULL) {
        m->expanded += declared->value_len;
        put_declared(m, declared, place);
        return behind + 1;
    }
    if (known != 0 && (at[known - 1] == ';' || place == PLACE_TEXT || is_of_markup(*text))) {
        put(m, text, text_len, place);
        return at + known;
    }
    mend_note(m, is_ended ? FAULT_ENTITY : FAULT_AMPERSAND, at);
    put(m, at, 1, place);
    return name;
}

static const char *put_reference(struct mend *m, const char *at, const char *end,
                                 enum mend_place place)
{
    if (end - at > 2 && at[1] == '#')
        return put_number(m, at, end, place);
    return put_named(m, at, end, place);
}

/* U+0080 to U+009F are meant as windows-1252; U+FFFE and U+FFFF are no characters. */
static const char *put_multibyte(struct mend *m, const char *at, enum mend_place place)
{
    bool is_c1 = (unsigned char)*at == 0xC2;
    uint32_t meant = is_c1 ? html_character_of_c1((unsigned char)at[1]) : 0;
    char utf8[4];

    if (meant == 0)
        mend_note(m, FAULT_CONTROL, at);
    else
        put(m, utf8, utf8_write(utf8, meant), place);
    return at + (is_c1 ? 2 : 3);
}

/* XML 1.0 sections 2.11 and 3.3.3: a line ends with one sign, which is a blank in an attribute. */
static const char *put_blank(struct mend *m, const char *at, const char *end, enum mend_place place)
{
    bool is_first_of_two = *at == '\r' && at + 1 < end && at[1] == '\n';

    if (!is_first_of_two)
        put(m, place == PLACE_ATTRIBUTE ? " " : "\n", 1, place);
    return at + 1;
}

/* "]]>" outside of a section. */
static const char *put_section_end(struct mend *m, const char *at, const char *end)
{
    mend_note(m, FAULT_CDATA, at);
    if (at + 3 < end) /* the last thing in its element is the rest of a nested section */
        put(m, at, 3, PLACE_TEXT);
    return at + 3;
}

static const char *put_special(struct mend *m, const char *at, const char *end,
                               enum mend_place place)
{
    switch (*at) {
    case '&':
        return put_reference(m, at, end, place);
    case '<':
        mend_note(m, FAULT_LESS_THAN, at);
        put(m, at, 1, place);
        return at + 1;
    case ']':
        return put_section_end(m, at, end);
    case '\r':
    case '\n':
    case '\t':
        return put_blank(m, at, end, place);
    default:
        break;
    }
    if ((unsigned char)*at >= 0x80)
        return put_multibyte(m, at, place);
    mend_note(m, FAULT_CONTROL, at);
    return at + 1;
}

void mend_put_text(struct mend *m, const char *text, size_t len, enum mend_place place)
{
    const char *end = text + len;

    while (text < end) {
        const char *special = skip_sound(text, end, place);
        put(m, text, (size_t)(special - text), place);
        text = special < end ? put_special(m, special, end, place) : end;
    }
}
