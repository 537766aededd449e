/* heard.h: elements and text as a parser tells them, written down so that they can be compared:
 * "<a x="1">text</a>", a URI in braces before the name, text of several parts as one. */
#pragma once

#include "config/base/buffer.h"

#include <string.h>

#define HEARD_DEPTH_MAX 512

struct heard_name {
    const char *prefix; /* NULL: none */
    const char *uri;    /* NULL: none */
    const char *name;
};

struct heard {
    struct buffer out;
    struct heard_name open[HEARD_DEPTH_MAX]; /* the names must live as long */
    size_t depth;
};

static inline void heard_begin(struct heard *heard)
{
    heard->depth = 0;
    buffer_init(&heard->out, SIZE_MAX / 2);
}

static inline void heard_put_name(struct heard *heard, const struct heard_name *name)
{
    if (name->uri != NULL)
        buffer_append_format(&heard->out, "{%s}", name->uri);
    if (name->prefix != NULL)
        buffer_append_format(&heard->out, "%s:", name->prefix);
    buffer_append_string(&heard->out, name->name);
}

static inline void heard_text(struct heard *heard, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '<')
            buffer_append_string(&heard->out, "&lt;");
        else if (text[i] == '&')
            buffer_append_string(&heard->out, "&amp;");
        else
            buffer_append_byte(&heard->out, text[i]);
    }
}

static inline void heard_start(struct heard *heard, const struct heard_name *name)
{
    buffer_append_byte(&heard->out, '<');
    heard_put_name(heard, name);
    heard->open[heard->depth++] = *name;
}

static inline void heard_attribute(struct heard *heard, const struct heard_name *name,
                                   const char *value, size_t len)
{
    buffer_append_byte(&heard->out, ' ');
    heard_put_name(heard, name);
    buffer_append_string(&heard->out, "=\"");
    heard_text(heard, value, len);
    buffer_append_byte(&heard->out, '"');
}

static inline void heard_start_done(struct heard *heard)
{
    buffer_append_byte(&heard->out, '>');
}

static inline void heard_end(struct heard *heard)
{
    buffer_append_string(&heard->out, "</");
    heard_put_name(heard, &heard->open[--heard->depth]);
    buffer_append_byte(&heard->out, '>');
}
