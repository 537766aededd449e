/* buffer.h: bytes that grow up to a limit set when the buffer is made. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

/* `data` is NUL-terminated behind `len` and NULL while nothing was appended. Once an append was
 * refused the buffer is `is_full`: it keeps what it had and refuses everything, so that the caller
 * may look once. */
struct buffer {
    char *data;
    size_t len;
    size_t capacity;
    size_t limit;
    bool is_full;
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_free(struct buffer *buffer);  /* may be initialised and used again */
void buffer_clear(struct buffer *buffer); /* empties, keeps the memory */

/* False when the limit does not allow it; then nothing of it was appended. */
bool buffer_append(struct buffer *buffer, const void *bytes, size_t len);
char *buffer_extend(struct buffer *buffer, size_t len); /* `len` bytes to be written; or NULL */
bool buffer_append_string(struct buffer *buffer, const char *text);
bool buffer_append_byte(struct buffer *buffer, char byte);
bool buffer_append_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
