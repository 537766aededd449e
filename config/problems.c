#include "config/problems.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 2048
#define QUOTED_MAX 80 /* bytes of the file in a message */

struct entry {
    struct settings_problem problem;
    size_t file; /* where its file stands among the files */
    size_t number;
};

struct problems {
    struct arena *arena;
    struct entry *entries;
    size_t count;
    size_t mistakes;
    size_t left_out;
};

struct problems *problems_new(struct arena *arena)
{
    struct problems *problems = arena_alloc(arena, sizeof(*problems));

    problems->arena = arena;
    return problems;
}

bool problems_is_full(const struct problems *problems)
{
    return problems->count == PROBLEMS_MAX;
}

static void add(struct problems *problems, bool is_warning, struct place place, const char *message)
{
    if (!is_warning)
        problems->mistakes++;
    if (problems_is_full(problems)) {
        problems->left_out++;
        return;
    }
    if (problems->entries == NULL)
        problems->entries = arena_array(problems->arena, PROBLEMS_MAX, sizeof(struct entry));
    problems->entries[problems->count] = (struct entry){
        .problem = {place, is_warning, arena_string(problems->arena, message)},
        .number = problems->count,
    };
    problems->count++;
}

void problems_add(struct problems *problems, struct place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    add(problems, false, place, message);
}

void problems_warn(struct problems *problems, struct place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    add(problems, true, place, message);
}

size_t problems_mistake_count(const struct problems *problems)
{
    return problems->mistakes;
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare(a->file, b->file);

    if (order == 0)
        order = compare(a->problem.place.line, b->problem.place.line);
    if (order == 0)
        order = compare(a->problem.place.column, b->problem.place.column);
    return order != 0 ? order : compare(a->number, b->number);
}

static size_t find_file(const char *const *files, size_t count, const char *file)
{
    size_t at = 0;

    while (at < count && files[at] != file)
        at++;
    return at;
}

void problems_report(struct problems *problems, const char *const *files, size_t file_count,
                     settings_on_problem *on_problem, void *owner)
{
    for (size_t i = 0; i < problems->count; i++)
        problems->entries[i].file =
            find_file(files, file_count, problems->entries[i].problem.place.file);
    if (problems->count > 0)
        qsort(problems->entries, problems->count, sizeof(struct entry), compare_entries);
    for (size_t i = 0; i < problems->count; i++)
        on_problem(owner, &problems->entries[i].problem);
    if (problems->left_out > 0) {
        struct settings_problem rest = problems->entries[problems->count - 1].problem;
        rest.is_warning = false;
        rest.message =
            arena_format(problems->arena, "%zu more problems are not shown; mend these first",
                         problems->left_out);
        on_problem(owner, &rest);
    }
}

const char *problems_quote(struct problems *problems, const char *text)
{
    size_t len = strlen(text), shown = utf8_cut(text, len, QUOTED_MAX);
    char *out = arena_alloc(problems->arena, shown * 4 + sizeof("\"…\""));
    char *at = out;

    *at++ = '"';
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte == 0x7F)
            at += sprintf(at, "\\x%02x", (unsigned)byte);
        else
            *at++ = (char)byte;
    }
    const char *end = shown < len ? "…\"" : "\"";
    memcpy(at, end, strlen(end) + 1);
    return out;
}
