#include "config/yaml_syntax.h"

#include "config/problems.h"
#include "config/yaml_source.h"

#include <string.h>

/* Where the mistake is: where libyaml noticed it, or where that began which it could not end. */
enum blame {
    BLAME_PROBLEM,
    BLAME_CONTEXT,
};

#define NO_COLON "a key without its \": \"; write \"key: value\""
#define NEEDS_QUOTES(sign)                                                                         \
    "a text that begins with \"" sign "\" needs quotes or a block scalar (\"key: >\")"

/* libyaml's words and ours. The first row whose texts are both in libyaml's is taken. */
static const struct wording {
    const char *problem;
    const char *context;
    enum blame blame;
    const char *message;
} wordings[] = {
    {"could not find expected ':'", "", BLAME_CONTEXT, NO_COLON},
    {"unexpected end of stream", "quoted scalar", BLAME_CONTEXT, "this quote is never closed"},
    {"unexpected document indicator", "quoted scalar", BLAME_CONTEXT, "this quote is never closed"},
    {"',' or ']'", "", BLAME_PROBLEM, "\",\" or \"]\" is due here"},
    {"',' or '}'", "", BLAME_PROBLEM, "\",\" or \"}\" is due here"},
    {"expected node content", "", BLAME_PROBLEM, "a value is due here"},
    {"sequence entries are not allowed", "", BLAME_PROBLEM,
     "a \"- \" may not stand here; begin a list on its own line"},
    {"mapping keys are not allowed", "", BLAME_PROBLEM,
     "a \"? \" may not stand here; put the text in quotes"},
    {"did not find expected key", "", BLAME_PROBLEM,
     "a key is due here; is the indentation right, or does a text follow a closing quote?"},
    {"did not find expected '-' indicator", "", BLAME_PROBLEM,
     "a \"- \" is due here; is the indentation right?"},
    {"found unknown escape character", "", BLAME_PROBLEM,
     "no such escape in double quotes; write \\\\ for a backslash, or use single quotes"},
    {"hexdecimal number", "", BLAME_PROBLEM, "an escape needs its hexadecimal digits, as \\u00e9"},
    {"invalid Unicode character escape", "", BLAME_PROBLEM,
     "no character has this number; write the character itself"},
    {"tab character", "", BLAME_PROBLEM, "a tab cannot indent; use spaces"},
    {"", "scanning an alias", BLAME_CONTEXT, NEEDS_QUOTES("*")},
    {"", "scanning an anchor", BLAME_CONTEXT, NEEDS_QUOTES("&")},
    {"", "tag", BLAME_CONTEXT, NEEDS_QUOTES("!")},
    {"", "block scalar", BLAME_PROBLEM,
     "only \"+\", \"-\" and one digit may follow \"|\" or \">\"; the text begins on the next line"},
    {"", "directive", BLAME_CONTEXT, "a line that begins with \"%\" is a directive; delete it"},
    {"incompatible YAML document", "", BLAME_PROBLEM, "this is not YAML 1.1 or 1.2; delete it"},
    {"document start", "", BLAME_PROBLEM,
     "nothing may follow the end of the config; is the indentation right?"},
    {"document indicator", "", BLAME_PROBLEM, "\"---\" or \"...\" may not stand here; delete it"},
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

static struct place place_of(const struct yaml_source *source, const yaml_mark_t *mark)
{
    return (struct place){source->file, (unsigned)mark->line + 1, (unsigned)mark->column + 1};
}

static void report_bad_start(struct yaml_source *source, struct place place,
                             struct problems *problems)
{
    char first = *yaml_source_at(source, place.line, place.column);

    if (first == '\t')
        problems_add(problems, place, "a tab cannot indent; use spaces");
    else
        problems_add(problems, place,
                     "a text that begins with \"%c\" needs quotes or a block scalar (\"key: >\")",
                     first);
}

/* A mistake that shows by the character which libyaml stopped at; false: none such. */
static bool report_by_character(const char *problem, struct yaml_source *source, struct place at,
                                struct problems *problems)
{
    char first = *yaml_source_at(source, at.line, at.column);

    if ((first == ']' || first == '}') && (strstr(problem, "did not find expected key") != NULL ||
                                           strstr(problem, "document start") != NULL)) {
        problems_add(problems, at, "the bracket \"%c\" was not opened; delete it", first);
        return true;
    }
    if (first == ':' && strstr(problem, "expected node content") != NULL) {
        problems_add(problems, at, "a text that begins with \":\" needs quotes");
        return true;
    }
    return false;
}

/* The line before `line` that has content, 0 when there is none. */
static unsigned line_before(struct yaml_source *source, unsigned line)
{
    const char *text;

    do {
        line--;
        text = line == 0 ? "" : yaml_source_at(source, line, 1);
    } while (line > 0 && (text[strspn(text, " ")] == '\n' || text[strspn(text, " ")] == '#'));
    return line;
}

/* Is there a ": " in the line, or a ":" at its end? */
static bool has_colon(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (line[i] == ':' && (i + 1 == len || line[i + 1] == ' '))
            return true;
    }
    return false;
}

/* A ": " where none may be, `at`. Is it a second one in its line, or is the line the continuation
 * of the one before, which is no text: a key without its colon, or less indented by mistake? */
static void report_stray_colon(struct yaml_source *source, struct place at,
                               struct problems *problems)
{
    const char *line = yaml_source_at(source, at.line, 1);
    size_t indent = strspn(line, " -");
    unsigned before = line_before(source, at.line);

    if (has_colon(line, (size_t)(yaml_source_at(source, at.line, at.column) - line)) ||
        before == 0) {
        problems_add(problems, at, "a \": \" may not stand here; put the text in quotes");
        return;
    }
    const char *earlier = yaml_source_at(source, before, 1);
    if (has_colon(earlier, strcspn(earlier, "\n"))) {
        at.column = (unsigned)indent + 1;
        problems_add(problems, at,
                     "this line is indented further than the one before; is that "
                     "right, or does a text need quotes?");
        return;
    }
    at.line = before;
    at.column = (unsigned)strspn(earlier, " -") + 1;
    problems_add(problems, at, NO_COLON);
}

static void report_open_bracket(struct yaml_source *source, struct place bracket, unsigned line,
                                struct problems *problems)
{
    bool is_list = *yaml_source_at(source, bracket.line, bracket.column) == '[';

    problems_add(problems, bracket,
                 "this bracket is not closed; \",\" or \"%c\" is due before line %u",
                 is_list ? ']' : '}', line);
}

void yaml_syntax_report(const yaml_parser_t *parser, struct yaml_source *source,
                        const struct place *open_bracket, struct problems *problems)
{
    const char *problem = parser->problem == NULL ? "unreadable" : parser->problem;
    const char *context = parser->context == NULL ? "" : parser->context;
    struct place at = place_of(source, &parser->problem_mark);
    const struct wording *wording = find_wording(problem, context);

    if (open_bracket != NULL && open_bracket->line < at.line && strstr(context, "quoted") == NULL)
        report_open_bracket(source, *open_bracket, at.line, problems);
    else if (strstr(problem, "cannot start any token") != NULL)
        report_bad_start(source, at, problems);
    else if (strstr(problem, "mapping values are not allowed") != NULL)
        report_stray_colon(source, at, problems);
    else if (report_by_character(problem, source, at, problems))
        return;
    else if (wording == NULL)
        problems_add(problems, at, "%s%s%s", context, context[0] == '\0' ? "" : ": ", problem);
    else if (wording->blame == BLAME_CONTEXT)
        problems_add(problems, place_of(source, &parser->context_mark), "%s", wording->message);
    else
        problems_add(problems, at, "%s", wording->message);
}
