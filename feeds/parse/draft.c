#include "feeds/parse/draft.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/parse/fields.h"
#include "feeds/parse/guess.h"
#include "feeds/url.h"

#include <string.h>
#include <strings.h>

#define ELLIPSIS "\xE2\x80\xA6"

void draft_begin(struct draft *draft, const char *base, const char *lang)
{
    memset(draft->values, 0, sizeof(draft->values));
    draft->second_summary = (struct value){0};
    draft->author_count = draft->tag_count = draft->attachment_count = 0;
    draft->base = base;
    draft->lang = lang;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static void trim(const char **text, size_t *len)
{
    while (*len > 0 && is_space(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && is_space((*text)[*len - 1]))
        (*len)--;
}

const char *bounded_string(struct arena *arena, const char *text, size_t len, size_t max)
{
    if (text == NULL)
        return NULL;
    trim(&text, &len);
    if (len == 0)
        return NULL;
    if (len <= max)
        return arena_string_of(arena, text, len);
    size_t cut = utf8_cut(text, len, max - strlen(ELLIPSIS));
    return arena_format(arena, "%.*s" ELLIPSIS, (int)cut, text);
}

const char *plain_string(struct arena *arena, const char *text, size_t len, size_t max)
{
    if (text == NULL || guess_markup(text, len) != MARKUP_HTML)
        return bounded_string(arena, text, len, max);
    const char *plain = guess_plain(arena, text, &len);
    return bounded_string(arena, plain, len, max);
}

const char *bounded_url(struct arena *arena, const char *base, const char *reference)
{
    if (reference == NULL || reference[strspn(reference, " \t\r\n\f")] == '\0' ||
        strlen(reference) > ITEM_URL_MAX)
        return NULL;
    const char *url = url_join(arena, base, reference);
    return url != NULL && strlen(url) <= ITEM_URL_MAX ? url : NULL;
}

bool draft_wants(const struct draft *draft, const struct rule *rule)
{
    unsigned rank = draft->values[rule->field].rank;

    return rank == 0 || field_rank(rule) < rank;
}

/* What a better summary displaces, and what is no better than the one that stands, is second. */
static void keep_second(struct draft *draft, const struct value *value)
{
    if (draft->second_summary.rank == 0 || value->rank < draft->second_summary.rank)
        draft->second_summary = *value;
}

static void set_value(struct draft *draft, const struct rule *rule, struct value value)
{
    struct value *slot = &draft->values[rule->field];

    value.rank = field_rank(rule);
    if (draft_wants(draft, rule)) {
        if (rule->field == FIELD_SUMMARY && slot->rank != 0)
            keep_second(draft, slot);
        *slot = value;
    } else if (rule->field == FIELD_SUMMARY && slot->rank != value.rank) {
        keep_second(draft, &value);
    }
}

static size_t text_limit(enum field field)
{
    return field == FIELD_CONTENT || field == FIELD_SUMMARY ? ITEM_TEXT_MAX : ITEM_TITLE_MAX;
}

/* HTML is not cut inside of a tag. */
static size_t before_open_tag(const char *html, size_t len, size_t max)
{
    size_t cut = utf8_cut(html, len, max - strlen(ELLIPSIS));
    const char *less = memrchr(html, '<', cut);

    if (less == NULL || memchr(less, '>', cut - (size_t)(less - html)) != NULL)
        return cut;
    return (size_t)(less - html);
}

void draft_set_text(struct reader *reader, const struct rule *rule, const struct element *element,
                    enum markup markup, const char *text, size_t len)
{
    size_t max = text_limit(rule->field);

    trim(&text, &len);
    if (len == 0)
        return;
    if (!draft_wants(reader->draft, rule) && rule->field != FIELD_SUMMARY)
        return;
    if (len > max && markup == MARKUP_HTML)
        len = before_open_tag(text, len, max);
    const char *kept = len > max ? bounded_string(reader->arena, text, len, max)
                                 : arena_string_of(reader->arena, text, len);
    set_value(reader->draft, rule,
              (struct value){.text = {kept, markup}, .base = element->base, .lang = element->lang});
}

void draft_set_string(struct reader *reader, const struct rule *rule, const char *text, size_t len,
                      size_t max)
{
    if (!draft_wants(reader->draft, rule))
        return;
    const char *kept = bounded_string(reader->arena, text, len, max);
    if (kept != NULL)
        set_value(reader->draft, rule, (struct value){.text = {kept, MARKUP_PLAIN}});
}

void draft_set_url(struct reader *reader, const struct rule *rule, const char *base,
                   const char *reference)
{
    if (!draft_wants(reader->draft, rule))
        return;
    if (base == NULL) /* the last resort: the feed's own link */
        base = reader->feed.values[FIELD_URL].text.str;
    const char *url = bounded_url(reader->arena, base, reference);
    if (url != NULL)
        set_value(reader->draft, rule, (struct value){.text = {url, MARKUP_PLAIN}});
}

void draft_set_number(struct reader *reader, const struct rule *rule, int64_t number)
{
    if (draft_wants(reader->draft, rule))
        set_value(reader->draft, rule, (struct value){.number = number});
}

static bool is_same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcasecmp(left, right) == 0);
}

void draft_add_author(struct reader *reader, const struct rule *rule, const struct person *person)
{
    struct draft *draft = reader->draft;
    struct value *slot = &draft->values[rule->field];

    if (person->name == NULL && person->email == NULL && person->url == NULL)
        return;
    if (slot->rank != 0 && slot->rank < field_rank(rule))
        return;
    if (slot->rank != field_rank(rule)) /* the lower rival's persons are the same ones */
        draft->author_count = 0;
    slot->rank = field_rank(rule);
    for (size_t i = 0; i < draft->author_count; i++) {
        if (is_same_text(draft->authors[i].name, person->name) &&
            is_same_text(draft->authors[i].email, person->email))
            return;
    }
    if (draft->author_count < ITEM_AUTHORS_MAX)
        draft->authors[draft->author_count++] = *person;
}

void draft_add_tag(struct reader *reader, const char *text, size_t len)
{
    struct draft *draft = reader->draft;
    const char *tag = plain_string(reader->arena, text, len, ITEM_NAME_MAX);

    if (tag == NULL || draft->tag_count == ITEM_TAGS_MAX)
        return;
    for (size_t i = 0; i < draft->tag_count; i++) {
        if (strcmp(draft->tags[i], tag) == 0)
            return;
    }
    draft->tags[draft->tag_count++] = tag;
}

static void merge_attachment(struct attachment *kept, const struct attachment *other)
{
    if (kept->mime_type == NULL)
        kept->mime_type = other->mime_type;
    if (kept->title == NULL)
        kept->title = other->title;
    if (kept->size_in_bytes == 0)
        kept->size_in_bytes = other->size_in_bytes;
    if (kept->duration_in_seconds == 0)
        kept->duration_in_seconds = other->duration_in_seconds;
}

/* Attributes die with their element. */
static const char *kept_string(struct arena *arena, const char *text, size_t max)
{
    return text == NULL ? NULL : bounded_string(arena, text, strlen(text), max);
}

void draft_add_attachment(struct reader *reader, const char *base,
                          const struct attachment *attachment)
{
    struct draft *draft = reader->draft;
    struct attachment added = *attachment;

    if (base == NULL)
        base = reader->feed.values[FIELD_URL].text.str;
    added.url = bounded_url(reader->arena, base, attachment->url);
    if (added.url == NULL)
        return;
    added.mime_type = kept_string(reader->arena, added.mime_type, ITEM_NAME_MAX);
    added.title = kept_string(reader->arena, added.title, ITEM_TITLE_MAX);
    for (size_t i = 0; i < draft->attachment_count; i++) {
        if (strcmp(draft->attachments[i].url, added.url) == 0) {
            merge_attachment(&draft->attachments[i], &added);
            return;
        }
    }
    if (draft->attachment_count < ITEM_ATTACHMENTS_MAX)
        draft->attachments[draft->attachment_count++] = added;
}

static const char *string_of(const struct draft *draft, enum field field)
{
    return draft->values[field].text.str;
}

static int64_t time_of(const struct draft *draft, enum field field)
{
    return draft->values[field].rank == 0 ? NO_TIME : draft->values[field].number;
}

static void *copy_list(struct arena *arena, const void *list, size_t count, size_t size)
{
    if (count == 0)
        return NULL;
    return memcpy(arena_array(arena, count, size), list, count * size);
}

/* The recording is the first attachment that is no picture. */
static void put_duration(const struct draft *draft, struct attachment *attachments)
{
    for (size_t i = 0; i < draft->attachment_count; i++) {
        struct attachment *attachment = &attachments[i];
        if (attachment->mime_type != NULL && strncasecmp(attachment->mime_type, "image/", 6) == 0)
            continue;
        if (attachment->duration_in_seconds == 0)
            attachment->duration_in_seconds = draft->values[FIELD_DURATION].number;
        return;
    }
}

/* An only body is the content; of two kinds the short one is the summary. */
static void put_bodies(const struct draft *draft, struct item *item)
{
    const struct value *content = &draft->values[FIELD_CONTENT];
    const struct value *summary = &draft->values[FIELD_SUMMARY];

    if (content->rank == 0) {
        content = summary;
        summary = &draft->second_summary;
    }
    if (summary->rank != 0 && strcmp(summary->text.str, content->text.str) != 0)
        item->summary = summary->text;
    item->content = content->text;
    item->base = content->base != NULL ? content->base : draft->base;
}

/* Of its texts, the longest first. */
static const char *language_of_texts(const struct draft *draft)
{
    static const enum field texts[] = {FIELD_CONTENT, FIELD_SUMMARY, FIELD_TITLE};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (draft->values[texts[i]].lang != NULL)
            return draft->values[texts[i]].lang;
    }
    return NULL;
}

/* What is said of the item, else of its texts, or of what stands round it. "": it has none. */
static const char *language_of_item(const struct draft *draft)
{
    const char *said = string_of(draft, FIELD_LANGUAGE);

    if (said == NULL)
        said = language_of_texts(draft);
    return said != NULL ? said : draft->lang;
}

static const char *language_of_feed(const struct draft *draft)
{
    const char *said = string_of(draft, FIELD_LANGUAGE);

    if (said == NULL)
        said = draft->lang != NULL ? draft->lang : language_of_texts(draft);
    return said != NULL && *said != '\0' ? said : NULL;
}

struct item draft_to_item(const struct draft *draft, struct arena *arena)
{
    struct item item = ITEM_EMPTY;

    item.id = string_of(draft, FIELD_ID);
    item.url = string_of(draft, FIELD_URL);
    item.image = string_of(draft, FIELD_ICON);
    item.title = draft->values[FIELD_TITLE].text;
    put_bodies(draft, &item);
    item.authors = copy_list(arena, draft->authors, draft->author_count, sizeof(*item.authors));
    item.author_count = draft->author_count;
    item.tags = copy_list(arena, draft->tags, draft->tag_count, sizeof(*item.tags));
    item.tag_count = draft->tag_count;
    struct attachment *attachments =
        copy_list(arena, draft->attachments, draft->attachment_count, sizeof(*attachments));
    put_duration(draft, attachments);
    item.attachments = attachments;
    item.attachment_count = draft->attachment_count;
    item.published = time_of(draft, FIELD_PUBLISHED);
    item.updated = time_of(draft, FIELD_UPDATED);
    item.language = language_of_item(draft);
    return item;
}

static int32_t update_period(const struct draft *draft)
{
    int64_t period = draft->values[FIELD_UPDATE_PERIOD].number;
    int64_t frequency = draft->values[FIELD_UPDATE_FREQUENCY].number;

    return (int32_t)(frequency > 1 ? period / frequency : period);
}

void draft_to_document(const struct draft *draft, struct arena *arena, struct document *document)
{
    document->title = draft->values[FIELD_TITLE].text;
    document->description = draft->values[FIELD_SUMMARY].text;
    document->home_page_url = string_of(draft, FIELD_URL);
    document->feed_url = string_of(draft, FIELD_FEED_URL);
    document->next_url = string_of(draft, FIELD_NEXT_URL);
    document->prev_archive_url = string_of(draft, FIELD_ARCHIVE_URL);
    document->icon = string_of(draft, FIELD_ICON);
    document->favicon = string_of(draft, FIELD_FAVICON);
    document->language = language_of_feed(draft);
    document->copyright = string_of(draft, FIELD_COPYRIGHT);
    document->generator = string_of(draft, FIELD_GENERATOR);
    document->authors =
        copy_list(arena, draft->authors, draft->author_count, sizeof(*document->authors));
    document->author_count = draft->author_count;
    document->published = time_of(draft, FIELD_PUBLISHED);
    document->updated = time_of(draft, FIELD_UPDATED);
    document->ttl = (int32_t)draft->values[FIELD_TTL].number;
    document->skip_hours = (uint32_t)draft->values[FIELD_SKIP_HOURS].number;
    document->skip_days = (uint32_t)draft->values[FIELD_SKIP_DAYS].number;
    document->update_period = update_period(draft);
}
