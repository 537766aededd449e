/* links: feeds_parse feeds_text PkgConfig::libxml_2_0 */
/* Megabytes of feed documents a second of CPU: parse_document() against libxml2's SAX parser with
 * empty handlers on the same bytes, and the texts of their items. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#define DOCUMENTS 20
#define ITEMS 20
#define ROUNDS 20

struct size {
    const char *name;
    size_t words; /* of an item's article */
};

static void print_documents(struct press *press, struct buffer *documents, size_t words)
{
    for (size_t i = 0; i < DOCUMENTS; i++) {
        buffer_init(&documents[i], SIZE_MAX / 2);
        press_rss(press, &documents[i], i, ITEMS, words);
    }
}

static void parse(const struct buffer *bytes, struct arena *arena, struct document *document)
{
    const struct parse_input input = {.bytes = bytes->data,
                                      .len = bytes->len,
                                      .url = "https://outlet.example/rss",
                                      .content_type = "application/rss+xml; charset=utf-8"};
    struct error err = {0};

    arena_reset(arena);
    *document = (struct document){0};
    if (parse_document(&input, arena, document, &err) != PARSE_FEED)
        meter_fail("parse_document", err.message);
    if (document->item_count != ITEMS)
        meter_fail("parse_document", "items are missing");
}

static double our_seconds(const struct buffer *documents, struct arena *arena)
{
    struct document document;
    struct meter start = meter_now();

    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < DOCUMENTS; i++)
            parse(&documents[i], arena, &document);
    return meter_since(start).cpu;
}

static double sax_seconds(const struct buffer *documents)
{
    xmlSAXHandler handler;
    struct meter start = meter_now();

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < DOCUMENTS; i++)
            if (xmlSAXUserParseMemory(&handler, NULL, documents[i].data, (int)documents[i].len) !=
                0)
                meter_fail("xmlSAXUserParseMemory", "refuses the document");
    return meter_since(start).cpu;
}

/* The items of one document: the bytes of their HTML, the seconds that their texts take. */
static double text_seconds(const struct document *document, struct arena *arena, size_t *bytes)
{
    struct meter start = meter_now();

    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < document->item_count; i++) {
            struct item item = document->items[i];
            arena_reset(arena);
            *bytes += strlen(item.content.str);
            item_read_texts(&item, arena);
        }
    }
    return meter_since(start).cpu;
}

static double html_sax_seconds(const struct document *document)
{
    htmlSAXHandler handler;
    struct meter start;

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    start = meter_now();
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < document->item_count; i++) {
            const char *html = document->items[i].content.str;
            htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(
                &handler, NULL, html, (int)strlen(html), NULL, XML_CHAR_ENCODING_UTF8);
            htmlParseChunk(parser, NULL, 0, 1);
            htmlFreeParserCtxt(parser);
        }
    }
    return meter_since(start).cpu;
}

static void measure(struct press *press, const struct size *size)
{
    struct buffer documents[DOCUMENTS];
    struct arena *arena = arena_new(), *texts = arena_new();
    struct document document;
    double bytes = 0;
    char name[64];

    print_documents(press, documents, size->words);
    for (size_t i = 0; i < DOCUMENTS; i++)
        bytes += (double)documents[i].len;
    double megabytes = bytes * ROUNDS / 1e6;
    snprintf(name, sizeof(name), "parse, %s", size->name);
    meter_print(name, megabytes / our_seconds(documents, arena), "MB/s",
                "libxml2 SAX, empty handlers", megabytes / sax_seconds(documents));
    if (size->words > 0) {
        size_t of_texts = 0;
        parse(&documents[0], arena, &document);
        double ours = text_seconds(&document, texts, &of_texts);
        meter_print("text of articles", (double)of_texts / 1e6 / ours, "MB/s",
                    "libxml2 HTML SAX, empty handlers",
                    (double)of_texts / 1e6 / html_sax_seconds(&document));
    }
    for (size_t i = 0; i < DOCUMENTS; i++)
        buffer_free(&documents[i]);
    arena_free(arena);
    arena_free(texts);
}

static void be_quiet(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

int main(void)
{
    static const struct size sizes[] = {{"articles of 600 words", 600}, {"summaries", 0}};
    struct press *press = press_new(1);

    memory_keep_freed(); /* as the service does */
    xmlSetGenericErrorFunc(NULL, be_quiet);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        measure(press, &sizes[i]);
    press_free(press);
    xmlCleanupParser();
    return 0;
}
