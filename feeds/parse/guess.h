/* guess.h: is it HTML or plain text? RSS does not say. */
#pragma once

#include "feeds/item.h"

#include <stddef.h>

struct arena;

/* MARKUP_HTML when the text has a tag or a reference that HTML knows, else MARKUP_PLAIN. */
enum markup guess_markup(const char *text, size_t len);

/* The text without tags, its references read: what HTML shows of it on one line. `len` is the
 * text's and becomes the result's. */
char *guess_plain(struct arena *arena, const char *text, size_t *len);

/* HTML of a title in which tags of no use to one, like a lone "<script>", are the text that they
 * are meant as. `len` is the text's and becomes the result's. */
char *guess_title(struct arena *arena, const char *text, size_t *len);
