#include "config/yaml_source.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "config/problems.h"

#include <string.h>

#define REPLACEMENT '_'

/* A character that may not stand in a config. */
struct fault {
    struct place place;
    const char *what; /* NULL: bytes that are no character */
    uint32_t code;    /* the character, or the first byte */
};

struct cleaner {
    struct place place;
    const char *at, *end;
    char *out;
    struct fault faults[YAML_FAULTS_MAX];
    size_t fault_count; /* may be YAML_FAULTS_MAX + 1 */
};

static bool begins_with(const char *bytes, size_t len, const char *start, size_t start_len)
{
    return len >= start_len && memcmp(bytes, start, start_len) == 0;
}

static uint32_t code_point(const char *text, size_t len)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (unsigned char)text[0] & masks[len];

    for (size_t i = 1; i < len; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    return code;
}

/* What is wrong with a character; NULL: nothing. U+0085 and U+2028/9 end a line for YAML, but for
 * no editor. */
static const char *find_fault(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' ? NULL : "a control character";
    if (code == 0x85 || code == 0x2028 || code == 0x2029)
        return "an invisible line separator";
    if (code >= 0x7F && code < 0xA0)
        return "a control character";
    if (code == 0xFEFF)
        return "a byte order mark inside the text";
    return code == 0xFFFE || code == 0xFFFF ? "no character" : NULL;
}

static void replace(struct cleaner *cleaner, size_t len, const char *what, uint32_t code)
{
    if (cleaner->fault_count < YAML_FAULTS_MAX)
        cleaner->faults[cleaner->fault_count] = (struct fault){cleaner->place, what, code};
    cleaner->fault_count++;
    *cleaner->out++ = REPLACEMENT;
    cleaner->at += len;
    cleaner->place.column++;
}

static void clean_character(struct cleaner *cleaner)
{
    size_t len = utf8_length_at(cleaner->at, (size_t)(cleaner->end - cleaner->at));

    if (len == 0) {
        replace(cleaner, 1, NULL, (unsigned char)*cleaner->at);
        return;
    }
    uint32_t code = code_point(cleaner->at, len);
    const char *fault = find_fault(code);
    if (fault != NULL) {
        replace(cleaner, len, fault, code);
        return;
    }
    memcpy(cleaner->out, cleaner->at, len);
    cleaner->out += len;
    cleaner->at += len;
    cleaner->place.column++;
}

static void clean(struct cleaner *cleaner)
{
    while (cleaner->at < cleaner->end && cleaner->fault_count <= YAML_FAULTS_MAX) {
        if (*cleaner->at != '\n' && *cleaner->at != '\r') {
            clean_character(cleaner);
            continue;
        }
        if (begins_with(cleaner->at, (size_t)(cleaner->end - cleaner->at), "\r\n", 2))
            cleaner->at++;
        cleaner->at++;
        *cleaner->out++ = '\n';
        cleaner->place.line++;
        cleaner->place.column = 1;
    }
}

static void report_faults(const struct cleaner *cleaner, struct problems *problems)
{
    for (size_t i = 0; i < cleaner->fault_count; i++) {
        const struct fault *fault = &cleaner->faults[i];
        if (fault->what == NULL)
            problems_add(problems, fault->place,
                         "the byte 0x%02x is not UTF-8; save the file as UTF-8",
                         (unsigned)fault->code);
        else
            problems_add(problems, fault->place, "U+%04X is %s; delete it", (unsigned)fault->code,
                         fault->what);
    }
}

struct yaml_source *yaml_source_new(struct arena *arena, const char *file, const char *bytes,
                                    size_t len, struct problems *problems)
{
    struct yaml_source *source = arena_alloc(arena, sizeof(*source));
    struct place start = {file, 1, 1};

    if (begins_with(bytes, len, "\xFE\xFF", 2) || begins_with(bytes, len, "\xFF\xFE", 2)) {
        problems_add(problems, start, "the file is UTF-16; save it as UTF-8");
        return NULL;
    }
    if (begins_with(bytes, len, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        len -= 3;
    }
    char *text = arena_alloc(arena, len + 1);
    struct cleaner cleaner = {.place = start, .at = bytes, .end = bytes + len, .out = text};
    clean(&cleaner);
    if (cleaner.fault_count > YAML_FAULTS_MAX) {
        problems_add(problems, start, "this is not a text in UTF-8; is it the right file?");
        return NULL;
    }
    report_faults(&cleaner, problems);
    *cleaner.out = '\0';
    *source = (struct yaml_source){
        .file = file,
        .text = text,
        .len = (size_t)(cleaner.out - text),
        .seen = {1, 1},
        .fault_count = cleaner.fault_count,
    };
    for (size_t i = 0; i < cleaner.fault_count; i++)
        source->faults[i] =
            (struct yaml_spot){cleaner.faults[i].place.line, cleaner.faults[i].place.column};
    return source;
}

static bool is_before(struct yaml_spot a, struct yaml_spot b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

bool yaml_source_is_changed(const struct yaml_source *source, struct yaml_spot from,
                            struct yaml_spot to)
{
    size_t i = 0;

    while (i < source->fault_count && is_before(source->faults[i], from))
        i++;
    return i < source->fault_count && is_before(source->faults[i], to);
}

static void go_to_line(struct yaml_source *source, unsigned line)
{
    const char *end = source->text + source->len;

    if (line < source->seen.line) {
        source->seen = (struct yaml_spot){1, 1};
        source->seen_offset = 0;
    }
    while (source->seen.line < line) {
        const char *at = source->text + source->seen_offset;
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL)
            return;
        source->seen = (struct yaml_spot){source->seen.line + 1, 1};
        source->seen_offset = (size_t)(newline + 1 - source->text);
    }
}

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

const char *yaml_source_at(struct yaml_source *source, unsigned line, unsigned column)
{
    const char *end = source->text + source->len;

    go_to_line(source, line);
    if (source->seen.line != line)
        return end;
    const char *at = source->text + source->seen_offset;
    for (; source->seen.column < column && at < end && *at != '\n'; source->seen.column++)
        at += utf8_length_at(at, (size_t)(end - at));
    for (; source->seen.column > column; source->seen.column--) {
        do
            at--;
        while (is_inside_character(*at));
    }
    source->seen_offset = (size_t)(at - source->text);
    return at;
}
