#include "feeds/parse/draft.h"

#include "config/base/arena.h"
#include "feeds/parse/base.h"
#include "feeds/parse/fields.h"
#include "feeds/parse/keep.h"

#include <string.h>
#include <strings.h>

void draft_begin(struct draft *draft, const char *base, const char *lang)
{
    memset(draft->values, 0, sizeof(draft->values));
    draft->second_summary = (struct value){0};
    draft->author_count = draft->tag_count = draft->attachment_count = 0;
    draft->base = base;
    draft->lang = lang;
}

bool draft_wants(const struct draft *draft, const struct rule *rule)
{
    unsigned rank = draft->values[rule->field].rank;

    return rank == 0 || field_rank(rule) < rank;
}

/* Of two forms of the same content the one with markup says more (Atom 0.3, multipart/alternative),
 * of two descriptions the longer one. */
static bool says_more(const struct value *slot, const struct rule *rule, const struct text *text)
{
    if (rule->field == FIELD_CONTENT)
        return slot->text.markup == MARKUP_PLAIN && text->markup == MARKUP_HTML;
    return rule->field == FIELD_SUMMARY && slot->text.str != NULL &&
           strlen(text->str) >= strlen(slot->text.str);
}

static bool wants_text(const struct draft *draft, const struct rule *rule, const struct text *text)
{
    const struct value *slot = &draft->values[rule->field];

    return draft_wants(draft, rule) ||
           (slot->rank == field_rank(rule) && says_more(slot, rule, text));
}

/* What a better summary displaces, and what is no better than the one that stands, is second. */
static void keep_second(struct draft *draft, const struct value *value)
{
    if (draft->second_summary.rank == 0 || value->rank < draft->second_summary.rank)
        draft->second_summary = *value;
}

static void set_value(struct draft *draft, const struct rule *rule, struct value value)
{
    value.rank = field_rank(rule);
    draft->values[rule->field] = value;
}

static void set_text(struct draft *draft, const struct rule *rule, struct value value)
{
    const struct value *slot = &draft->values[rule->field];
    bool is_summary = rule->field == FIELD_SUMMARY;

    value.rank = field_rank(rule);
    if (!wants_text(draft, rule, &value.text)) {
        if (is_summary)
            keep_second(draft, &value);
        return;
    }
    if (is_summary && slot->rank != 0)
        keep_second(draft, slot);
    set_value(draft, rule, value);
}

static size_t text_limit(enum field field)
{
    return field == FIELD_CONTENT || field == FIELD_SUMMARY ? ITEM_TEXT_MAX : ITEM_TITLE_MAX;
}

void draft_set_text(struct reader *reader, const struct rule *rule, const struct element *element,
                    enum markup markup, const char *text, size_t len)
{
    bool is_body = rule->field == FIELD_SUMMARY || rule->field == FIELD_CONTENT;

    if (!is_body && !draft_wants(reader->draft, rule))
        return;
    struct text kept = keep_text(&reader->keep, text, len, markup, text_limit(rule->field));
    if (kept.str != NULL)
        set_text(reader->draft, rule,
                 (struct value){.text = kept, .base = element->base, .lang = element->lang});
}

void draft_set_string(struct reader *reader, const struct rule *rule, const char *text, size_t len,
                      size_t max)
{
    if (!draft_wants(reader->draft, rule))
        return;
    const char *kept = keep_string(&reader->keep, text, len, max);
    if (kept != NULL)
        set_value(reader->draft, rule, (struct value){.text = {kept, MARKUP_PLAIN}});
}

/* What the document says of itself is relative to it, whatever its items' links are relative to. */
static bool is_of_document(const struct reader *reader, enum field field)
{
    return reader->draft == &reader->feed &&
           (field == FIELD_URL || field == FIELD_FEED_URL || field == FIELD_NEXT_URL ||
            field == FIELD_ARCHIVE_URL);
}

void draft_set_url(struct reader *reader, const struct rule *rule, const char *base,
                   const char *reference)
{
    if (!draft_wants(reader->draft, rule))
        return;
    if (base == reader->base && reader->url != NULL && is_of_document(reader, rule->field))
        base = reader->url;
    const char *url = base_resolve(reader, base, reference);
    if (url != NULL)
        set_value(reader->draft, rule, (struct value){.text = {url, MARKUP_PLAIN}});
}

void draft_set_number(struct reader *reader, const struct rule *rule, int64_t number)
{
    if (draft_wants(reader->draft, rule))
        set_value(reader->draft, rule, (struct value){.number = number});
}

/* A mail alone stands for the name, too. */
static bool is_nameless(const struct person *person)
{
    return person->name == person->email;
}

/* A mail in one element and the name in another are one person: RSS has them so. */
static bool complete_person(struct person *known, const struct person *added)
{
    if (is_nameless(known) && added->email == NULL && added->name != NULL)
        known->name = added->name;
    else if (is_nameless(added) && known->email == NULL && known->name != NULL)
        known->email = added->email;
    else
        return false;
    return true;
}

/* What may be said of an item tells of its authors, in each row of others. A feed's editor and its
 * webmaster are not both its author, nor is that of an item's source. */
static bool are_joined(const struct rule *left, const struct rule *right)
{
    return left == right || (left->in & right->in & IN_ITEM) != 0;
}

/* Those of the highest row come first. */
static void place_last_author(struct draft *draft, unsigned rank, unsigned rank_before)
{
    struct person last = draft->authors[draft->author_count - 1];
    size_t at = rank < rank_before ? 0 : draft->leading_authors;

    if (rank > rank_before)
        return;
    memmove(&draft->authors[at + 1], &draft->authors[at],
            (draft->author_count - 1 - at) * sizeof(last));
    draft->authors[at] = last;
    draft->leading_authors = at + 1;
}

void draft_add_author(struct reader *reader, const struct rule *rule, const struct person *person)
{
    struct draft *draft = reader->draft;
    struct value *slot = &draft->values[rule->field];
    unsigned rank = field_rank(rule), rank_before = slot->rank == 0 ? rank : slot->rank;

    if (person->name == NULL && person->email == NULL && person->url == NULL)
        return;
    if (!are_joined(rule, field_rule(rank_before))) {
        if (rank_before < rank)
            return;
        draft->author_count = 0;
        rank_before = rank;
    }
    if (draft->author_count == 0)
        draft->leading_authors = 0;
    slot->rank = rank < rank_before ? rank : rank_before;
    if (rank != rank_before && draft->author_count == 1 &&
        complete_person(&draft->authors[0], person))
        return;
    size_t count = draft->author_count;
    keep_author(&reader->keep, draft->authors, &draft->author_count, person);
    if (draft->author_count > count)
        place_last_author(draft, rank, rank_before);
}

void draft_add_tag(struct reader *reader, const char *text, size_t len)
{
    struct draft *draft = reader->draft;
    const char *tag = keep_plain(&reader->keep, text, len, ITEM_NAME_MAX);

    if (tag != NULL)
        keep_tag(&reader->keep, draft->tags, &draft->tag_count, tag);
}

static const char *kept_string(struct keep *keep, const char *text, size_t max)
{
    return text == NULL ? NULL : keep_string(keep, text, strlen(text), max);
}

void draft_add_attachment(struct reader *reader, const char *base,
                          const struct attachment *attachment)
{
    struct draft *draft = reader->draft;
    struct attachment added = *attachment;

    added.url = base_resolve(reader, base, attachment->url);
    added.mime_type = kept_string(&reader->keep, attachment->mime_type, ITEM_NAME_MAX);
    added.title = kept_string(&reader->keep, attachment->title, ITEM_TITLE_MAX);
    if (added.url != NULL)
        keep_attachment(&reader->keep, draft->attachments, &draft->attachment_count, &added);
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

/* A service that counts leads to the file under the file's own name. */
static void put_enclosed_url(const struct draft *draft, struct attachment *attachments)
{
    const char *url = string_of(draft, FIELD_ENCLOSED_URL);
    const char *name = url == NULL ? NULL : strrchr(url, '/');

    for (size_t i = 0; name != NULL && i < draft->attachment_count; i++) {
        const char *end = strrchr(attachments[i].url, '/');
        if (end != NULL && strcmp(end, name) == 0)
            attachments[i].url = url;
    }
}

/* What is said of a picture or a film sums up no text beside it. */
static bool is_caption(const struct value *value)
{
    return value->rank != 0 && (field_rule(value->rank)->in & IN_MEDIA) != 0;
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
    if (summary->rank != 0 && !is_caption(summary) &&
        strcmp(summary->text.str, content->text.str) != 0)
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
    put_enclosed_url(draft, attachments);
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
    document->copyright = draft->values[FIELD_COPYRIGHT].text;
    document->generator = string_of(draft, FIELD_GENERATOR);
    document->authors =
        copy_list(arena, draft->authors, draft->author_count, sizeof(*document->authors));
    document->author_count = draft->author_count;
    document->tags = copy_list(arena, draft->tags, draft->tag_count, sizeof(*document->tags));
    document->tag_count = draft->tag_count;
    document->published = time_of(draft, FIELD_PUBLISHED);
    document->updated = time_of(draft, FIELD_UPDATED);
    document->ttl = (int32_t)draft->values[FIELD_TTL].number;
    document->skip_hours = (uint32_t)draft->values[FIELD_SKIP_HOURS].number;
    document->skip_days = (uint32_t)draft->values[FIELD_SKIP_DAYS].number;
    document->update_period = update_period(draft);
}
