/* format.h: the name of a document's format, by its first elements. */
#pragma once

#include "feeds/parse/reader.h"

bool format_is_root(const char *name);

/* The element that begins the feed. `uri` of its namespace may be NULL. */
void format_begin(struct reader *reader, const struct element *element, const char *uri);

/* An element of RSS in RDF: only its namespace tells 0.90 from 1.0. */
void format_refine(struct reader *reader, const char *uri);
