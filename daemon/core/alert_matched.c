#include "daemon/core/alert_matched.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/core/json_escape.h"

#define MATCHED_MAX ((size_t)16 * 1024) /* bytes; an alert line is 64 KiB at most */

#define TERMS_SHOWN 3

const char *alert_matched_text(const struct watch_match *match, struct arena *arena)
{
    const char *list = "";

    for (size_t i = 0; i < match->term_count && i < TERMS_SHOWN; i++) {
        const struct watch_term *term = &match->terms[i];
        list = arena_format(arena, "%s%s%s (“%s” in the %s)", list, i > 0 ? ", " : "", term->term,
                            term->found, watch_zone_name(term->zone));
    }
    return match->term_count > TERMS_SHOWN ? arena_format(arena, "%s, …", list) : list;
}

static void write_term(const struct watch_term *term, struct arena *arena, struct buffer *out)
{
    buffer_append_string(out, out->len > 1 ? ",{\"term\":" : "{\"term\":");
    json_escape_string(term->term, out);
    buffer_append_string(out, ",\"found\":");
    json_escape_string(term->found, out);
    buffer_append_format(out, ",\"zone\":\"%s\",\"snippet\":", watch_zone_name(term->zone));
    json_escape_string(watch_term_snippet(term, arena), out);
    buffer_append_byte(out, '}');
}

const char *alert_matched_json(const struct watch_match *match, struct arena *arena)
{
    struct buffer out;
    size_t whole = 1; /* bytes up to the last term that fitted */

    buffer_init(&out, MATCHED_MAX);
    buffer_append_byte(&out, '[');
    for (size_t i = 0; i < match->term_count && !out.is_full; i++) {
        write_term(&match->terms[i], arena, &out);
        if (!out.is_full)
            whole = out.len;
    }
    const char *copy = arena_format(arena, "%.*s]", (int)whole, out.data);
    buffer_free(&out);
    return copy;
}
