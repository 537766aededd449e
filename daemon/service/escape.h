/* escape.h: text of others on a terminal (TRUST 6). JSON's escape is daemon/core/json_escape.h,
 * HTML's feeds/text/marked.h. */
#pragma once

struct arena;
struct buffer;

/* Appends `text` (NULL is nothing) with every character that a terminal or a
 * reader's eye could be deceived by written out: C0 and C1 controls, DEL, line separators,
 * bidirectional controls and other invisible format characters (not the joiners that scripts and
 * emoji need) as \x1b or \u202e, and so every byte that is not UTF-8. In pipes too: what is piped
 * ends on a terminal. */
void escape_terminal(const char *text, struct buffer *out);

/* The same as a string of the arena; "" of NULL. */
const char *escape_terminal_string(const char *text, struct arena *arena);
