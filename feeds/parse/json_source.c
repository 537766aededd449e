#include "feeds/parse/json_source.h"

#include "feeds/parse/json_mend.h"
#include "feeds/parse/json_salvage.h"
#include "feeds/parse/warnings.h"

#include <stdio.h>
#include <string.h>

static void warn_of_no_json(struct warnings *warnings, const json_error_t *problem)
{
    const char *near = strstr(problem->text, " near "); /* the document's own bytes follow */
    int shown = near == NULL ? (int)strlen(problem->text) : (int)(near - problem->text);

    warnings_add(warnings,
                 "line %d, column %d: no JSON (%.*s); what is broken there was left out, the items "
                 "that are whole were read",
                 problem->line, problem->column, shown, problem->text);
}

static size_t count_items(const json_t *root)
{
    return json_array_size(json_object_get(root, "items"));
}

/* A document with a quote too many seems cut off, too: then more of its items are whole than stand
 * before the cut. */
static json_t *salvage(const char *text, size_t len, json_t *read, struct warnings *warnings,
                       const json_error_t *problem)
{
    json_t *root = json_salvage(text, len);

    if (root != NULL && (read == NULL || count_items(root) > count_items(read))) {
        warn_of_no_json(warnings, problem);
        json_decref(read);
        return root;
    }
    if (read != NULL)
        warnings_add(warnings, "the document is cut off; the items before that were read");
    json_decref(root);
    return read;
}

/* Says where the first thing was that jansson refuses. */
static void warn_of_mending(struct warnings *warnings, const char *text, size_t len,
                            const char *mended, size_t mended_len)
{
    size_t line = 1, at = 0;

    for (; at < len && at < mended_len && text[at] == mended[at]; at++)
        line += text[at] == '\n';
    if (at < len || at < mended_len)
        warnings_add(warnings, "line %zu: no JSON; it was read as what it must mean", line);
}

static json_t *load_mended(const char *text, size_t len, struct warnings *warnings,
                           json_error_t *problem)
{
    struct buffer mended;
    json_error_t mended_problem;

    buffer_init(&mended, 2 * len + 16);
    enum json_end end = json_mend(text, len, &mended);
    const char *json = mended.data == NULL ? "" : mended.data;
    json_t *root = json_loadb(json, mended.len, JSON_ALLOW_NUL, &mended_problem);
    if (root == NULL)
        *problem = mended_problem;
    else if (end == JSON_ENDS)
        warn_of_mending(warnings, text, len, json, mended.len);
    buffer_free(&mended);
    if (end == JSON_TOO_MANY && root != NULL)
        warnings_add(warnings,
                     "the document has more than %zu values; the items before that were read",
                     JSON_VALUES_MAX);
    else if (end == JSON_TOO_MANY)
        (void)snprintf(problem->text, sizeof(problem->text), "more than %zu values",
                       JSON_VALUES_MAX);
    return root == NULL || end == JSON_CUT_OFF ? salvage(text, len, root, warnings, problem) : root;
}

json_t *json_source_load(const char *text, size_t len, struct warnings *warnings,
                         json_error_t *problem)
{
    *problem = (json_error_t){.line = 1, .text = "it does not end"};
    json_t *root = len < JSON_VALUES_MAX ? json_loadb(text, len, JSON_ALLOW_NUL, problem) : NULL;

    return root == NULL ? load_mended(text, len, warnings, problem) : root;
}
