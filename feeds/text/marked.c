#include "feeds/text/marked.h"

#include "config/base/arena.h"

#include <string.h>

bool marked_next(const char **at, struct marked_block *block)
{
    const char *text = *at;

    if (*text == '\0')
        return false;
    bool is_furniture = *text == MARKED_FURNITURE;
    text += is_furniture;
    size_t len = strcspn(text, "\n");
    *block = (struct marked_block){.text = text, .len = len, .is_furniture = is_furniture};
    *at = text + len + (text[len] == '\n');
    return true;
}

static char *append(char *out, const char *bytes, size_t len)
{
    memcpy(out, bytes, len);
    return out + len;
}

char *marked_display(struct arena *arena, const char *marked)
{
    char *display = arena_alloc(arena, 2 * strlen(marked) + 1), *out = display;
    struct marked_block block;

    while (marked_next(&marked, &block)) {
        if (block.is_furniture || block.len == 0)
            continue;
        if (out != display)
            out = append(out, "\n\n", 2);
        out = append(out, block.text, block.len);
    }
    return display;
}

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* TRUST.md section 6: five characters. */
static char *append_escaped(char *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char *escape = escape_of(text[i]);
        if (escape == NULL)
            *out++ = text[i];
        else
            out = append(out, escape, strlen(escape));
    }
    return out;
}

static size_t html_size(const char *marked)
{
    size_t size = sizeof("<p></p>");

    for (; *marked != '\0'; marked++) {
        const char *escape = escape_of(*marked);
        if (*marked == '\n' || *marked == MARKED_FURNITURE)
            size += sizeof("<aside></aside>");
        else
            size += escape == NULL ? 1 : strlen(escape);
    }
    return size;
}

char *marked_to_html(struct arena *arena, const char *marked)
{
    char *html = arena_alloc(arena, html_size(marked)), *out = html;
    struct marked_block block;

    while (marked_next(&marked, &block)) {
        const char *name = block.is_furniture ? "aside>" : "p>";
        size_t name_len = strlen(name);
        *out++ = '<';
        out = append(out, name, name_len);
        out = append_escaped(out, block.text, block.len);
        out = append(out, "</", 2);
        out = append(out, name, name_len);
    }
    return html;
}
