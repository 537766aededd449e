/* OPML 1.0 and 2.0 (opml.org/spec2.opml): outlines with an xmlUrl are feeds, the others are
 * folders, whose names, put together with slashes, are groups. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/lists/list_draft.h"
#include "feeds/lists/opml_attributes.h"
#include "feeds/parse/xml_run.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An open element. */
struct frame {
    const char *path; /* of the folder that its outlines stand in; NULL: none */
    const char *name; /* of a folder */
    unsigned line;
    bool is_folder;
    bool has_outlines;
};

struct source {
    struct list_draft *draft;
    struct opml_attributes attributes; /* what was seen of them in the whole list */
    struct frame frames[MEND_DEPTH_MAX + 2];
    unsigned depth;
    unsigned *lines; /* of the start tags that libxml2 has not told of yet, in their order */
    size_t line_count, line_capacity, line_at;
    const char *text; /* up to here lines are counted */
    unsigned line;
    bool is_opml;
    bool is_over;
    struct error *err;
};

/* ---- lines */

static void count_to(struct source *source, const char *to)
{
    const char *newline;

    while (source->text < to &&
           (newline = memchr(source->text, '\n', (size_t)(to - source->text))) != NULL) {
        source->line++;
        source->text = newline + 1;
    }
    source->text = to;
}

struct reading {
    struct source *source;
    const char *begin;
};

static void on_tag(void *owner, size_t offset)
{
    struct reading *reading = owner;
    struct source *source = reading->source;

    count_to(source, reading->begin + offset);
    if (source->line_count == source->line_capacity) {
        source->line_capacity = source->line_capacity == 0 ? 256 : 2 * source->line_capacity;
        source->lines = memory_resize(source->lines, source->line_capacity, sizeof(*source->lines));
    }
    source->lines[source->line_count++] = source->line;
}

static unsigned next_line(struct source *source)
{
    unsigned line = source->line_at < source->line_count ? source->lines[source->line_at] : 0;

    source->line_at++;
    if (source->line_at >= source->line_count)
        source->line_at = source->line_count = 0;
    return line;
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    const struct reading *reading = owner;
    unsigned line = 1;

    for (size_t i = 0; i < offset; i++)
        line += reading->begin[i] == '\n';
    list_draft_note(reading->source->draft, line, "%s", mend_fault_text(fault));
}

/* ---- outlines */

static const char *join(struct source *source, const char *path, const char *name, unsigned line)
{
    size_t len = (path == NULL ? 0 : strlen(path) + 1) + (name == NULL ? 0 : strlen(name));

    if (name == NULL)
        return path;
    if (len <= LIST_GROUP_MAX)
        return path == NULL ? name : arena_format(source->draft->arena, "%s/%s", path, name);
    list_draft_note(source->draft, line,
                    "the folder \"%s\" makes a group of more than %d bytes; its feeds stay in "
                    "the folder above",
                    name, LIST_GROUP_MAX);
    return path;
}

static void begin_outline(struct source *source, struct frame *frame, const char *path,
                          const struct opml_outline *outline)
{
    if (outline->url != NULL || outline->is_known) {
        opml_take_feed(source->draft, outline, path);
        return;
    }
    frame->is_folder = true;
    frame->name = outline->title;
    frame->path = join(source, path, outline->group, outline->line);
}

static void refuse(struct source *source, const char *root)
{
    bool is_page = strcasecmp(root, "html") == 0;

    error_set(source->err, "it is no OPML: its first element is <%.64s>%s", root,
              is_page ? ", that of an HTML page" : "");
    error_set_place(source->err, "", source->frames[source->depth].line, 0);
    source->is_over = true;
}

/* NOLINTNEXTLINE(readability-function-size) libxml2 says which parameters there are */
static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attributes)
{
    struct source *source = ((struct reading *)context)->source;
    struct frame *outer = &source->frames[source->depth];
    const char *element = (const char *)name;

    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted;
    if (source->is_over)
        return;
    struct frame *frame = &source->frames[++source->depth];
    *frame = (struct frame){.path = outer->path};
    if (source->depth == 1) /* the element that the mender puts round the whole */
        return;
    frame->line = next_line(source);
    if (!source->is_opml && strcasecmp(element, "opml") != 0) {
        refuse(source, element);
        return;
    }
    source->is_opml = true;
    if (strcasecmp(element, "outline") != 0)
        return;
    outer->has_outlines = true;
    struct opml_outline outline = {.line = frame->line};
    opml_read_outline(&source->attributes, source->draft, &outline, attributes, count);
    begin_outline(source, frame, outer->path, &outline);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct source *source = ((struct reading *)context)->source;
    const struct frame *frame = &source->frames[source->depth];

    (void)name, (void)prefix, (void)uri;
    if (source->is_over)
        return;
    if (frame->is_folder && !frame->has_outlines)
        list_draft_note(source->draft, frame->line, "%s%s%s holds no feed",
                        frame->name == NULL ? "" : "\"",
                        frame->name == NULL ? "an outline without a name" : frame->name,
                        frame->name == NULL ? "" : "\"");
    source->depth--;
}

/* ---- the whole */

static bool is_over(void *owner)
{
    return ((struct reading *)owner)->source->is_over;
}

bool opml_read(struct list_draft *draft, const char *text, size_t len, struct error *err)
{
    struct source *source = memory_new(1, sizeof(*source));
    struct reading reading = {source, text};
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end};
    const struct mend_source mend = {.text = text, .len = len};
    const struct xml_run run = {.handler = &handler,
                                .owner = &reading,
                                .is_over = is_over,
                                .on_fault = on_fault,
                                .on_tag = on_tag};

    source->draft = draft;
    source->text = text;
    source->line = 1;
    source->err = err;
    xml_run(&mend, &run);
    bool is_read = source->is_opml;
    if (is_read)
        opml_tell_of_the_rest(&source->attributes, draft);
    else if (!source->is_over)
        error_set(err, "it is no OPML: no element stands in it");
    free(source->lines);
    free(source);
    return is_read;
}
