#include "feeds/parse/parse.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/jsonfeed.h"
#include "feeds/parse/warnings.h"
#include "feeds/parse/wrapped.h"
#include "feeds/parse/xml_source.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define VERSION_WITHIN 256 /* bytes */
#define DOCUMENT_MAX ((size_t)16 * 1024 * 1024)

/* White space, and what else of the kind stands before a document. */
static const char *first_visible(const struct encoded *encoded)
{
    const char *at = encoded->text, *end = at + encoded->len;

    while (at < end && (unsigned char)*at <= ' ')
        at++;
    return at;
}

/* A JSON Feed says what it is near its begin, even if its very first byte is wrong. */
static bool is_json(const char *first, const char *end)
{
    static const char version[] = "jsonfeed.org/version/";
    size_t len = (size_t)(end - first) < VERSION_WITHIN ? (size_t)(end - first) : VERSION_WITHIN;
    bool is_markup = *first == '<' && len > 1 &&
                     (isalpha((unsigned char)first[1]) || strchr("!?", first[1]) != NULL);

    return *first == '{' || *first == '[' ||
           (!is_markup && memmem(first, len, version, sizeof(version) - 1) != NULL);
}

/* What is no feed may hold one as its text; without items it may only speak of feeds. */
static enum parse_outcome read_wrapped(const struct parse_input *input,
                                       const struct encoded *encoded, struct arena *arena,
                                       struct document *document, struct warnings *warnings)
{
    struct encoded wrapped = {.name = encoded->name};
    struct error ignored;

    wrapped.text = wrapped_document(arena, encoded->text, encoded->len, &wrapped.len);
    if (wrapped.text == NULL)
        return PARSE_NOT_A_FEED;
    warnings_add(warnings, "the feed is the text of another document, and was read from there");
    enum parse_outcome outcome =
        xml_read_document(input, &wrapped, arena, document, warnings, &ignored);
    return document->item_count > 0 ? outcome : PARSE_NOT_A_FEED;
}

static enum parse_outcome read_decoded(const struct parse_input *input,
                                       const struct encoded *encoded, struct arena *arena,
                                       struct document *document, struct warnings *warnings,
                                       struct error *err)
{
    const char *first = first_visible(encoded);

    if (*first == '\0') {
        error_set(err, "it is empty");
        return PARSE_NOT_A_FEED;
    }
    if (is_json(first, encoded->text + encoded->len))
        return json_read_document(input, encoded, arena, document, warnings, err);
    size_t warned = warnings->count;
    enum parse_outcome outcome = xml_read_document(input, encoded, arena, document, warnings, err);
    if (outcome == PARSE_FEED)
        return outcome;
    warnings->count = warned;
    return read_wrapped(input, encoded, arena, document, warnings);
}

enum parse_outcome parse_document(const struct parse_input *input, struct arena *arena,
                                  struct document *document, struct error *err)
{
    struct warnings warnings = {.arena = arena};
    struct document read = {.published = NO_TIME, .updated = NO_TIME};
    struct encoded encoded;

    if (input->len > DOCUMENT_MAX) {
        error_set(err, "the document is over 16 MiB");
        return PARSE_NOT_A_FEED;
    }
    encoding_decode(input, arena, &warnings, &encoded);
    read.encoding = encoded.name;
    enum parse_outcome outcome = read_decoded(input, &encoded, arena, &read, &warnings, err);
    encoding_free(&encoded);
    if (outcome != PARSE_FEED)
        return outcome;
    const char **list = arena_array(arena, warnings.count, sizeof(*list));
    memcpy(list, warnings.list, warnings.count * sizeof(*list));
    read.warnings = list;
    read.warning_count = warnings.count;
    *document = read;
    return outcome;
}
