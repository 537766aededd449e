#include "daemon/cli/replay_reader.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/text/html.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

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
    int in;
    atomic_bool is_stopped; /* the thread is to end, whatever it waits for: for input, `stop` */
    int stop;               /* becomes readable (an eventfd) */
    FILE *stream;           /* of `in`, through `bytes` */
    char bytes[64 * 1024];
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

/* read(2) for a stream, and the end of it once the reader is to stop. */
static ssize_t read_unless_stopped(void *cookie, char *bytes, size_t size)
{
    struct replay_reader *reader = cookie;
    struct pollfd ready[] = {{.fd = reader->in, .events = POLLIN},
                             {.fd = reader->stop, .events = POLLIN}};

    while (poll(ready, sizeof(ready) / sizeof(ready[0]), -1) < 0 && errno == EINTR)
        ;
    return ready[1].revents != 0 ? 0 : read(reader->in, bytes, size);
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* The next line that is not blank; -1: none. */
static ssize_t next_line(struct replay_reader *reader, size_t *number)
{
    ssize_t len;

    do {
        len = getline(&reader->text, &reader->capacity, reader->stream);
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
        if (reader->is_stopped)
            break;
        struct slot *slot = &reader->slots[count++ % AHEAD];
        ssize_t len = next_line(reader, &number);
        if (len < 0 && !feof(reader->stream))
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

/* What was had of it; the thread has ended, or never was. */
static void release(struct replay_reader *reader)
{
    for (size_t i = 0; i < AHEAD; i++) {
        arena_free(reader->slots[i].fetched.arena);
        buffer_free(&reader->slots[i].fetched.encoded);
    }
    sem_destroy(&reader->free);
    sem_destroy(&reader->filled);
    if (reader->stream != NULL)
        fclose(reader->stream);
    if (reader->stop >= 0)
        close(reader->stop);
    free(reader->text);
    free(reader);
}

static bool start(struct replay_reader *reader)
{
    const cookie_io_functions_t functions = {.read = read_unless_stopped};

    reader->stream = fopencookie(reader, "r", functions);
    return reader->stop >= 0 && reader->stream != NULL &&
           setvbuf(reader->stream, reader->bytes, _IOFBF, sizeof(reader->bytes)) == 0 &&
           pthread_create(&reader->thread, NULL, read_all, reader) == 0;
}

struct replay_reader *replay_reader_new(int in)
{
    struct replay_reader *reader = memory_new(1, sizeof(*reader));

    reader->in = in;
    reader->stop = eventfd(0, EFD_CLOEXEC);
    sem_init(&reader->free, 0, AHEAD);
    sem_init(&reader->filled, 0, 0);
    for (size_t i = 0; i < AHEAD; i++) {
        reader->slots[i].fetched.arena = arena_new();
        buffer_init(&reader->slots[i].fetched.encoded, FINGERPRINT_BYTES_MAX);
    }
    if (start(reader))
        return reader;
    release(reader);
    return NULL;
}

void replay_reader_free(struct replay_reader *reader)
{
    if (reader == NULL)
        return;
    reader->is_stopped = true;
    eventfd_write(reader->stop, 1);
    sem_post(&reader->free);
    pthread_join(reader->thread, NULL);
    release(reader);
}
