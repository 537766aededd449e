#include "feeds/topics/warn.h"

#include "config/base/arena.h"
#include "feeds/topics/key.h"
#include "feeds/topics/phrase.h"
#include "feeds/topics/watch_list.h"

#include <string.h>

struct warner {
    const struct query_tokens *tokens;
    const struct watch_list_source *source;
    struct arena *arena;
    warn_on_warning *on_warning;
    void *owner;
};

static void warn(const struct warner *warner, size_t at, const char *message)
{
    warner->on_warning(warner->owner,
                       (struct query_mistake){.at = (uint32_t)at, .message = message});
}

static const char *text_of(const struct warner *warner, const struct query_token *token)
{
    return arena_string_of(warner->arena, warner->tokens->text + token->text,
                           token->text_end - token->text);
}

static const struct phrase_word *only_word(const struct phrase *phrase)
{
    const struct phrase_row *row = &phrase->elements[0].parts;

    return phrase->count == 1 && row->count == 1 && !phrase->elements[0].is_any ? &row->words[0]
                                                                                : NULL;
}

static const char *in_capitals(const struct warner *warner, const char *word)
{
    char *capitals = arena_string(warner->arena, word);

    for (char *at = capitals; *at != '\0'; at++) {
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at & ~0x20);
    }
    return capitals;
}

static bool is_very_common(const char *word)
{
    static const char *const common[] = {
        "the",  "and",  "for", "that", "with", "this", "was",  "are",  "from", "have", "has",
        "his",  "her",  "who", "not",  "but",  "you",  "they", "she",  "will", "said", "says",
        "what", "when", "had", "its",  "all",  "can",  "new",  "more", "one",  "their"};

    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        if (strcmp(word, common[i]) == 0)
            return true;
    }
    return false;
}

/* Scripts of which one character is a word, or nearly, do not count as short. */
static bool is_ascii(const char *word)
{
    for (const char *at = word; *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x80)
            return false;
    }
    return true;
}

static void warn_of_common(const struct warner *warner, const struct query_token *token,
                           const struct phrase_word *word)
{
    bool is_short = query_letter_count(word->text) <= 2 && is_ascii(word->text) &&
                    strspn(word->text, "0123456789.") < strlen(word->text);

    if (word->test == WORD_FOLD && (is_short || is_very_common(word->text)))
        warn(warner, token->at,
             arena_format(warner->arena,
                          "%s is a very common or very short word; =%s finds the capitals alone",
                          word->text, in_capitals(warner, word->text)));
}

static void warn_of_wildcard(const struct warner *warner, const struct query_token *token,
                             const struct phrase_word *word)
{
    bool is_pattern = word->test == WORD_FOLD_PATTERN || word->test == WORD_SURFACE_PATTERN;

    if (!is_pattern)
        return;
    if (word->text[strlen(word->text) - 1] == '?')
        warn(warner, token->at,
             arena_format(warner->arena, "%s ends in a wildcard: ? is one more character",
                          word->text));
    if (query_letter_count(word->text) < 4)
        warn(warner, token->at,
             arena_format(warner->arena,
                          "%s is a wildcard with fewer than 4 letters: it finds much else",
                          word->text));
}

static bool is_searched(uint32_t c)
{
    return query_is_word(c) || query_is_blank(c) || query_is_hyphen(c) || c == '*' || c == '?' ||
           c == '.' || c == ',' || c == '\'' || c == 0x2019;
}

static bool has_unsearched(const struct warner *warner, const struct query_token *token)
{
    struct query_character ch;

    for (size_t at = token->text; at < token->text_end; at += ch.size) {
        ch = query_character_at(warner->tokens->text, at, token->text_end);
        if (!is_searched(ch.c))
            return true;
    }
    return false;
}

static const char *join_words(const struct warner *warner, const struct phrase *phrase)
{
    const char *joined = "";

    for (size_t i = 0; i < phrase->count; i++) {
        for (size_t k = 0; k < phrase->elements[i].parts.count; k++)
            joined = arena_format(warner->arena, "%s%s%s", joined, joined[0] == '\0' ? "" : " ",
                                  phrase->elements[i].parts.words[k].text);
    }
    return joined;
}

static void warn_of_signs(const struct warner *warner, const struct query_token *token)
{
    const char *written = text_of(warner, token);

    if (token->prefix != '\0' || token->kind != QUERY_WORD || !has_unsearched(warner, token))
        return;
    const char *words = join_words(warner, token->phrase);
    bool is_several = strchr(words, ' ') != NULL;
    warn(warner, token->at,
         is_several
             ? arena_format(warner->arena,
                            "%s is \"%s\": signs are not searched; =%s keeps the case", written,
                            words, written)
             : arena_format(warner->arena, "%s is %s: signs are not searched", written, words));
}

static void warn_of_term(const struct warner *warner, const struct query_token *token)
{
    const struct phrase_word *word = only_word(token->phrase);

    warn_of_signs(warner, token);
    if (word == NULL)
        return;
    if (token->kind == QUERY_WORD && token->prefix == '\0')
        warn_of_common(warner, token, word);
    warn_of_wildcard(warner, token, word);
}

static bool names_something(const char *pattern, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (key_matches(pattern, names[i]))
            return true;
    }
    return false;
}

static void warn_of_value(const struct warner *warner, const struct query_node *value,
                          enum query_field field)
{
    const struct watch_list_source *source = warner->source;
    bool is_feed = field == FIELD_FEED;
    const char *const *names = is_feed ? source->feeds : source->groups;

    if ((!is_feed && field != FIELD_GROUP) || names == NULL)
        return;
    const char *written = text_of(warner, value->token);
    if (!names_something(written, names, is_feed ? source->feed_count : source->group_count))
        warn(warner, value->at,
             arena_format(warner->arena, "no %s of the config is named %s", query_field_name(field),
                          written));
}

static bool is_same_term(const struct warner *warner, const struct query_node *a,
                         const struct query_node *b)
{
    uint32_t len = a->end - a->at;

    return len == b->end - b->at &&
           memcmp(warner->tokens->text + a->at, warner->tokens->text + b->at, len) == 0;
}

static bool is_language(const struct query_node *node)
{
    return node->kind == NODE_KEY && node->field == FIELD_LANG;
}

/* Of a member of an AND: what stands behind it that can never be true with it. */
static void warn_of_contradiction(const struct warner *warner, const struct query_node *node)
{
    const struct query_node *member = node->kind == NODE_NOT ? node->first : node;

    for (const struct query_node *other = node->next; other != NULL; other = other->next) {
        bool is_opposite = (other->kind == NODE_NOT) != (node->kind == NODE_NOT);
        const struct query_node *inside = other->kind == NODE_NOT ? other->first : other;
        if (is_opposite && is_same_term(warner, member, inside))
            warn(warner, other->at, "never true: x AND NOT x");
        if (is_language(node) && is_language(other))
            warn(warner, other->at, "never true: an item has one language; write lang:(en OR de)");
    }
}

static bool has_language(const struct query_node *all)
{
    for (const struct query_node *node = all->first; node != NULL; node = node->next) {
        if (is_language(node))
            return true;
    }
    return false;
}

static void warn_of_all(const struct warner *warner, const struct query_node *all)
{
    for (const struct query_node *node = all->first; node != NULL; node = node->next) {
        warn_of_contradiction(warner, node);
        if (node->kind == NODE_NOT && is_language(node->first) && !has_language(all))
            warn(warner, node->at, "an item without a language is let through by NOT lang:");
    }
}

/* Does every match need a word, so that the query is looked at where that word stands only? */
static bool needs_word(const struct query_node *node)
{
    size_t needing = 0;

    for (const struct query_node *child = node->first; child != NULL; child = child->next)
        needing += needs_word(child);
    switch (node->kind) {
    case NODE_TERM:
        return true;
    case NODE_NAME:
        return !node->has_regex; /* its own tree tells more, and is warned of by itself */
    case NODE_ALL:
    case NODE_NEAR:
    case NODE_ONEAR:
    case NODE_NOT_NEAR:
    case NODE_ATLEAST:
    case NODE_FIELD:
        return needing > 0;
    case NODE_ANY:
        return needing == node->child_count;
    case NODE_OF:
        return needing > node->child_count - (size_t)node->number;
    case NODE_REGEX:
    case NODE_KEY:
    case NODE_VALUE:
    case NODE_NOT:
        break;
    }
    return false;
}

/* The first regex inside, to point at. */
static const struct query_node *find_regex(const struct query_node *node)
{
    const struct query_node *found = node->kind == NODE_REGEX ? node : NULL;

    for (const struct query_node *child = node->first; child != NULL && found == NULL;
         child = child->next)
        found = find_regex(child);
    return found;
}

static void warn_of_tree(const struct warner *warner, const struct query_node *node)
{
    if (node->kind == NODE_TERM)
        warn_of_term(warner, node->token);
    if (node->kind == NODE_ALL)
        warn_of_all(warner, node);
    if ((node->kind == NODE_ATLEAST || node->kind == NODE_OF) && node->number == 1)
        warn(warner, node->at,
             node->kind == NODE_OF ? "1 OF is OR" : "ATLEAST/1 asks for nothing more");
    for (const struct query_node *child = node->first; child != NULL; child = child->next) {
        if (child->kind == NODE_VALUE)
            warn_of_value(warner, child, node->field);
        warn_of_tree(warner, child);
    }
}

void warn_about(const struct query_tokens *tokens, const struct query_node *root,
                const struct watch_list_source *source, struct arena *arena,
                warn_on_warning *on_warning, void *owner)
{
    struct warner warner = {tokens, source, arena, on_warning, owner};

    const struct query_node *regex = find_regex(root);

    if (regex != NULL && !needs_word(root))
        warn(&warner, regex->at, "a regex with no word beside it runs on every item");
    warn_of_tree(&warner, root);
}
