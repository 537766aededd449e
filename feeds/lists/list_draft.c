#include "feeds/lists/list_draft.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NOTE_SIZE 1024

/* The array with room for one more element. */
static void *grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    *capacity = *capacity == 0 ? 16 : 2 * *capacity;
    void *larger = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(larger, array, count * size);
    return larger;
}

void list_draft_add(struct list_draft *draft, const struct listed_feed *feed)
{
    if (draft->feed_count == LIST_FEEDS_MAX) {
        draft->lost_feeds++;
        return;
    }
    draft->feeds = grow(draft->arena, draft->feeds, draft->feed_count, &draft->feed_capacity,
                        sizeof(*draft->feeds));
    draft->feeds[draft->feed_count++] = *feed;
}

static void add_note(struct list_draft *draft, unsigned line, bool is_mistake, const char *text)
{
    if (draft->note_count == LIST_NOTES_MAX) {
        draft->lost_notes++;
        return;
    }
    draft->notes = grow(draft->arena, draft->notes, draft->note_count, &draft->note_capacity,
                        sizeof(*draft->notes));
    draft->notes[draft->note_count++] = (struct list_note){line, is_mistake, text};
}

PRINTF_LIKE(2, 0)
static const char *write_note(struct arena *arena, const char *format, va_list args)
{
    char text[2 * NOTE_SIZE];

    vsnprintf(text, sizeof(text), format, args);
    return arena_string_of(arena, text, utf8_cut(text, strlen(text), NOTE_SIZE));
}

void list_draft_note(struct list_draft *draft, unsigned line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_note(draft, line, false, write_note(draft->arena, format, args));
    va_end(args);
}

void list_draft_refuse(struct list_draft *draft, unsigned line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_note(draft, line, true, write_note(draft->arena, format, args));
    va_end(args);
}

static void tell_of_the_lost(struct list_draft *draft)
{
    size_t lost_notes = draft->lost_notes, lost_feeds = draft->lost_feeds;

    if (lost_notes == 0 && lost_feeds == 0)
        return;
    draft->note_count -= draft->note_count > LIST_NOTES_MAX - 2 ? 2 : 0;
    if (lost_notes > 0)
        list_draft_note(draft, 0, "%zu more remarks are not shown", lost_notes + 2);
    if (lost_feeds > 0)
        list_draft_refuse(draft, 0, "it has more than %d feeds, the most; %zu were left out",
                          LIST_FEEDS_MAX, lost_feeds);
}

void list_draft_finish(struct list_draft *draft, struct feed_list *list)
{
    tell_of_the_lost(draft);
    *list = (struct feed_list){draft->feeds, draft->feed_count, draft->notes, draft->note_count};
}

const char *list_text(struct arena *arena, const char *text, size_t len, size_t max)
{
    for (; len > 0 && (unsigned char)text[0] <= ' '; len--)
        text++;
    len = utf8_cut(text, len, max);
    while (len > 0 && (unsigned char)text[len - 1] <= ' ')
        len--;
    if (len == 0)
        return NULL;
    char *copy = arena_string_of(arena, text, len);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7F)
            copy[i] = ' ';
    }
    return copy;
}

const char *const *list_strings(struct arena *arena, const char *const *strings, size_t count)
{
    const char **copy = arena_array(arena, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++)
        copy[i] = strings[i];
    return copy;
}

static bool begins_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static const char *encode_blanks(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, 3 * strlen(text) + 1), *at = out;

    for (; *text != '\0'; text++) {
        if (*text == ' ') {
            at = stpcpy(at, "%20");
        } else {
            *at++ = *text;
        }
    }
    return out;
}

const char *list_url(struct arena *arena, const char *text, size_t len)
{
    const char *url = list_text(arena, text, len, len);

    if (url == NULL)
        return NULL;
    if (begins_with(url, "feed://"))
        url = arena_format(arena, "http://%s", url + 7);
    else if (begins_with(url, "feed:"))
        url += 5;
    if (!begins_with(url, "http://") && !begins_with(url, "https://"))
        return NULL;
    return strchr(url, ' ') == NULL ? url : encode_blanks(arena, url);
}
