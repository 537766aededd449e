#include "feeds/parse/encoding.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/parse/encoding_convert.h"
#include "feeds/parse/encoding_detect.h"
#include "feeds/parse/encoding_double.h"
#include "feeds/parse/encoding_latin.h"
#include "feeds/parse/encoding_names.h"
#include "feeds/parse/encoding_repair.h"
#include "feeds/parse/encoding_said.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define EBCDIC_HEAD ((size_t)4096)
#define FAULTY_PART 4                       /* one of so many bytes beyond ASCII may be a fault */
#define UTF8_MAX ((size_t)64 * 1024 * 1024) /* of 16 MiB of any encoding no more can come */

/* The order of trust (RFC 7303 section 3): byte order mark, HTTP's charset, XML's declaration; and
 * of all that fit, what has no malformed bytes. Not believed: a label of UTF-16 or EBCDIC on
 * bytes that are ASCII, a Latin label on bytes that are UTF-8, nor any other where there are many
 * of those. */

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
        warnings_add(
            d->warnings,
            "%zu bytes are not UTF-8 and were read as windows-1252 or its like, or left out",
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

/* In a Latin text that is said to be of two bytes a character, most of its letters are faults. */
static bool has_few_faults(const struct decoder *d)
{
    size_t beyond = 0;

    for (size_t i = 0; i < d->len; i++)
        beyond += (unsigned char)d->bytes[i] >= 0x80;
    return d->best_malformed * 20 < d->len &&
           (d->best_malformed * FAULTY_PART <= beyond || beyond == 0);
}

/* A label of another script that Latin text was given: it reads all the same. */
static void try_other_than_mixed(struct decoder *d)
{
    if (!encoding_mixes_scripts(d->best.data, d->best.len))
        return;
    const char *label = encoding_detect_latin_text(d->bytes, d->len);
    if (label == NULL)
        return;
    buffer_free(&d->best);
    d->has_best = false;
    try_label(d, label);
    warnings_add(d->warnings, "the encoding is not the one declared; it was read as %s",
                 d->best_name);
}

static void decode_undeclared(struct decoder *d)
{
    const char *label = encoding_detect(d->bytes, d->len);

    if (d->has_best && has_few_faults(d)) {
        try_other_than_mixed(d);
        return;
    }
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

#define FOLLOWING_MIN 8 /* in another encoding no text of so many is UTF-8 by accident */

/* The bytes that follow the first ones of sequences: the longer these are the less an accident. */
static bool has_sequences(const char *bytes, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len && count < FOLLOWING_MIN; i++)
        count += ((unsigned char)bytes[i] & 0xC0) == 0x80;
    return count == FOLLOWING_MIN;
}

/* Bytes that are UTF-8, whatever is said of them, or NULL when another encoding is to be tried. */
static const char *name_of_utf8(const struct decoder *d, const struct encoding_name said[2])
{
    const struct encoding_name *first = said[0].kind != ENCODING_UNKNOWN ? &said[0] : &said[1];

    if (!utf8_is_valid(d->bytes, d->len))
        return NULL;
    if (is_latin(first) && is_ascii(d->bytes, d->len))
        return first->kind == ENCODING_ASCII ? "utf-8" : first->name;
    return first->kind != ENCODING_OTHER || has_sequences(d->bytes, d->len) ? "utf-8" : NULL;
}

/* Latin-1's label is what many programs write when nobody told them. */
static bool try_other_than_latin1(struct decoder *d)
{
    if (try_repair(d, false))
        return true;
    const char *label = encoding_detect_other_than_latin1(d->bytes, d->len);
    if (label == NULL || !try_label(d, label))
        return false;
    warnings_add(d->warnings, "the encoding is not the one declared; it was read as %s",
                 d->best_name);
    return true;
}

/* Where a '<' of ASCII stands, no encoding is meant that has another one: UTF-16, EBCDIC. */
static void doubt_label(const struct decoder *d, struct encoding_name *said)
{
    struct buffer utf8;

    if (said->kind == ENCODING_WIDE)
        said->kind = ENCODING_UNKNOWN;
    if (said->kind != ENCODING_OTHER || memchr(d->bytes, '<', d->len) == NULL)
        return;
    buffer_init(&utf8, 16);
    encoding_convert(said, "<", 1, &utf8);
    if (utf8.len != 1 || utf8.data[0] != '<')
        said->kind = ENCODING_UNKNOWN;
    buffer_free(&utf8);
}

static void decode_ascii_based(struct decoder *d, const struct encoding_name said[2])
{
    for (size_t i = 0; i < 2; i++) {
        if (said[i].kind == ENCODING_UTF8 && try_repair(d, false))
            return;
        if (said[i].kind == ENCODING_LATIN && try_other_than_latin1(d))
            return;
        if (!try_encoding(d, &said[i]))
            continue;
        if (said[i].kind == ENCODING_OTHER)
            try_other_than_mixed(d);
        return;
    }
    if (!try_repair(d, false))
        decode_undeclared(d);
}

/* Does "<?xml" stand at the begin if the bytes are of this encoding? */
static bool reads_declaration(const struct decoder *d, const struct encoding_name *encoding)
{
    static const char start[] = "<?xml";
    struct buffer head;

    if (encoding->kind != ENCODING_OTHER)
        return false;
    buffer_init(&head, EBCDIC_HEAD);
    encoding_convert(encoding, d->bytes, d->len < sizeof(start) ? d->len : sizeof(start), &head);
    bool is_read = head.len >= sizeof(start) && memcmp(head.data, start, sizeof(start) - 1) == 0;
    buffer_free(&head);
    return is_read;
}

/* EBCDIC is one of many code pages; in most of them the declaration can be read by any other. */
static struct encoding_name page_of_ebcdic(struct decoder *d, const char *label,
                                           const struct encoding_name *of_header)
{
    struct encoding_name base = encoding_of_label(d->arena, label, strlen(label));
    struct buffer head;

    if (reads_declaration(d, of_header))
        return *of_header;
    buffer_init(&head, 4 * EBCDIC_HEAD);
    encoding_convert(&base, d->bytes, d->len < EBCDIC_HEAD ? d->len : EBCDIC_HEAD, &head);
    struct encoding_name declared = encoding_of_declaration(d->arena, head.data, head.len);
    buffer_free(&head);
    return reads_declaration(d, &declared) ? declared : base;
}

static bool decode_wide(struct decoder *d, const char *marked, const struct encoding_name said[2])
{
    const char *label = marked != NULL ? marked : encoding_detect_wide(d->bytes, d->len);

    if (label == NULL || strcmp(label, "utf-8") == 0)
        return false;
    struct encoding_name encoding = encoding_of_label(d->arena, label, strlen(label));
    if (encoding.kind == ENCODING_OTHER)
        encoding = page_of_ebcdic(d, label, &said[0]);
    try_encoding(d, &encoding);
    return d->has_best;
}

static bool is_shifted(const struct encoding_name *encoding)
{
    return encoding->kind == ENCODING_OTHER &&
           (strncmp(encoding->name, "iso-2022", 8) == 0 || strncmp(encoding->name, "hz", 2) == 0);
}

/* XML has no escape character: text with one is of an encoding that shifts by it, of the one that
 * is said if that does. */
static bool decode_shifted(struct decoder *d, const struct encoding_name said[2])
{
    const char *label = encoding_detect_shifted(d->bytes, d->len);

    if (label == NULL)
        return false;
    for (size_t i = 0; i < 2; i++) {
        if (is_shifted(&said[i]) && try_encoding(d, &said[i]))
            return true;
    }
    if (try_label(d, label))
        return true;
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

/* Text without a charset is ASCII whatever it declares (RFC 3023 section 3.1); only text that is
 * not is believed its declaration (RFC 7303). */
static bool is_ascii_by_type(const char *content_type, const struct decoder *d,
                             const struct encoded *encoded)
{
    return content_type != NULL && strncasecmp(content_type, "text/", 5) == 0 &&
           strcasestr(content_type, "charset") == NULL && is_ascii(d->bytes, d->len) &&
           encoded->len == d->len && memcmp(encoded->text, d->bytes, d->len) == 0;
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
    const char *marked = encoding_skip_mark(&d.bytes, &d.len);
    struct encoding_name utf8 = {.kind = ENCODING_UTF8};
    struct encoding_name said[2] = {encoding_of_header(arena, input->content_type),
                                    encoding_of_declaration(arena, d.bytes, d.len)};

    *encoded = (struct encoded){.name = NULL};
    if (marked != NULL)
        said[0] = utf8;
    if (!decode_wide(&d, marked, said) && !decode_shifted(&d, said)) {
        doubt_label(&d, &said[0]);
        doubt_label(&d, &said[1]);
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
    if (marked == NULL && is_ascii_by_type(input->content_type, &d, encoded))
        encoded->name = "utf-8";
    undo_double(&d, encoded);
    drop_marks(encoded);
}

void encoding_free(struct encoded *encoded)
{
    free(encoded->owned);
    *encoded = (struct encoded){.name = NULL};
}
