/* OPML 1.0 and 2.0 (opml.org/spec2.opml): outlines with an xmlUrl are feeds, the others are
 * folders, whose names, put together with slashes, are groups. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/lists/list_draft.h"
#include "feeds/lists/opml_attributes.h"
#include "feeds/parse/mend.h"

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
    struct frame frames[MEND_DEPTH_MAX + 1];
    unsigned depth;
    const char *text;
    size_t counted; /* up to here, in `line` */
    unsigned line;
    bool is_opml;
    bool is_over;
    struct error *err;
};

/* ---- lines */

/* Of a place behind those asked for before. */
static unsigned line_at(struct source *source, size_t offset)
{
    for (; source->counted < offset; source->counted++)
        source->line += source->text[source->counted] == '\n';
    return source->line;
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    const struct source *source = owner;
    unsigned line = 1;

    for (size_t i = 0; i < offset; i++)
        line += source->text[i] == '\n';
    list_draft_note(source->draft, line, "%s", mend_fault_text(fault));
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

static void on_start(void *owner, const struct mend_tag *tag)
{
    struct source *source = owner;
    struct frame *outer = &source->frames[source->depth];

    if (source->is_over)
        return;
    struct frame *frame = &source->frames[++source->depth];
    *frame = (struct frame){.path = outer->path, .line = line_at(source, tag->offset)};
    if (!source->is_opml && strcasecmp(tag->name, "opml") != 0) {
        refuse(source, tag->name);
        return;
    }
    source->is_opml = true;
    if (strcasecmp(tag->name, "outline") != 0)
        return;
    outer->has_outlines = true;
    struct opml_outline outline = {.line = frame->line};
    opml_read_outline(&source->attributes, source->draft, &outline, tag);
    begin_outline(source, frame, outer->path, &outline);
}

static void on_text(void *owner, const char *text, size_t len)
{
    (void)owner, (void)text, (void)len;
}

static void on_end(void *owner)
{
    struct source *source = owner;
    const struct frame *frame = &source->frames[source->depth];

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
    const struct source *source = owner;

    return source->is_over;
}

bool opml_read(struct list_draft *draft, const char *text, size_t len, struct error *err)
{
    struct source *source = memory_new(1, sizeof(*source));
    const struct mend_source mend = {.text = text, .len = len};
    const struct mend_sink sink = {on_start, on_text, on_end, on_fault, is_over, source};

    source->draft = draft;
    source->text = text;
    source->line = 1;
    source->err = err;
    mend_document(&mend, &sink);
    bool is_read = source->is_opml;
    if (is_read)
        opml_tell_of_the_rest(&source->attributes, draft);
    else if (!source->is_over)
        error_set(err, "it is no OPML: no element stands in it");
    free(source);
    return is_read;
}
