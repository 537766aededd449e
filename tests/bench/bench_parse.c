/* links: feeds_parse feeds_text PkgConfig::libxml_2_0 */
/* Megabytes of feed documents a second of CPU: parse_document() against libxml2's SAX parser with
 * empty handlers on the same bytes, the texts of their items apart; and the memory that one large
 * document takes at its peak. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"

#include <glob.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DOCUMENTS_MAX 128
#define BYTES_AT_LEAST 40e6 /* that are parsed for a figure */

struct corpus {
    const char *name;
    struct buffer documents[DOCUMENTS_MAX];
    size_t count;
    size_t bytes;
    size_t rounds;
};

/* ---- what is parsed ---- */

static void count_bytes(struct corpus *corpus)
{
    corpus->bytes = 0;
    for (size_t i = 0; i < corpus->count; i++)
        corpus->bytes += corpus->documents[i].len;
    corpus->rounds = (size_t)(BYTES_AT_LEAST / (double)corpus->bytes) + 1;
}

static void print_documents(struct corpus *corpus, struct press *press, size_t count, size_t items,
                            size_t words)
{
    for (corpus->count = 0; corpus->count < count; corpus->count++) {
        buffer_init(&corpus->documents[corpus->count], SIZE_MAX / 2);
        press_rss(press, &corpus->documents[corpus->count], corpus->count, items, words);
    }
    count_bytes(corpus);
}

static bool is_well_formed(const struct buffer *document)
{
    xmlSAXHandler handler;

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    return xmlSAXUserParseMemory(&handler, NULL, document->data, (int)document->len) == 0;
}

static void read_document(struct buffer *document, const char *path)
{
    FILE *file = fopen(path, "rb");
    char part[4096];
    size_t len;

    if (file == NULL)
        meter_fail(path, "cannot be read");
    buffer_init(document, SIZE_MAX / 2);
    while ((len = fread(part, 1, sizeof(part), file)) > 0)
        buffer_append(document, part, len);
    fclose(file);
}

/* Those of the sample that libxml2 reads, too. */
static void read_sample(struct corpus *corpus)
{
    glob_t found;

    if (glob(FIXTURES "/parse/inputs/*.xml", 0, NULL, &found) != 0)
        meter_fail(FIXTURES "/parse/inputs", "holds no document");
    corpus->count = 0;
    for (size_t i = 0; i < found.gl_pathc && corpus->count < DOCUMENTS_MAX; i++) {
        struct buffer *document = &corpus->documents[corpus->count];
        read_document(document, found.gl_pathv[i]);
        if (is_well_formed(document))
            corpus->count++;
        else
            buffer_free(document);
    }
    globfree(&found);
    count_bytes(corpus);
}

static void corpus_free(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++)
        buffer_free(&corpus->documents[i]);
}

/* ---- documents ---- */

static void parse(const struct buffer *bytes, struct arena *arena, struct document *document)
{
    const struct parse_input input = {.bytes = bytes->data,
                                      .len = bytes->len,
                                      .url = "https://outlet.example/rss",
                                      .content_type = "application/rss+xml"};
    struct error err = {0};

    arena_reset(arena);
    *document = (struct document){0};
    if (parse_document(&input, arena, document, &err) != PARSE_FEED)
        meter_fail("parse_document", err.message);
}

static double our_seconds(const struct corpus *corpus, size_t *items)
{
    struct arena *arena = arena_new();
    struct document document;
    struct meter start = meter_now();

    *items = 0;
    for (size_t round = 0; round < corpus->rounds; round++) {
        for (size_t i = 0; i < corpus->count; i++) {
            parse(&corpus->documents[i], arena, &document);
            *items += document.item_count;
        }
    }
    double seconds = meter_since(start).cpu;
    arena_free(arena);
    return seconds;
}

static double sax_seconds(const struct corpus *corpus)
{
    struct meter start = meter_now();

    for (size_t round = 0; round < corpus->rounds; round++) {
        for (size_t i = 0; i < corpus->count; i++) {
            if (!is_well_formed(&corpus->documents[i]))
                meter_fail("xmlSAXUserParseMemory", "refuses the document");
        }
    }
    return meter_since(start).cpu;
}

static void measure(const struct corpus *corpus)
{
    double megabytes = (double)corpus->bytes * (double)corpus->rounds / 1e6;
    char name[64];
    size_t items;

    snprintf(name, sizeof(name), "parse, %s", corpus->name);
    double seconds = our_seconds(corpus, &items);
    meter_print(name, megabytes / seconds, "MB/s", "libxml2 SAX, empty handlers",
                megabytes / sax_seconds(corpus));
    snprintf(name, sizeof(name), "parse, %s: items", corpus->name);
    meter_print(name, (double)items / seconds, "/s", NULL, 0);
}

/* ---- texts ---- */

/* The bytes of the items' HTML, the seconds that their texts take. */
static double text_seconds(const struct document *document, size_t rounds, size_t *bytes)
{
    struct arena *arena = arena_new();
    struct meter start = meter_now();

    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < document->item_count; i++) {
            struct item item = document->items[i];
            arena_reset(arena);
            *bytes += strlen(item.content.str);
            item_read_texts(&item, arena);
        }
    }
    double seconds = meter_since(start).cpu;
    arena_free(arena);
    return seconds;
}

static double html_sax_seconds(const struct document *document, size_t rounds)
{
    htmlSAXHandler handler;
    struct meter start;

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    start = meter_now();
    for (size_t round = 0; round < rounds; round++) {
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

static void measure_texts(const struct corpus *corpus)
{
    struct arena *arena = arena_new();
    struct document document;
    size_t bytes = 0, rounds = 200;

    parse(&corpus->documents[0], arena, &document);
    double ours = text_seconds(&document, rounds, &bytes);
    meter_print("text of articles", (double)bytes / 1e6 / ours, "MB/s",
                "libxml2 HTML SAX, empty handlers",
                (double)bytes / 1e6 / html_sax_seconds(&document, rounds));
    arena_free(arena);
}

/* ---- memory ---- */

static void parse_once(const struct buffer *document)
{
    struct arena *arena = arena_new();
    struct document read;

    parse(document, arena, &read);
    arena_free(arena);
}

static void sax_once(const struct buffer *document)
{
    if (!is_well_formed(document))
        meter_fail("xmlSAXUserParseMemory", "refuses the document");
}

/* What the work takes at its peak, the document itself included, as a multiple of the document; in
 * a process of its own, which has nothing to give back. */
static double peak(const struct buffer *document, void (*work)(const struct buffer *))
{
    struct rusage before, after;
    int result[2];
    double times = 0;

    if (pipe(result) != 0)
        meter_fail("pipe", "cannot be had");
    pid_t child = fork();
    if (child == 0) {
        getrusage(RUSAGE_SELF, &before);
        work(document);
        getrusage(RUSAGE_SELF, &after);
        times = 1 + (double)(after.ru_maxrss - before.ru_maxrss) * 1024 / (double)document->len;
        _exit(write(result[1], &times, sizeof(times)) == sizeof(times) ? 0 : 1);
    }
    close(result[1]);
    if (child < 0 || read(result[0], &times, sizeof(times)) != sizeof(times))
        meter_fail("the process that is measured", "ended early");
    close(result[0]);
    waitpid(child, NULL, 0);
    return times;
}

static void measure_memory(const struct corpus *corpus)
{
    const struct buffer *document = &corpus->documents[0];

    meter_print("parse, peak memory of 5 MB", peak(document, parse_once), "documents",
                "libxml2 SAX, empty handlers", peak(document, sax_once));
}

static void be_quiet(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

int main(void)
{
    static struct corpus articles = {.name = "articles of 600 words"},
                         summaries = {.name = "summaries"}, large = {.name = "5 MB of RSS"},
                         sample = {.name = "the sample's documents"};
    struct press *press = press_new(1);

    memory_keep_freed(); /* as the service does */
    xmlSetGenericErrorFunc(NULL, be_quiet);
    print_documents(&articles, press, 20, 20, 600);
    print_documents(&summaries, press, 20, 20, 0);
    read_sample(&sample);
    parse_once(&sample.documents[0]); /* the pages of the libraries are of no document */
    print_documents(&large, press, 1, 1110, 600);
    measure_memory(&large);
    measure(&large);
    measure(&articles);
    measure(&summaries);
    measure(&sample);
    measure_texts(&articles);
    corpus_free(&large);
    corpus_free(&articles);
    corpus_free(&summaries);
    corpus_free(&sample);
    press_free(press);
    xmlCleanupParser();
    return 0;
}
