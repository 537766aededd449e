#include "feeds/parse/encoding.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/parse/encoding_convert.h"
#include "feeds/parse/encoding_detect.h"
#include "feeds/parse/encoding_names.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DECLARATION_MAX ((size_t)4096)
#define UTF8_MAX ((size_t)64 * 1024 * 1024) /* of 16 MiB of any encoding no more can come */

/* The order of trust (RFC 7303 section 3): byte order mark, HTTP's charset, XML's declaration; and
 * of all that fit, what has no malformed bytes. Not believed: a label of UTF-16 on bytes that are
 * ASCII, a Latin label on bytes that are UTF-8. */

struct decoder {
    struct arena *arena;
    struct warnings *warnings;
    const char *bytes;
    size_t len;
    struct buffer best;
    size_t best_malformed;
    const char *best_name;
    bool has_best;
};

static bool has_prefix(const char *bytes, size_t len, const char *prefix, size_t prefix_len)
{
    return len >= prefix_len && memcmp(bytes, prefix, prefix_len) == 0;
}

/* The mark of UTF-16 and a NUL, which a fault may leave, are not UTF-32's: what follows that is a
 * character of four bytes. */
static bool is_mark_here(const struct decoder *d, const char *mark, size_t len)
{
    bool is_long = len == 4 && mark[0] == '\xFF' && d->len >= 8;

    return has_prefix(d->bytes, d->len, mark, len) &&
           !(is_long && (d->bytes[7] != '\0' || (unsigned char)d->bytes[6] > 0x10));
}

static const char *skip_mark(struct decoder *d)
{
    static const struct {
        const char *mark;
        size_t len;
        const char *label;
    } marks[] = {
        {"\x00\x00\xFE\xFF", 4, "utf-32be"}, {"\xFF\xFE\x00\x00", 4, "utf-32le"},
        {"\xEF\xBB\xBF", 3, "utf-8"},        {"\xFE\xFF", 2, "utf-16be"},
        {"\xFF\xFE", 2, "utf-16le"},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (!is_mark_here(d, marks[i].mark, marks[i].len))
            continue;
        do { /* some stand twice */
            d->bytes += marks[i].len;
            d->len -= marks[i].len;
        } while (has_prefix(d->bytes, d->len, marks[i].mark, marks[i].len));
        return marks[i].label;
    }
    return NULL;
}

static const char *skip_any(const char *at, const char *end, const char *characters)
{
    while (at < end && *at != '\0' && strchr(characters, *at) != NULL)
        at++;
    return at;
}

static bool is_of_label(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("-_.:+()", c) != NULL);
}

/* Whatever stands for a quote: typographic ones, and EBCDIC's in another code page. */
static const char *skip_quotes(const char *at, const char *end)
{
    while (at < end && !is_of_label(*at) && strchr("?>;,<", *at) == NULL)
        at++;
    return at;
}

/* The value of `name` in "name = value", quoted or not, without case. */
static const char *find_value(const char *text, size_t len, const char *name, size_t *value_len)
{
    const char *end = text + len;
    size_t name_len = strlen(name);

    for (const char *at = text; (size_t)(end - at) > name_len; at++) {
        if (strncasecmp(at, name, name_len) != 0)
            continue;
        const char *equals = skip_any(at + name_len, end, " \t\r\n");
        if (equals == end || *equals != '=')
            continue;
        const char *value = skip_quotes(equals + 1, end);
        const char *behind = value;
        while (behind < end && is_of_label(*behind))
            behind++;
        *value_len = (size_t)(behind - value);
        return value;
    }
    return NULL;
}

static struct encoding_name http_encoding(struct arena *arena, const char *content_type)
{
    size_t len = 0;
    const char *label = content_type == NULL
                            ? NULL
                            : find_value(content_type, strlen(content_type), "charset", &len);

    if (label == NULL)
        return (struct encoding_name){0};
    return encoding_of_label(arena, label, len);
}

static const char *find_declaration(const char *text, size_t len)
{
    const char *at = text, *end = text + len;

    while ((at = memmem(at, (size_t)(end - at), "<?", 2)) != NULL && end - at > 5) {
        if (strncasecmp(at + 2, "xml", 3) == 0)
            return at;
        at += 2;
    }
    return NULL;
}

static struct encoding_name declared_encoding(struct arena *arena, const char *text,
                                              size_t text_len)
{
    size_t window = text_len < DECLARATION_MAX ? text_len : DECLARATION_MAX;
    const char *declaration = find_declaration(text, window);
    const char *end = declaration == NULL
                          ? NULL
                          : memmem(declaration, window - (size_t)(declaration - text), "?>", 2);
    size_t len;

    if (end == NULL)
        return (struct encoding_name){0};
    const char *label = find_value(declaration, (size_t)(end - declaration), "encoding", &len);
    if (label == NULL)
        return (struct encoding_name){0};
    return encoding_of_label(arena, label, len);
}

/* Candidates: true when the bytes are read without fault, which ends the search. */

static void keep_best(struct decoder *d, struct buffer *utf8, size_t malformed, const char *name)
{
    if (d->has_best && d->best_malformed <= malformed) {
        buffer_free(utf8);
        return;
    }
    buffer_free(&d->best);
    d->best = *utf8;
    d->best_malformed = malformed;
    d->best_name = name;
    d->has_best = true;
}

static bool try_encoding(struct decoder *d, const struct encoding_name *encoding)
{
    struct buffer utf8;

    if (encoding->kind == ENCODING_UNKNOWN || encoding->kind == ENCODING_UTF8 ||
        encoding->kind == ENCODING_ASCII)
        return false;
    buffer_init(&utf8, UTF8_MAX);
    size_t malformed = encoding_convert(encoding, d->bytes, d->len, &utf8);
    keep_best(d, &utf8, malformed, encoding->name);
    return malformed == 0;
}

static bool try_label(struct decoder *d, const char *label)
{
    struct encoding_name encoding = encoding_of_label(d->arena, label, strlen(label));

    return try_encoding(d, &encoding);
}

/* Mostly UTF-8: single bytes of something else are what an editor or a script pasted in. In a Latin
 * text there is no sequence of UTF-8 by accident. */
static bool try_repair(struct decoder *d, bool is_latin)
{
    struct buffer utf8;
    size_t sequences;

    buffer_init(&utf8, UTF8_MAX);
    size_t malformed = encoding_repair_utf8(d->bytes, d->len, &utf8, &sequences);
    if (sequences == 0 || (sequences < malformed && !is_latin)) {
        buffer_free(&utf8);
        return false;
    }
    if (malformed > 0)
        warnings_add(d->warnings,
                     "%zu bytes are not UTF-8 and were read as windows-1252 or left out",
                     malformed);
    d->has_best = false;
    keep_best(d, &utf8, malformed, "utf-8");
    return true;
}

static bool is_latin(const struct encoding_name *encoding)
{
    return encoding->kind == ENCODING_LATIN || encoding->kind == ENCODING_ASCII;
}

/* What nobody knows is read as Latin. */
static bool is_latin_label(struct arena *arena, const char *label)
{
    if (label == NULL)
        return true;
    struct encoding_name encoding = encoding_of_label(arena, label, strlen(label));
    return is_latin(&encoding);
}

static void decode_undeclared(struct decoder *d)
{
    const char *label = encoding_detect(d->bytes, d->len);

    if (d->has_best && d->best_malformed * 20 < d->len)
        return; /* a declared encoding with a few faults */
    if (is_latin_label(d->arena, label) && try_repair(d, true))
        return;
    if ((label == NULL || !try_label(d, label)) && !(d->has_best && d->best_malformed == 0))
        try_label(d, "windows-1252");
    warnings_add(d->warnings, "the encoding is not the one declared; it was read as %s",
                 d->best_name);
}

static bool is_ascii(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)bytes[i] >= 0x80 || bytes[i] == 0x1B)
            return false;
    }
    return true;
}

/* Bytes that are UTF-8, whatever is said of them, or NULL when another encoding is to be tried. */
static const char *name_of_utf8(const struct decoder *d, const struct encoding_name said[2])
{
    const struct encoding_name *first = said[0].kind != ENCODING_UNKNOWN ? &said[0] : &said[1];

    if (!utf8_is_valid(d->bytes, d->len))
        return NULL;
    if (first->kind == ENCODING_UNKNOWN || first->kind == ENCODING_UTF8 ||
        first->kind == ENCODING_WIDE || first->kind == ENCODING_ASCII)
        return "utf-8";
    if (is_latin(first))
        return is_ascii(d->bytes, d->len) ? first->name : "utf-8";
    return NULL;
}

/* A Latin label is what many programs write when nobody told them. */
static bool try_other_than_latin(struct decoder *d)
{
    if (try_repair(d, false))
        return true;
    const char *label = encoding_detect_other_script(d->bytes, d->len);
    if (label == NULL || !try_label(d, label))
        return false;
    warnings_add(d->warnings, "the encoding is not the one declared; it was read as %s",
                 d->best_name);
    return true;
}

static void decode_ascii_based(struct decoder *d, const struct encoding_name said[2])
{
    for (size_t i = 0; i < 2; i++) {
        if (said[i].kind == ENCODING_UTF8 && try_repair(d, false))
            return;
        if (said[i].kind == ENCODING_LATIN && try_other_than_latin(d))
            return;
        if (said[i].kind != ENCODING_WIDE && try_encoding(d, &said[i]))
            return;
    }
    if (!try_repair(d, false))
        decode_undeclared(d);
}

/* EBCDIC is one of many code pages, whose name can be read in any of them. */
static const char *label_of_ebcdic(struct decoder *d, const char *label)
{
    struct encoding_name base = encoding_of_label(d->arena, label, strlen(label));
    size_t len = d->len < DECLARATION_MAX ? d->len : DECLARATION_MAX;
    struct buffer head;

    buffer_init(&head, 4 * DECLARATION_MAX);
    encoding_convert(&base, d->bytes, len, &head);
    struct encoding_name declared = declared_encoding(d->arena, head.data, head.len);
    buffer_free(&head);
    return declared.kind == ENCODING_OTHER ? declared.name : label;
}

static bool decode_wide(struct decoder *d, const char *marked)
{
    const char *label = marked != NULL ? marked : encoding_detect_wide(d->bytes, d->len);

    if (label == NULL || strcmp(label, "utf-8") == 0)
        return false;
    if (strcmp(label, "cp037") == 0)
        label = label_of_ebcdic(d, label);
    try_label(d, label);
    return d->has_best;
}

/* XML has no escape character: text with one is of an encoding that shifts by it, unless another
 * one is said that may as well. */
static bool decode_shifted(struct decoder *d, const struct encoding_name said[2])
{
    const char *label = said[0].kind == ENCODING_OTHER || said[1].kind == ENCODING_OTHER
                            ? NULL
                            : encoding_detect_shifted(d->bytes, d->len);

    if (label == NULL || try_label(d, label))
        return label != NULL;
    buffer_free(&d->best); /* it only looked so */
    d->has_best = false;
    return false;
}

#define ENCODED_MAX 3 /* times too often */

static void undo_double(const struct decoder *d, struct encoded *encoded)
{
    struct buffer utf8;

    for (int i = 0; i < ENCODED_MAX; i++) {
        buffer_init(&utf8, UTF8_MAX);
        if (!encoding_undo_double(encoded->text, encoded->len, &utf8)) {
            buffer_free(&utf8);
            return;
        }
        if (i == 0)
            warnings_add(d->warnings, "UTF-8 was encoded twice and was read as it was before");
        free(encoded->owned);
        encoded->text = encoded->owned = utf8.data;
        encoded->len = utf8.len;
    }
}

/* Bytes that are UTF-8 already are only given the NUL that readers rely on. */
static void copy_utf8(const struct decoder *d, struct encoded *encoded)
{
    char *copy = memory_resize(NULL, d->len + 1, 1);

    if (d->len > 0)
        memcpy(copy, d->bytes, d->len);
    copy[d->len] = '\0';
    encoded->text = encoded->owned = copy;
    encoded->len = d->len;
}

/* A mark behind what was no text is found at the text's begin only now. */
static void drop_marks(struct encoded *encoded)
{
    static const char mark[] = "\xEF\xBB\xBF";

    while (strncmp(encoded->text, mark, sizeof(mark) - 1) == 0) {
        encoded->text += sizeof(mark) - 1;
        encoded->len -= sizeof(mark) - 1;
    }
}

void encoding_decode(const struct parse_input *input, struct arena *arena,
                     struct warnings *warnings, struct encoded *encoded)
{
    struct decoder d = {
        .arena = arena, .warnings = warnings, .bytes = input->bytes, .len = input->len};
    const char *marked = skip_mark(&d);
    struct encoding_name utf8 = {.kind = ENCODING_UTF8};
    struct encoding_name said[2] = {http_encoding(arena, input->content_type),
                                    declared_encoding(arena, d.bytes, d.len)};

    *encoded = (struct encoded){.name = NULL};
    if (marked != NULL)
        said[0] = utf8;
    if (!decode_wide(&d, marked) && !decode_shifted(&d, said)) {
        encoded->name = name_of_utf8(&d, said);
        if (encoded->name == NULL)
            decode_ascii_based(&d, said);
    }
    if (encoded->name != NULL) {
        copy_utf8(&d, encoded);
    } else {
        encoded->name = d.best_name;
        encoded->text = d.best.data == NULL ? "" : d.best.data;
        encoded->len = d.best.len;
        encoded->owned = d.best.data;
    }
    undo_double(&d, encoded);
    drop_marks(encoded);
}

void encoding_free(struct encoded *encoded)
{
    free(encoded->owned);
    *encoded = (struct encoded){.name = NULL};
}
