#include "config/scalar_places.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

/* A walk through the source that must give the value, character by character. */
struct walk {
    const char *at; /* in the source, NUL behind */
    unsigned line, column;
    const char *value; /* what is still to be given */
    size_t index;      /* characters given */
    struct placed_run *runs;
    size_t count, capacity;
    bool is_lost; /* source and value do not agree */
};

/* A place in the source to which the walk may go back. */
struct spot {
    const char *at;
    unsigned line, column;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct spot spot_of(const struct walk *walk)
{
    return (struct spot){walk->at, walk->line, walk->column};
}

static void go_to(struct walk *walk, struct spot spot)
{
    walk->at = spot.at;
    walk->line = spot.line;
    walk->column = spot.column;
}

/* Steps over one character of the source. */
static void step(struct walk *walk)
{
    if (*walk->at == '\n') {
        walk->line++;
        walk->column = 1;
        walk->at++;
        return;
    }
    if (*walk->at == '\0')
        return;
    size_t len = utf8_length_at(walk->at, strnlen(walk->at, 4));
    walk->at += len;
    walk->column++;
}

static void skip_blanks(struct walk *walk)
{
    while (is_blank(*walk->at))
        step(walk);
}

static void add_run(struct walk *walk, struct spot spot)
{
    if (walk->count > 0) {
        const struct placed_run *last = &walk->runs[walk->count - 1];
        if (last->line == spot.line && last->column + (walk->index - last->index) == spot.column)
            return;
    }
    if (walk->count == walk->capacity) {
        walk->capacity = walk->capacity == 0 ? 8 : walk->capacity * 2;
        walk->runs = memory_resize(walk->runs, walk->capacity, sizeof(*walk->runs));
    }
    walk->runs[walk->count++] = (struct placed_run){walk->index, spot.line, spot.column};
}

/* The value's next character, of `len` bytes, stands at `spot`; `text` is what it must be, NULL:
 * whatever it is. */
static void give(struct walk *walk, struct spot spot, const char *text, size_t len)
{
    if (text == NULL && walk->value[0] != '\0')
        len = utf8_length_at(walk->value, strnlen(walk->value, 4));
    if (len == 0 || (text != NULL && strncmp(walk->value, text, len) != 0)) {
        walk->is_lost = true;
        return;
    }
    add_run(walk, spot);
    walk->value += len;
    walk->index++;
}

static void give_character(struct walk *walk)
{
    struct spot spot = spot_of(walk);

    step(walk);
    give(walk, spot, spot.at, (size_t)(walk->at - spot.at));
}

/* Line breaks with the blanks around them, inside a plain or quoted text: one is a blank, n are n-1
 * line breaks; after an escaped one (`is_escaped`) n are n line breaks. */
static void fold_lines(struct walk *walk, bool is_escaped)
{
    struct spot first = spot_of(walk);
    bool has_empty_line = false;

    skip_blanks(walk);
    if (!is_escaped && *walk->at == '\n')
        step(walk);
    skip_blanks(walk);
    while (*walk->at == '\n') {
        struct spot spot = spot_of(walk);
        step(walk);
        skip_blanks(walk);
        give(walk, spot, "\n", 1);
        has_empty_line = true;
    }
    if (!has_empty_line && !is_escaped)
        give(walk, first, " ", 1);
}

/* Do only blanks stand between here and the line's end? */
static bool is_before_break(const struct walk *walk)
{
    const char *at = walk->at;

    while (is_blank(*at))
        at++;
    return *at == '\n';
}

/* Hexadecimal digits of an escape: \x41 \u00e9 \U0001F600. */
static unsigned escape_digits(char letter)
{
    switch (letter) {
    case 'x':
        return 2;
    case 'u':
        return 4;
    case 'U':
        return 8;
    default:
        return 0;
    }
}

static void walk_escape(struct walk *walk)
{
    struct spot spot = spot_of(walk);

    step(walk);
    if (*walk->at == '\n') {
        step(walk);
        fold_lines(walk, true);
        return;
    }
    unsigned digits = escape_digits(*walk->at);
    step(walk);
    for (; digits > 0 && *walk->at != '\0'; digits--)
        step(walk);
    give(walk, spot, NULL, 0);
}

static void walk_double_quoted(struct walk *walk)
{
    step(walk);
    while (!walk->is_lost && *walk->at != '\0' && *walk->at != '"') {
        if (is_before_break(walk))
            fold_lines(walk, false);
        else if (*walk->at == '\\')
            walk_escape(walk);
        else
            give_character(walk);
    }
}

static void walk_single_quoted(struct walk *walk)
{
    step(walk);
    while (!walk->is_lost && *walk->value != '\0') {
        if (is_before_break(walk)) {
            fold_lines(walk, false);
            continue;
        }
        if (*walk->at == '\'' && walk->at[1] == '\'') {
            struct spot spot = spot_of(walk);
            step(walk);
            step(walk);
            give(walk, spot, "'", 1);
        } else {
            give_character(walk);
        }
    }
}

static void walk_plain(struct walk *walk)
{
    while (!walk->is_lost && *walk->value != '\0') {
        if (is_before_break(walk))
            fold_lines(walk, false);
        else
            give_character(walk);
    }
}

/* How far a block's lines are indented: what its first line with content has more blanks in the
 * source than in the value. */
static size_t find_indent(const struct walk *walk)
{
    const char *line = walk->at, *value = walk->value;

    while (line[strspn(line, " ")] == '\n')
        line += strspn(line, " ") + 1;
    value += strspn(value, "\n ");
    size_t in_value = 0;
    while (value - in_value > walk->value && value[-(ptrdiff_t)in_value - 1] == ' ')
        in_value++;
    size_t in_source = strspn(line, " ");
    return in_source > in_value ? in_source - in_value : 0;
}

static void skip_indent(struct walk *walk, size_t indent)
{
    for (size_t i = 0; i < indent && *walk->at == ' '; i++)
        step(walk);
}

/* Steps over empty lines of a block, which are line breaks of the value if `is_giving`, and to the
 * next line's content. Returns their number. */
static size_t walk_empty_lines(struct walk *walk, size_t indent, bool is_giving)
{
    size_t lines = 0;

    skip_indent(walk, indent);
    for (; *walk->at == '\n'; lines++) {
        if (is_giving && *walk->value != '\0')
            give_character(walk);
        else
            step(walk);
        skip_indent(walk, indent);
    }
    return lines;
}

/* The breaks between two lines of a block, from the end of the first on: one between lines that
 * begin without a blank is folded into a blank, others stay. */
static void walk_block_breaks(struct walk *walk, size_t indent, bool is_folded, bool *was_indented)
{
    struct spot end_of_line = spot_of(walk);

    step(walk);
    struct spot begin_of_line = spot_of(walk);
    size_t empty_lines = walk_empty_lines(walk, indent, false);
    bool is_end = walk->column <= indent || *walk->at == '\0';
    bool is_indented = is_blank(*walk->at);
    bool is_folding = is_folded && !*was_indented && !is_indented && !is_end;
    if (!is_folding)
        give(walk, end_of_line, "\n", 1);
    else if (empty_lines == 0)
        give(walk, end_of_line, " ", 1);
    go_to(walk, begin_of_line);
    walk_empty_lines(walk, indent, true);
    *was_indented = is_indented;
}

static void walk_block(struct walk *walk, bool is_folded)
{
    while (*walk->at != '\n' && *walk->at != '\0') /* "|" or ">", indicators, a comment */
        step(walk);
    if (*walk->at == '\n')
        step(walk);
    size_t indent = find_indent(walk);
    walk_empty_lines(walk, indent, true);
    bool was_indented = is_blank(*walk->at);
    while (!walk->is_lost && *walk->value != '\0') {
        if (*walk->at == '\n')
            walk_block_breaks(walk, indent, is_folded, &was_indented);
        else
            give_character(walk);
    }
}

static void walk_text(struct walk *walk, enum text_style style)
{
    switch (style) {
    case STYLE_PLAIN:
        walk_plain(walk);
        break;
    case STYLE_SINGLE_QUOTED:
        walk_single_quoted(walk);
        break;
    case STYLE_DOUBLE_QUOTED:
        walk_double_quoted(walk);
        break;
    case STYLE_LITERAL:
        walk_block(walk, false);
        break;
    case STYLE_FOLDED:
        walk_block(walk, true);
        break;
    }
}

bool scalar_places_find(struct arena *arena, const struct node *node, struct placed_text *text)
{
    struct walk walk = {
        .at = yaml_source_at(node->source, node->place.line, node->place.column),
        .line = node->place.line,
        .column = node->place.column,
        .value = node->text,
    };

    if (node->text[strspn(node->text, " \n")] != '\0') /* else there is nothing to find */
        walk_text(&walk, node->style);
    else
        walk.value = "";
    bool is_found = *walk.value == '\0';
    *text = (struct placed_text){.text = arena_string(arena, node->text), .place = node->place};
    if (is_found && walk.count > 0) {
        struct placed_run *runs = arena_array(arena, walk.count, sizeof(*runs));
        memcpy(runs, walk.runs, walk.count * sizeof(*runs));
        text->runs = runs;
        text->run_count = walk.count;
        text->length = walk.index;
        text->place.line = runs[0].line;
        text->place.column = runs[0].column;
    }
    free(walk.runs);
    return is_found;
}

struct place placed_text_at(const struct placed_text *text, size_t index)
{
    size_t low = 0, high = text->run_count;

    if (index > text->length)
        index = text->length;
    while (high - low > 1) { /* the last run that begins at or before `index` */
        size_t middle = low + (high - low) / 2;
        if (text->runs[middle].index <= index)
            low = middle;
        else
            high = middle;
    }
    if (text->run_count == 0)
        return text->place;
    const struct placed_run *run = &text->runs[low];
    return (struct place){text->place.file, run->line,
                          run->column + (unsigned)(index - run->index)};
}
