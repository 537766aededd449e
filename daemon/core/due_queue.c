#include "daemon/core/due_queue.h"

#include "config/base/memory.h"

#include <stdlib.h>

struct due_queue {
    struct due **heap; /* from index 1: the children of i are 2i and 2i + 1 */
    size_t count;
    size_t capacity;
};

struct due_queue *due_queue_new(void)
{
    return memory_new(1, sizeof(struct due_queue));
}

void due_queue_free(struct due_queue *queue)
{
    if (queue == NULL)
        return;
    free(queue->heap);
    free(queue);
}

static void put(struct due_queue *queue, size_t place, struct due *due)
{
    queue->heap[place] = due;
    due->place = place;
}

static void sift_up(struct due_queue *queue, struct due *due)
{
    size_t place = due->place;

    while (place > 1 && queue->heap[place / 2]->at.ms > due->at.ms) {
        put(queue, place, queue->heap[place / 2]);
        place /= 2;
    }
    put(queue, place, due);
}

static void sift_down(struct due_queue *queue, struct due *due)
{
    size_t place = due->place;

    for (;;) {
        size_t child = 2 * place;
        if (child > queue->count)
            break;
        if (child < queue->count && queue->heap[child + 1]->at.ms < queue->heap[child]->at.ms)
            child++;
        if (queue->heap[child]->at.ms >= due->at.ms)
            break;
        put(queue, place, queue->heap[child]);
        place = child;
    }
    put(queue, place, due);
}

void due_queue_set(struct due_queue *queue, struct due *due, struct moment at)
{
    due->at = at;
    if (due->place == 0) {
        if (queue->count + 1 >= queue->capacity) {
            queue->capacity = queue->capacity == 0 ? 64 : queue->capacity * 2;
            queue->heap = memory_resize(queue->heap, queue->capacity, sizeof(struct due *));
        }
        put(queue, ++queue->count, due);
    }
    sift_up(queue, due);
    sift_down(queue, due);
}

void due_queue_remove(struct due_queue *queue, struct due *due)
{
    if (due->place == 0)
        return;
    struct due *last = queue->heap[queue->count--];
    if (last != due) {
        put(queue, due->place, last);
        sift_up(queue, last);
        sift_down(queue, last);
    }
    due->place = 0;
}

struct due *due_queue_first(const struct due_queue *queue)
{
    return queue->count == 0 ? NULL : queue->heap[1];
}

size_t due_queue_count(const struct due_queue *queue)
{
    return queue->count;
}
