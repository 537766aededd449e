#include "feeds/fetch/coding.h"

#include "config/base/memory.h"

#include <brotli/decode.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#define PIECE ((size_t)16 << 10)
#define ZSTD_WINDOW_LOG_MAX 23 /* 8 MiB: RFC 9659 */
#define ZSTD_HEADER_MAX 18     /* bytes: RFC 8878 section 3.1.1 */

/* What goes in and what comes out of one step. */
struct step {
    const uint8_t *in;
    size_t in_len;
    uint8_t *out;
    size_t out_len; /* room before the step, what is left of it after */
};

enum step_result {
    STEP_MORE,
    STEP_END, /* of the stream; bytes may be left */
    STEP_BROKEN,
};

struct coding_kind {
    const char *name;
    /* The first byte of a further stream: gzip's members, zstd's frames; -1: there is none. */
    int first;
    bool (*begin)(struct coding *coding);
    enum step_result (*run)(struct coding *coding, struct step *step);
    void (*end)(struct coding *coding);
};

struct coding {
    const struct coding_kind *kind;
    bool has_begun; /* a byte has come */
    bool is_whole;
    bool is_over; /* it was whole, and what came then is no part of it */
    z_stream zlib;
    BrotliDecoderState *brotli;
    ZSTD_DStream *zstd;
    size_t of_frame; /* bytes that zstd has had of its frame */
    uint8_t piece[PIECE];
};

/* ---- gzip and deflate */

#define EITHER_HEADER (MAX_WBITS + 32) /* gzip's or zlib's */

static bool begin_zlib(struct coding *coding)
{
    return inflateInit2(&coding->zlib, EITHER_HEADER) == Z_OK;
}

/* Some servers' "deflate" has no header: then the first byte is none of zlib's. */
static void look_for_header(struct coding *coding, uint8_t first)
{
    if (strcmp(coding->kind->name, "deflate") == 0 && (first & 0x0f) != Z_DEFLATED)
        inflateReset2(&coding->zlib, -MAX_WBITS);
}

static enum step_result run_zlib(struct coding *coding, struct step *step)
{
    z_stream *zlib = &coding->zlib;

    if (!coding->has_begun)
        look_for_header(coding, step->in[0]);
    if (coding->is_whole)
        inflateReset(zlib);
    zlib->next_in = step->in;
    zlib->avail_in = (uInt)step->in_len;
    zlib->next_out = step->out;
    zlib->avail_out = (uInt)step->out_len;
    int result = inflate(zlib, Z_NO_FLUSH);
    step->in = zlib->next_in;
    step->in_len = zlib->avail_in;
    step->out_len = zlib->avail_out;
    if (result == Z_STREAM_END)
        return STEP_END;
    return result == Z_OK || result == Z_BUF_ERROR ? STEP_MORE : STEP_BROKEN;
}

static void end_zlib(struct coding *coding)
{
    inflateEnd(&coding->zlib);
}

/* ---- brotli */

static bool begin_brotli(struct coding *coding)
{
    coding->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    return coding->brotli != NULL;
}

static enum step_result run_brotli(struct coding *coding, struct step *step)
{
    uint8_t *out = step->out;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(
        coding->brotli, &step->in_len, &step->in, &step->out_len, &out, NULL);

    if (result == BROTLI_DECODER_RESULT_SUCCESS)
        return STEP_END;
    return result == BROTLI_DECODER_RESULT_ERROR ? STEP_BROKEN : STEP_MORE;
}

static void end_brotli(struct coding *coding)
{
    BrotliDecoderDestroyInstance(coding->brotli);
}

/* ---- zstd */

static bool begin_zstd(struct coding *coding)
{
    coding->zstd = ZSTD_createDStream();
    return coding->zstd != NULL && !ZSTD_isError(ZSTD_DCtx_setParameter(
                                       coding->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX));
}

/* A frame, or one to be skipped (RFC 8878 section 3.1); libzstd would read its drafts' formats too.
 */
static bool begins_zstd(uint8_t first)
{
    return first == 0x28 || (first & 0xf0) == 0x50;
}

/* libzstd reads a frame that lies before it whole by other, stricter code, and takes what stands
 * behind the first bytes of a header for a header of its drafts: so that one thing comes out
 * however a document arrives, it gets a frame's header byte by byte. */
static enum step_result run_zstd(struct coding *coding, struct step *step)
{
    if (!coding->has_begun && !begins_zstd(step->in[0]))
        return STEP_BROKEN;
    if (coding->is_whole)
        coding->of_frame = 0;
    bool is_in_header = coding->of_frame < ZSTD_HEADER_MAX;
    ZSTD_inBuffer in = {step->in, is_in_header && step->in_len > 0 ? 1 : step->in_len, 0};
    ZSTD_outBuffer out = {step->out, step->out_len, 0};
    size_t result = ZSTD_decompressStream(coding->zstd, &out, &in);

    coding->of_frame += in.pos;
    step->in += in.pos;
    step->in_len -= in.pos;
    step->out_len -= out.pos;
    if (ZSTD_isError(result))
        return STEP_BROKEN;
    return result == 0 ? STEP_END : STEP_MORE;
}

static void end_zstd(struct coding *coding)
{
    ZSTD_freeDStream(coding->zstd);
}

/* ---- one after the other */

static const struct coding_kind kinds[] = {
    {"gzip", 0x1f, begin_zlib, run_zlib, end_zlib},
    {"x-gzip", 0x1f, begin_zlib, run_zlib, end_zlib},
    {"br", -1, begin_brotli, run_brotli, end_brotli},
    {"zstd", 0x28, begin_zstd, run_zstd, end_zstd},
    {"deflate", -1, begin_zlib, run_zlib, end_zlib},
};

static const struct coding_kind *find_kind(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strlen(kinds[i].name) == len && strncasecmp(kinds[i].name, name, len) == 0)
            return &kinds[i];
    return NULL;
}

static bool begin_one(struct codings *codings, const char *name, size_t len)
{
    const struct coding_kind *kind = find_kind(name, len);

    if (len == 0 || (len == 8 && strncasecmp(name, "identity", len) == 0))
        return true;
    if (kind == NULL || codings->count == CODINGS_MAX)
        return false;
    struct coding *coding = memory_new(1, sizeof(*coding));
    coding->kind = kind;
    if (!kind->begin(coding))
        abort(); /* out of memory */
    codings->list[codings->count++] = coding;
    return true;
}

bool codings_begin(struct codings *codings, const char *value)
{
    static const char blank[] = " \t";

    while (*value != '\0') {
        size_t len = strcspn(value, ",");
        size_t skipped = strspn(value, blank);
        size_t name_len = skipped < len ? strcspn(value + skipped, " \t,") : 0;
        if (!begin_one(codings, value + skipped, name_len))
            return false;
        value += len + (value[len] == ',');
    }
    return true;
}

/* What follows the end of a stream and is no further one is no part of the document. */
static bool has_work(const struct coding *coding, const struct step *step)
{
    if (step->in_len == 0 || coding->is_over)
        return !coding->is_whole && step->out_len == 0;
    return !coding->is_whole || step->in[0] == coding->kind->first;
}

static void end_with(struct coding *coding, const struct step *step)
{
    coding->is_over = coding->is_over || (coding->is_whole && step->in_len > 0);
}

/* Undoes the first `left` of them, the last first. */
static enum coding_result add(struct codings *codings, size_t left, const void *bytes, size_t len);

/* One step, and on with what came out of it. */
static enum coding_result step_on(struct codings *codings, size_t left, struct step *step)
{
    struct coding *coding = codings->list[left - 1];

    step->out = coding->piece;
    step->out_len = PIECE;
    enum step_result result = coding->kind->run(coding, step);
    size_t made = PIECE - step->out_len;
    coding->has_begun = true;
    coding->is_whole = result == STEP_END;
    if (result == STEP_BROKEN)
        return CODING_BROKEN;
    return made > 0 ? add(codings, left - 1, coding->piece, made) : CODING_GOES_ON;
}

static enum coding_result add(struct codings *codings, size_t left, const void *bytes, size_t len)
{
    struct step step = {.in = bytes, .in_len = len, .out_len = PIECE};
    enum coding_result result = CODING_GOES_ON;

    if (left == 0)
        return codings->on_bytes(codings->owner, bytes, len) ? CODING_GOES_ON : CODING_STOPPED;
    while (result == CODING_GOES_ON && has_work(codings->list[left - 1], &step))
        result = step_on(codings, left, &step);
    end_with(codings->list[left - 1], &step);
    return result;
}

enum coding_result codings_add(struct codings *codings, const void *bytes, size_t len)
{
    return add(codings, codings->count, bytes, len);
}

bool codings_are_whole(const struct codings *codings)
{
    for (size_t i = 0; i < codings->count; i++)
        if (codings->list[i]->has_begun && !codings->list[i]->is_whole)
            return false;
    return true;
}

void codings_end(struct codings *codings)
{
    for (size_t i = 0; i < codings->count; i++) {
        codings->list[i]->kind->end(codings->list[i]);
        free(codings->list[i]);
    }
    codings->count = 0;
}
