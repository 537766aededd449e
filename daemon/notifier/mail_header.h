/* mail_header.h: one header of a mail, from any text (RFC 5322 section 2.2, RFC 2047). */
#pragma once

struct buffer;

#define MAIL_LINE 76 /* characters of a header's or an encoded body's line, at most */

/* Appends "Name: text" and its line end, as one_line.h has the text; folded, and as encoded words
 * where it is not plain ASCII: nothing in it can end the header. */
void mail_header_append(struct buffer *out, const char *name, const char *text);
