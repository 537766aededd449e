#include "config/base/buffer.h"

#include "config/base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.limit = buffer->limit};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->is_full = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

/* Makes room for `len` bytes, which the limit allows. */
static void reserve(struct buffer *buffer, size_t len)
{
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;

    while (capacity < len + 1)
        capacity += capacity / 2 + FIRST_CAPACITY;
    if (capacity - 1 > buffer->limit)
        capacity = buffer->limit + 1;
    if (capacity == buffer->capacity)
        return;
    buffer->data = memory_resize(buffer->data, capacity, 1);
    buffer->capacity = capacity;
}

char *buffer_extend(struct buffer *buffer, size_t len)
{
    if (buffer->is_full || len > buffer->limit - buffer->len) {
        buffer->is_full = true;
        return NULL;
    }
    reserve(buffer, buffer->len + len);
    char *place = buffer->data + buffer->len;
    buffer->len += len;
    buffer->data[buffer->len] = '\0';
    return place;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t len)
{
    char *place = buffer_extend(buffer, len);

    if (place != NULL && len > 0)
        memcpy(place, bytes, len);
    return place != NULL;
}

bool buffer_append_string(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

bool buffer_append_byte(struct buffer *buffer, char byte)
{
    return buffer_append(buffer, &byte, 1);
}

bool buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t len = memory_formatted(vsnprintf(NULL, 0, format, args));
    char *place = buffer_extend(buffer, len);
    if (place != NULL)
        memory_formatted(vsnprintf(place, len + 1, format, again));
    va_end(again);
    va_end(args);
    return place != NULL;
}
