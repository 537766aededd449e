/* guess.h: is it HTML or plain text? RSS does not say. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>
#include <stddef.h>

/* MARKUP_HTML when the text has a tag or a reference that HTML knows, else MARKUP_PLAIN. */
enum markup guess_markup(const char *text, size_t len);

bool is_html_element(const char *name, size_t len);
bool is_void_element(const char *name, size_t len);
