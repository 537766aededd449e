#include "config/yaml_syntax.h"

#include "config/problems.h"
#include "config/source.h"

#include <string.h>

/* Where the mistake is: where libyaml noticed it, or where that began which it could not end. */
enum blame {
    BLAME_PROBLEM,
    BLAME_CONTEXT,
    BLAME_CONTEXT_OF_LINES, /* the context, when it is on an earlier line than the problem */
};

/* libyaml's words and ours. The first row whose texts are both in libyaml's is taken. */
static const struct wording {
    const char *problem;
    const char *context;
    enum blame blame;
    const char *message;
} wordings[] = {
    {"could not find expected ':'", "", BLAME_CONTEXT,
     "a key without its \":\"; write \"key: value\""},
    {"unexpected end of stream", "quoted scalar", BLAME_CONTEXT, "this quote is never closed"},
    {"unexpected document indicator", "quoted scalar", BLAME_CONTEXT, "this quote is never closed"},
    {"',' or ']'", "", BLAME_CONTEXT_OF_LINES, "this list is not closed; \",\" or \"]\" is due"},
    {"',' or '}'", "", BLAME_CONTEXT_OF_LINES, "this map is not closed; \",\" or \"}\" is due"},
    {"expected ',' or", "", BLAME_PROBLEM, "\",\" or the closing bracket is due here"},
    {"mapping values are not allowed", "", BLAME_PROBLEM,
     "a \": \" may not stand here; is the indentation right, or does a text need quotes?"},
    {"block sequence entries are not allowed", "", BLAME_PROBLEM,
     "a \"- \" may not stand here; begin a list on its own line"},
    {"block collection entries are not allowed", "", BLAME_PROBLEM,
     "a \"- \" may not stand here; begin a list on its own line"},
    {"mapping keys are not allowed", "", BLAME_PROBLEM,
     "a \"? \" may not stand here; put a text in quotes"},
    {"did not find expected key", "", BLAME_PROBLEM,
     "a key is due here; is the indentation right, or does a text follow a closing quote?"},
    {"did not find expected '-' indicator", "", BLAME_PROBLEM,
     "a \"- \" is due here; is the indentation right?"},
    {"found unknown escape character", "", BLAME_PROBLEM,
     "no such escape in double quotes; write \\\\ for a backslash, or use single quotes"},
    {"hexdecimal number", "", BLAME_PROBLEM, "an escape needs its hexadecimal digits, as \\u00e9"},
    {"invalid Unicode character escape", "", BLAME_PROBLEM, "no character has this number"},
    {"tab character", "", BLAME_PROBLEM, "a tab cannot indent; use spaces"},
    {"", "scanning an alias", BLAME_CONTEXT,
     "a text that begins with \"*\" needs quotes or a block scalar (\"key: >\")"},
    {"", "scanning an anchor", BLAME_CONTEXT,
     "a text that begins with \"&\" needs quotes or a block scalar (\"key: >\")"},
    {"", "tag", BLAME_CONTEXT,
     "a text that begins with \"!\" needs quotes or a block scalar (\"key: >\")"},
    {"", "block scalar", BLAME_PROBLEM,
     "only \"+\", \"-\" and one digit may follow \"|\" or \">\"; the text begins on the next line"},
    {"", "directive", BLAME_CONTEXT, "a line that begins with \"%\" is a directive; delete it"},
    {"document start", "", BLAME_PROBLEM,
     "nothing may follow the end of the config; is the indentation right?"},
    {"document indicator", "", BLAME_PROBLEM, "\"---\" or \"...\" may not stand here"},
};

static const struct wording *find_wording(const char *problem, const char *context)
{
    for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
        if (strstr(problem, wordings[i].problem) != NULL &&
            strstr(context, wordings[i].context) != NULL)
            return &wordings[i];
    }
    return NULL;
}

static struct place place_of(const struct source *source, const yaml_mark_t *mark)
{
    return (struct place){source->file, (unsigned)mark->line + 1, (unsigned)mark->column + 1};
}

static void report_bad_start(struct source *source, struct place place, struct problems *problems)
{
    char first = *source_at(source, place.line, place.column);

    if (first == '\t')
        problems_add(problems, place, "a tab cannot indent; use spaces");
    else
        problems_add(problems, place,
                     "a text that begins with \"%c\" needs quotes or a block scalar (\"key: >\")",
                     first);
}

void yaml_syntax_report(const yaml_parser_t *parser, struct source *source,
                        struct problems *problems)
{
    const char *problem = parser->problem == NULL ? "unreadable" : parser->problem;
    const char *context = parser->context == NULL ? "" : parser->context;
    struct place at = place_of(source, &parser->problem_mark);
    struct place began = place_of(source, &parser->context_mark);
    const struct wording *wording = find_wording(problem, context);

    if (strstr(problem, "cannot start any token") != NULL) {
        report_bad_start(source, at, problems);
        return;
    }
    if (wording == NULL) {
        problems_add(problems, at, "%s%s%s", context, context[0] == '\0' ? "" : ": ", problem);
        return;
    }
    bool is_of_context = wording->blame == BLAME_CONTEXT ||
                         (wording->blame == BLAME_CONTEXT_OF_LINES && began.line < at.line);
    problems_add(problems, is_of_context ? began : at, "%s", wording->message);
}
