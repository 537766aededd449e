/* mail_body.h: the text of a mail on its way (RFC 2045 section 6). */
#pragma once

struct buffer;

/* Appends Content-Transfer-Encoding, the empty line and `text`, whose lines end with '\n': as it is
 * when it is ASCII in short lines, else quoted-printable. Any server takes it. */
void mail_body_append(struct buffer *out, const char *text);
