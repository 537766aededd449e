/* The reason of a verdict as JSON (DEDUP.md, step 9). */
#include "config/base/buffer.h"
#include "feeds/dedup/dedup.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* In thousandths. They are whole numbers here, since printf takes its time over others, and a
 * reason is written with nearly every item. */
static void write_figure(struct buffer *out, const char *name, double figure)
{
    long long thousandths = llround(figure * 1000);

    buffer_append_format(out, ",\"%s\":%s%lld.%03lld", name, thousandths < 0 ? "-" : "",
                         llabs(thousandths) / 1000, llabs(thousandths) % 1000);
}

static void write_measures(struct buffer *out, const struct dedup_measures *measures)
{
    const struct {
        const char *name;
        double figure;
    } all[] = {
        {"contained", measures->contained}, {"resembles", measures->resembles},
        {"words", measures->words},         {"numbers", measures->numbers},
        {"names", measures->names},         {"lede", measures->lede},
        {"title", measures->title},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        if (all[i].figure >= 0)
            write_figure(out, all[i].name, all[i].figure);
    }
}

bool dedup_reason_write(const struct dedup_reason *reason, int64_t story, struct buffer *out)
{
    static const char *const rules[] = {
        [DEDUP_TEXT] = "text", [DEDUP_LINK] = "link", [DEDUP_HEADLINE] = "headline"};
    static const char *const references[] = {[DEDUP_LEAD] = "lead", [DEDUP_FULLEST] = "fullest"};

    if (reason->rule == DEDUP_NONE)
        return buffer_append_string(out, "{}");
    buffer_append_format(out, "{\"rule\":\"%s\",\"story\":%" PRId64 ",\"reference\":\"%s\"",
                         rules[reason->rule], story, references[reason->reference]);
    write_measures(out, &reason->measures);
    if (reason->failed != NULL) {
        buffer_append_format(out, ",\"near_miss\":true,\"failed\":\"%s\"", reason->failed);
        write_figure(out, "value", reason->value);
        write_figure(out, "limit", reason->limit);
    }
    return buffer_append_byte(out, '}');
}
