#include "feeds/parse/json_salvage.h"

#include "feeds/parse/json_mend.h"
#include "feeds/parse/parse.h"

#include <ctype.h>
#include <string.h>

#define READ_MAX 4 /* times that the document is read over, at most */
#define BLANKS " \t\r\n"

struct salvage {
    const char *at;
    const char *end;
    size_t budget; /* bytes that may still be read */
    size_t values; /* that may still be made, for items or in vain */
    json_t *items;
};

bool json_is_item(const json_t *object)
{
    static const char *const keys[] = {"id",      "content_html",   "content_text",
                                       "summary", "date_published", "date_modified"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (json_object_get(object, keys[i]) != NULL)
            return true;
    }
    return false;
}

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_in(*at, BLANKS))
        at++;
    return at;
}

/* Behind the string that begins at `at`. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return at < end ? at + 1 : end;
}

/* Can this stand outside of strings? */
static bool is_sound_outside(char c)
{
    switch (c) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        return true;
    default:
        return isalnum((unsigned char)c) || c == '-' || c == '+' || c == '.';
    }
}

/* Goes on to what can stand no further in an object, or behind the object that begins there: then
 * true. Where a quote is missing, what was outside of strings is soon found inside of them. */
static bool skip_object(const char **at, const char *end, size_t *values)
{
    const char *sign = *at;
    size_t depth = 0;
    bool is_sound = true;

    do {
        char c = *sign;
        if (c == '"') {
            sign = skip_blanks(skip_string(sign, end), end);
            is_sound = sign < end && is_in(*sign, ",:}]");
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        *values += c == '{' || c == '[' || c == ',';
        is_sound = is_sound_outside(c);
        sign++;
    } while (is_sound && depth > 0 && sign < end);
    *at = sign;
    return is_sound && depth == 0;
}

static json_t *load(const char *text, size_t len, const char *closing)
{
    struct buffer mended;
    json_error_t problem;

    buffer_init(&mended, 2 * len + 64);
    (void)json_mend(text, len, &mended);
    (void)buffer_append_string(&mended, closing);
    json_t *value =
        json_loadb(mended.data == NULL ? "" : mended.data, mended.len, JSON_ALLOW_NUL, &problem);
    buffer_free(&mended);
    return value;
}

/* Reads the item at the salvage's place, or steps into what is none. */
static void read_item(struct salvage *salvage)
{
    const char *begin = salvage->at, *end = begin;
    size_t values = 0;
    bool is_whole = skip_object(&end, salvage->end, &values);
    size_t len = (size_t)(end - begin);

    salvage->budget -= len < salvage->budget ? len : salvage->budget;
    bool has_room = values <= salvage->values;
    json_t *object = is_whole && has_room ? load(begin, len, "") : NULL;
    bool is_item = json_is_item(object);
    salvage->at = is_item ? end : begin + 1;
    salvage->values -= is_whole && has_room ? values : 0;
    if (is_item)
        json_array_append(salvage->items, object);
    json_decref(object);
}

static void read_items(struct salvage *salvage)
{
    while (salvage->budget > 0 && json_array_size(salvage->items) <= PARSE_ITEMS_MAX) {
        salvage->at = memchr(salvage->at, '{', (size_t)(salvage->end - salvage->at));
        if (salvage->at == NULL)
            return;
        const char *first = skip_blanks(salvage->at + 1, salvage->end);
        if (first < salvage->end && *first == '"')
            read_item(salvage);
        else
            salvage->at++;
    }
}

/* Behind the bracket that opens the list of items; or NULL. */
static const char *find_list(const char *text, const char *end)
{
    static const char key[] = "\"items\"";
    const char *at = text;

    while ((at = memmem(at, (size_t)(end - at), key, sizeof(key) - 1)) != NULL) {
        at = skip_blanks(at + sizeof(key) - 1, end);
        if (at < end && *at == ':')
            at = skip_blanks(at + 1, end);
        if (at < end && *at == '[')
            return at + 1;
    }
    return NULL;
}

static bool says_what_it_is(const char *text, size_t len)
{
    static const char version[] = "jsonfeed.org/version/";

    return memmem(text, len, version, sizeof(version) - 1) != NULL;
}

json_t *json_salvage(const char *text, size_t len)
{
    const char *end = text + len, *list = find_list(text, end);

    if (list == NULL && !says_what_it_is(text, len))
        return NULL;
    /* What stands outermost is known to be no JSON. */
    struct salvage salvage = {.at = text +
                                    (*skip_blanks(text, end) == '{' ? strcspn(text, "{") + 1 : 0),
                              .end = end,
                              .budget = READ_MAX * len,
                              .values = JSON_VALUES_MAX,
                              .items = json_array()};
    read_items(&salvage);
    json_t *root = NULL;
    if (json_array_size(salvage.items) > 0) {
        root = list == NULL ? NULL : load(text, (size_t)(list - text), "]}");
        if (!json_is_object(root)) {
            json_decref(root);
            root = json_object();
        }
        json_object_set(root, "items", salvage.items);
    }
    json_decref(salvage.items);
    return root;
}
