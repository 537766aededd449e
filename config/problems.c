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

enum kind {
    MISTAKE,
    WARNING,
    KINDS
};

struct problems {
    struct arena *arena;
    struct entry *entries;
    size_t count;
    size_t kept[KINDS]; /* of the entries */
    size_t left_out[KINDS];
};

struct problems *problems_new(struct arena *arena)
{
    struct problems *problems = arena_alloc(arena, sizeof(*problems));

    problems->arena = arena;
    return problems;
}

bool problems_is_full(const struct problems *problems)
{
    return problems->kept[MISTAKE] == PROBLEMS_MAX;
}

static enum kind kind_of(const struct settings_problem *problem)
{
    return problem->is_warning ? WARNING : MISTAKE;
}

void problems_take(struct problems *problems, const struct settings_problem *problem)
{
    enum kind kind = kind_of(problem);

    if (problems->kept[kind] == PROBLEMS_MAX) {
        problems->left_out[kind]++;
        return;
    }
    if (problems->entries == NULL)
        problems->entries =
            arena_array(problems->arena, (size_t)KINDS * PROBLEMS_MAX, sizeof(struct entry));
    struct entry *entry = &problems->entries[problems->count];
    *entry = (struct entry){.problem = *problem, .number = problems->count};
    entry->problem.message = arena_string(problems->arena, problem->message);
    problems->count++;
    problems->kept[kind]++;
}

void problems_add(struct problems *problems, struct place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    problems_take(problems, &(struct settings_problem){place, false, message});
}

void problems_warn(struct problems *problems, struct place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    problems_take(problems, &(struct settings_problem){place, true, message});
}

size_t problems_mistake_count(const struct problems *problems)
{
    return problems->kept[MISTAKE] + problems->left_out[MISTAKE];
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

/* Told at the place of the last that is shown. */
static void report_rest(const struct problems *problems, enum kind kind,
                        settings_on_problem *on_problem, void *owner)
{
    size_t last = problems->count;

    if (problems->left_out[kind] == 0)
        return;
    while (kind_of(&problems->entries[--last].problem) != kind)
        continue;
    struct settings_problem rest = problems->entries[last].problem;
    rest.message =
        arena_format(problems->arena, "%zu more %s are not shown; mend these first",
                     problems->left_out[kind], kind == MISTAKE ? "mistakes" : "warnings");
    on_problem(owner, &rest);
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
    report_rest(problems, MISTAKE, on_problem, owner);
    report_rest(problems, WARNING, on_problem, owner);
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
