#include "feeds/text/html_open.h"

#include "feeds/html_scan.h"
#include "feeds/text/html_elements.h"

#include <strings.h>

#define IMPLIED_DEPTH_MAX 32 /* open elements looked through for one whose end is implied */

static bool has_name(const struct html_open_element *element, const struct html_piece *tag)
{
    return element->element < 0 && element->name_len == tag->name_len &&
           strncasecmp(element->name, tag->name, tag->name_len) == 0;
}

static void count_roles(struct html_open *open, unsigned roles, unsigned step)
{
    if (roles & HTML_FURNITURE)
        open->furniture += step;
    if (roles & HTML_FIGURE)
        open->figures += step;
    if (roles & HTML_UNSEEN)
        open->unseen += step;
    if (roles & HTML_LINES)
        open->lines += step;
    if (roles & HTML_QUOTE)
        open->quotes += step;
    if (roles & HTML_DRAWING)
        open->drawings += step;
    if (roles & HTML_CELL)
        open->cells += step;
}

bool html_open_has_name(const struct html_open *open, const struct html_piece *tag)
{
    for (size_t i = open->depth; open->nameless > 0 && i > 0; i--) {
        if (has_name(&open->stack[i - 1], tag))
            return true;
    }
    return false;
}

/* What stands in the innermost element is the story's, whatever figures are around it. */
static void leave_figures(struct html_open *open)
{
    open->stack[open->depth - 1].figures = open->figures;
    open->furniture -= open->figures;
    open->figures = 0;
}

void html_open_push(struct html_open *open, const struct html_piece *tag, int element,
                    unsigned roles)
{
    if (open->depth == HTML_DEPTH_MAX) {
        open->over_depth += element >= 0;
        return;
    }
    open->stack[open->depth++] = (struct html_open_element){
        .element = element, .roles = roles, .name = tag->name, .name_len = tag->name_len};
    if (roles & HTML_STORY)
        leave_figures(open);
    if (element < 0)
        open->nameless++;
    else
        open->count[element]++;
    count_roles(open, roles, 1);
}

void html_open_pop(struct html_open *open)
{
    const struct html_open_element *top = &open->stack[--open->depth];

    if (top->element < 0)
        open->nameless--;
    else
        open->count[top->element]--;
    count_roles(open, top->roles, -1U);
    open->furniture += top->figures;
    open->figures += top->figures;
}

/* WHATWG HTML section 13.1.2.4: the roles whose end tag may be left out before these. */
static unsigned roles_ended_by(unsigned roles)
{
    unsigned ended = roles & (HTML_LINK | HTML_ITEM | HTML_CELL | HTML_RUBY);

    if (roles & HTML_BLOCK)
        ended |= HTML_PARAGRAPH;
    if (roles & HTML_ROW)
        ended |= HTML_ROW | HTML_CELL;
    if (roles & HTML_ROWS)
        ended |= HTML_ROWS | HTML_ROW | HTML_CELL;
    return ended;
}

size_t html_open_count_implied(const struct html_open *open, int element, unsigned roles)
{
    unsigned ended = roles_ended_by(roles);
    size_t count = 0;

    if (ended == 0 || open->over_depth > 0)
        return 0;
    for (size_t i = 0; i < open->depth && i < IMPLIED_DEPTH_MAX; i++) {
        const struct html_open_element *one = &open->stack[open->depth - 1 - i];
        if ((one->roles & ended) || ((roles & HTML_ALONE) && one->element == element))
            count = i + 1;
        if (one->roles & HTML_SCOPE)
            break;
    }
    return count;
}

/* Of end tags only those do that are read as a start: </br>, and </p> where none is open. */
static bool ends_drawing(const struct html_piece *tag)
{
    if (tag->kind == HTML_START_TAG)
        return html_element_ends_drawing(tag->name, tag->name_len);
    return html_name_is(tag->name, tag->name_len, "p") ||
           html_name_is(tag->name, tag->name_len, "br");
}

size_t html_open_count_drawings(const struct html_open *open, const struct html_piece *tag)
{
    size_t count = 0;

    if (open->drawings == 0 || open->over_depth > 0 || !ends_drawing(tag))
        return 0;
    for (size_t i = open->depth; i > 0 && !(open->stack[i - 1].roles & HTML_ISLAND); i--) {
        if (open->stack[i - 1].roles & HTML_DRAWING)
            count = open->depth - (i - 1);
    }
    return count;
}

/* All that begins in an unseen element is known. So the end tag of a <b>, <a> … that is not ends
 * one around it, and the <video>, <svg> … in that with it. */
static size_t count_unseen(const struct html_open *open)
{
    for (size_t i = open->depth; open->unseen > 0 && i > 0 && open->depth < HTML_DEPTH_MAX; i--) {
        const struct html_open_element *one = &open->stack[i - 1];
        unsigned own_roles = one->element < 0 ? 0 : html_element_roles(one->element);
        if (one->roles & (HTML_BLOCK | HTML_SCOPE))
            break;
        if (own_roles & HTML_UNSEEN)
            return open->depth - (i - 1);
    }
    return 0;
}

size_t html_open_count_closed(struct html_open *open, const struct html_piece *tag, int element)
{
    bool is_of_text = element < 0 || (html_element_roles(element) & HTML_LINK);

    if (element >= 0 && open->over_depth > 0) {
        open->over_depth--;
        return 0;
    }
    if (element < 0 ? open->nameless == 0 : open->count[element] == 0)
        return is_of_text ? count_unseen(open) : 0;
    for (size_t i = open->depth; i > 0; i--) {
        const struct html_open_element *one = &open->stack[i - 1];
        if (element < 0 ? has_name(one, tag) : one->element == element)
            return open->depth - (i - 1);
    }
    return is_of_text ? count_unseen(open) : 0;
}
