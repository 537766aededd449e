/* values.h: single values of the config, from their text. Each function says in `err` what is wrong
 * and what would be right, and sets its result on success only. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

bool value_parse_number(const char *text, int64_t min, int64_t max, int64_t *number,
                        struct error *err) MUST_CHECK;
bool value_parse_duration(const char *text, int64_t min, int64_t max, int64_t *seconds,
                          struct error *err) MUST_CHECK;
/* Bytes: a number with B, KiB, MiB or GiB. */
bool value_parse_size(const char *text, int64_t min, int64_t max, int64_t *bytes, struct error *err)
    MUST_CHECK;
const char *value_format_size(int64_t bytes, char *out, size_t size);
bool value_parse_switch(const char *text, bool *is_on, struct error *err) MUST_CHECK;

/* One line of at most `max` bytes, not empty; as a name, without blanks around it. */
bool value_check_text(const char *text, size_t max, struct error *err) MUST_CHECK;
bool value_check_name(const char *text, size_t max, struct error *err) MUST_CHECK;
/* What may stand after "@" in a query. */
bool value_check_query_name(const char *text, struct error *err) MUST_CHECK;
bool value_check_contact(const char *text, struct error *err) MUST_CHECK;
bool value_check_mail_address(const char *text, size_t len, struct error *err) MUST_CHECK;

/* A header that an operator may add to a request (RFC 9110 section 5): its name, which is not one
 * of the client's own; and what it says, under a right name. */
bool value_check_header_name(const char *name, struct error *err) MUST_CHECK;
bool value_check_header(const char *name, const char *value, struct error *err) MUST_CHECK;
