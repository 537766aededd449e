#include "daemon/cli/replay_reader.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/text/html.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 64               /* items */
#define GIVEN_BACK (AHEAD / 2) /* slots at once, so that the thread is not woken for each */

struct slot {
    struct replay_fetched fetched;
    size_t line;
    bool is_item; /* else the input ends here */
    struct error err;
};

/* A ring with one writer, the thread, and one reader, the caller. A slot is whose semaphore counted
 * it. */
struct replay_reader {
    FILE *in;
    char *text; /* of a line */
    size_t capacity;
    pthread_t thread;
    sem_t free, filled;
    struct slot slots[AHEAD];
    size_t taken; /* the caller's count; its last one is still in use */
    size_t line;  /* of that one */
};

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        ;
}

/* ---- the thread ---- */

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* The next line that is not blank; -1: none. */
static ssize_t next_line(struct replay_reader *reader, size_t *number)
{
    ssize_t len;

    do {
        len = getline(&reader->text, &reader->capacity, reader->in);
        *number += len >= 0;
    } while (len >= 0 && is_blank(reader->text));
    return len;
}

static bool read_item(struct replay_fetched *fetched, const char *line, size_t len,
                      struct error *err)
{
    arena_reset(fetched->arena);
    if (!replay_item_read(&fetched->in, line, len, fetched->arena, err))
        return false;
    item_read_texts(&fetched->in.item, fetched->arena);
    fetched->revision = item_revision(&fetched->in.item);
    fingerprint_make(&fetched->fingerprint, &fetched->in.item, fetched->arena);
    buffer_clear(&fetched->encoded);
    fingerprint_encode(&fetched->fingerprint, &fetched->encoded);
    return true;
}

static void *read_all(void *arg)
{
    struct replay_reader *reader = arg;
    size_t number = 0, count = 0;
    bool is_item;

    do {
        wait_for(&reader->free);
        struct slot *slot = &reader->slots[count++ % AHEAD];
        ssize_t len = next_line(reader, &number);
        if (len < 0 && !feof(reader->in))
            error_set(&slot->err, "cannot read: %s", strerror(errno));
        is_item = len >= 0 && read_item(&slot->fetched, reader->text, (size_t)len, &slot->err);
        slot->is_item = is_item;
        slot->line = number;
        sem_post(&reader->filled);
    } while (is_item);
    return NULL;
}

/* ---- the caller ---- */

/* All taken are done with; of those, the last GIVEN_BACK were not given back before. */
static void give_back(struct replay_reader *reader)
{
    for (size_t i = 0; i < GIVEN_BACK; i++)
        sem_post(&reader->free);
}

const struct replay_fetched *replay_reader_next(struct replay_reader *reader, struct error *err)
{
    if (reader->taken > 0 && reader->taken % GIVEN_BACK == 0)
        give_back(reader);
    wait_for(&reader->filled);
    const struct slot *slot = &reader->slots[reader->taken++ % AHEAD];
    reader->line = slot->line;
    if (slot->is_item)
        return &slot->fetched;
    if (slot->err.message[0] != '\0')
        *err = slot->err;
    return NULL;
}

size_t replay_reader_line(const struct replay_reader *reader)
{
    return reader->line;
}

static void release(struct replay_reader *reader)
{
    for (size_t i = 0; i < AHEAD; i++) {
        arena_free(reader->slots[i].fetched.arena);
        buffer_free(&reader->slots[i].fetched.encoded);
    }
    sem_destroy(&reader->free);
    sem_destroy(&reader->filled);
    free(reader->text);
    free(reader);
}

struct replay_reader *replay_reader_new(FILE *in)
{
    struct replay_reader *reader = memory_new(1, sizeof(*reader));

    reader->in = in;
    sem_init(&reader->free, 0, AHEAD);
    sem_init(&reader->filled, 0, 0);
    for (size_t i = 0; i < AHEAD; i++) {
        reader->slots[i].fetched.arena = arena_new();
        buffer_init(&reader->slots[i].fetched.encoded, FINGERPRINT_BYTES_MAX);
    }
    if (pthread_create(&reader->thread, NULL, read_all, reader) == 0)
        return reader;
    release(reader);
    return NULL;
}

void replay_reader_free(struct replay_reader *reader)
{
    if (reader == NULL)
        return;
    pthread_cancel(reader->thread); /* it may wait for input, or for a slot */
    pthread_join(reader->thread, NULL);
    release(reader);
}
