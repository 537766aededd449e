/* draft.h: values of a feed or an item while they come in, and the item made of them. */
#pragma once

#include "feeds/parse/reader.h"

void draft_begin(struct draft *draft, const char *base, const char *lang);

/* True when a value of that row would stay: ask before making it. */
bool draft_wants(const struct draft *draft, const struct rule *rule);

void draft_set_text(struct reader *reader, const struct rule *rule, const struct element *element,
                    enum markup markup, const char *text, size_t len);
void draft_set_string(struct reader *reader, const struct rule *rule, const char *text, size_t len,
                      size_t max);
void draft_set_url(struct reader *reader, const struct rule *rule, const char *base,
                   const char *reference);
void draft_set_number(struct reader *reader, const struct rule *rule, int64_t number);
void draft_add_author(struct reader *reader, const struct rule *rule, const struct person *person);
void draft_add_tag(struct reader *reader, const char *text, size_t len);
void draft_add_attachment(struct reader *reader, const char *base,
                          const struct attachment *attachment);

struct item draft_to_item(const struct draft *draft, struct arena *arena);
void draft_to_document(const struct draft *draft, struct arena *arena, struct document *document);
