/* html_scan.h: HTML cut into text, tags and the rest, as a browser cuts it (WHATWG HTML section
 * 13.2.5), in one pass that takes linear time whatever is in it.
 *
 * Not libxml2's parser: that one takes quadratic time on open elements (14 s for 80,000 <b> and as
 * many
 * </i>) and on attributes, drops what follows </html>, knows no name that HTML 4 had not, and
 * cannot give a document back as it was. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum html_kind {
    HTML_TEXT,     /* with character references in it */
    HTML_RAW_TEXT, /* of script, style …: without */
    HTML_START_TAG,
    HTML_END_TAG,
    HTML_OTHER, /* comment, doctype, processing instruction, a tag cut off by the end */
};

/* All pointers into the HTML. */
struct html_piece {
    enum html_kind kind;
    const char *begin;
    const char *end;
    const char *name; /* of a tag, as written */
    size_t name_len;
    bool is_self_closing;
};

struct html_scan {
    const char *at;
    const char *end;
    const char *raw_name; /* of the element whose text is raw, until its end tag */
    size_t raw_name_len;
    const char *around; /* the open element whose end tag ends raw text in it, too; NULL: none */
};

struct html_attribute {
    const char *name;
    size_t name_len;
    const char *value; /* as written, without quotes; NULL: there is none */
    size_t value_len;
};

void html_scan_init(struct html_scan *scan, const char *html, size_t len);

/* The next piece; all pieces together are the whole HTML. False at its end. */
bool html_scan_next(struct html_scan *scan, struct html_piece *piece);

/* The attributes of a start tag, in order; `*at` begins as NULL. */
bool html_next_attribute(const struct html_piece *tag, const char **at,
                         struct html_attribute *attribute);

/* ASCII white space, as HTML and CSS have it. */
bool html_is_space(char c);

/* Is it this name, given in lower case? */
bool html_name_is(const char *name, size_t len, const char *lower_case);
