#include "feeds/topics/query_check.h"

#include "config/base/arena.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/topics/names.h"
#include "feeds/topics/phrase.h"
#include "feeds/topics/regex.h"
#include "feeds/topics/suggest.h"

#include <string.h>
#include <strings.h>

struct checker {
    const struct query_tokens *tokens;
    struct arena *arena;
    const struct name_table *names;
    size_t self;
    size_t word_count;
    struct query_mistake mistake;
};

static void fail(struct checker *checker, size_t at, const char *message)
{
    if (checker->mistake.message == NULL)
        checker->mistake = (struct query_mistake){.at = (uint32_t)at, .message = message};
}

static const char *written(const struct checker *checker, const struct query_token *token)
{
    return checker->tokens->text + token->text;
}

static size_t written_length(const struct query_token *token)
{
    return token->text_end - token->text;
}

static size_t count_digits(const char *text, size_t len)
{
    size_t digits = 0;

    while (digits < len && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    return digits;
}

/* `name` in any case, then a slash or not, then digits alone. */
static bool is_counted(const char *word, size_t len, const char *name, bool has_slash)
{
    size_t name_len = strlen(name) + has_slash;

    if (len <= name_len || strncasecmp(word, name, strlen(name)) != 0 ||
        (has_slash && word[name_len - 1] != '/'))
        return false;
    return count_digits(word + name_len, len - name_len) == len - name_len;
}

/* The operators of ours, and of other languages, with a number. */
static const char *misspelt_distance(struct arena *arena, const char *word, size_t len)
{
    static const struct {
        const char *name;
        bool has_slash;
        const char *meant; /* NULL: NEAR as in Lexis or ONEAR as in Factiva */
    } rules[] = {
        {"near", true, "NEAR"},
        {"near", false, "NEAR"},
        {"onear", true, "ONEAR"},
        {"onear", false, "ONEAR"},
        {"atleast", true, "ATLEAST"},
        {"adj", true, "ONEAR"},
        {"atleast", false, "ATLEAST"},
        {"adj", false, "ONEAR"},
        {"pre", true, "ONEAR"},
        {"within", true, "NEAR"},
        {"w", true, NULL},
    };

    if (len == 0 || count_digits(word + len - 1, 1) == 0) /* as of most words */
        return NULL;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!is_counted(word, len, rules[i].name, rules[i].has_slash))
            continue;
        size_t name_len = strlen(rules[i].name) + rules[i].has_slash;
        int number = query_read_number(word + name_len, len - name_len, 1);
        if (number < 0)
            return "the number of NEAR and ONEAR is 0 to 255, of ATLEAST 1 to 255";
        if (rules[i].meant != NULL)
            return arena_format(arena, "write %s/%d", rules[i].meant, number);
        return arena_format(
            arena,
            "write NEAR/%d for any order (as in Lexis), ONEAR/%d for this order (as "
            "in Factiva)",
            number, number);
    }
    return NULL;
}

static bool begins_with(const char *word, size_t len, const char *name)
{
    return len >= strlen(name) && memcmp(word, name, strlen(name)) == 0;
}

static const char *misspelt_operator(struct arena *arena, const char *word, size_t len)
{
    static const char *const counted[] = {"NEAR", "ONEAR", "ATLEAST"};
    static const char *const plain_tokens[] = {"AND", "OR", "NOT"};

    for (size_t i = 0; i < sizeof(plain_tokens) / sizeof(plain_tokens[0]); i++) {
        if (query_is_same_word(word, len, plain_tokens[i]))
            return arena_format(arena, "write %s for the operator, \"%.*s\" for the word",
                                plain_tokens[i], (int)len, word);
    }
    if (query_is_same_word(word, len, "ANDNOT"))
        return "write AND NOT";
    for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
        size_t name_len = strlen(counted[i]);
        if (begins_with(word, len, counted[i]) && (len == name_len || word[name_len] == '/') &&
            !is_counted(word, len, counted[i], true))
            return arena_format(arena, "%s takes a whole number: %s/5", counted[i], counted[i]);
    }
    return misspelt_distance(arena, word, len);
}

static const char *sign_at_start(uint32_t c)
{
    switch (c) {
    case '-':
        return "- means nothing at the start of a word; write NOT x for -x, \"-x\" for the text";
    case '+':
        return "+ means nothing at the start of a word: every word must be there anyway";
    case '!':
        return "! means nothing at the start of a word; write NOT";
    case '&':
        return "& means nothing at the start of a word; write AND";
    case ';':
        return "; means nothing at the start of a word; write OR";
    default:
        return unicode_is_apostrophe(c) ? "a phrase stands in double quotes: \"x y\" for 'x y'"
                                        : NULL;
    }
}

static const char *sign_inside(uint32_t c)
{
    switch (c) {
    case '|':
        return "| means nothing here; write OR";
    case '^':
        return "^ means nothing here: words have no weights";
    case '\\':
        return "\\ means nothing here: there is no escape character; quote the word";
    case '{':
    case '}':
        return "braces mean nothing here; write =WHO for {WHO}";
    case '[':
    case ']':
        return "brackets mean nothing here; write parentheses, or quote the word";
    case '<':
    case '>':
        return "< and > mean nothing here; quote the word";
    case '~':
        return "~ stands before a plain word (~strike) or behind a phrase (\"a b\"~5)";
    default:
        return NULL;
    }
}

static void check_signs(struct checker *checker, const struct query_token *token)
{
    const char *text = checker->tokens->text;
    struct query_character ch = query_character_at(text, token->at, token->end);

    if (token->prefix == '\0' && sign_at_start(ch.c) != NULL)
        fail(checker, token->at, sign_at_start(ch.c));
    for (size_t at = token->text; at < token->text_end; at += ch.size) {
        ch = query_character_at(text, at, token->text_end);
        if (sign_inside(ch.c) != NULL)
            fail(checker, at, sign_inside(ch.c));
    }
}

static void read_phrase(struct checker *checker, struct query_token *token)
{
    struct query_mistake mistake;

    token->phrase = phrase_read(checker->arena, checker->tokens->text, token, &mistake);
    if (token->phrase == NULL)
        fail(checker, mistake.at, mistake.message);
    else
        checker->word_count += token->phrase->word_count;
}

/* `2 of (`: an operator in small letters; `of` elsewhere is a word. */
static bool is_small_of(const struct checker *checker, const struct query_token *token)
{
    const struct query_token *first = checker->tokens->list;
    const struct query_token *end = first + checker->tokens->count;
    const char *word = written(checker, token);

    if (token->prefix != '\0' || !query_is_same_word(word, written_length(token), "of") ||
        token == first || token + 1 == end || token[1].kind != QUERY_OPEN)
        return false;
    const struct query_token *before = token - 1;
    return before->kind == QUERY_WORD && before->prefix == '\0' &&
           count_digits(written(checker, before), written_length(before)) == written_length(before);
}

static void check_word(struct checker *checker, struct query_token *token)
{
    const char *word = written(checker, token);

    if (token->prefix == '\0') {
        const char *message = misspelt_operator(checker->arena, word, written_length(token));
        if (message != NULL)
            fail(checker, token->at, message);
        if (is_small_of(checker, token))
            fail(checker, token->at, "write OF: 2 OF (a, b, c)");
    }
    check_signs(checker, token);
    if (checker->mistake.message == NULL)
        read_phrase(checker, token);
}

static void check_field(struct checker *checker, const struct query_token *token)
{
    static const char *const fields[] = {"title", "body",  "top",  "author", "tag",
                                         "feed",  "group", "lang", "url",    "site"};
    const char *name = written(checker, token);
    int len = (int)written_length(token);

    if (token->field != FIELD_UNKNOWN)
        return;
    const char *nearest =
        suggest_nearest(name, (size_t)len, fields, sizeof(fields) / sizeof(fields[0]));
    const char *message =
        nearest != NULL
            ? arena_format(checker->arena, "there is no field %.*s:; write %s:", len, name, nearest)
            : arena_format(checker->arena, "there is no field %.*s:; in a text, quote it", len,
                           name);
    fail(checker, token->at, message);
}

static void check_name(struct checker *checker, const struct query_token *token)
{
    const char *name = written(checker, token);
    int len = (int)written_length(token);
    size_t found = names_find(checker->names, name, (size_t)len);

    if (len == 0) {
        fail(checker, token->at, "@ stands right before the name of a query: @armies");
    } else if (found == NAME_NONE) {
        const char *nearest = names_nearest(checker->names, checker->arena, name, (size_t)len);
        const char *message =
            nearest != NULL
                ? arena_format(checker->arena, "there is no query named %.*s; write @%s", len, name,
                               nearest)
                : arena_format(checker->arena,
                               "there is no query named %.*s; name it in queries:", len, name);
        fail(checker, token->at, message);
        checker->mistake.is_unknown_name = checker->mistake.message == message;
    } else if (names_is_circular(checker->names, checker->self, found)) {
        fail(checker, token->at,
             arena_format(checker->arena, "@%.*s is circular: it uses this query", len, name));
    }
}

static void check_regex(struct checker *checker, const struct query_token *token)
{
    char message[REGEX_MESSAGE_SIZE];
    struct regex *regex =
        regex_new(written(checker, token), written_length(token), token->is_caseless, message);

    if (regex == NULL)
        fail(checker, token->at, arena_string(checker->arena, message));
    regex_free(regex);
    checker->word_count++;
}

static void check_value(struct checker *checker, const struct query_token *token)
{
    static const char *const operator_words[] = {"and", "or", "not"};
    size_t len = written_length(token);
    bool is_quoted = token->text > token->at;
    bool is_only = token > checker->tokens->list && token[-1].kind == QUERY_FIELD;

    checker->word_count++;
    if (is_quoted && len == 0)
        fail(checker, token->at, "there is nothing in these quotes");
    for (size_t i = 0; i < sizeof(operator_words) / sizeof(operator_words[0]); i++) {
        if (!is_quoted && !is_only &&
            query_is_same_word(written(checker, token), len, operator_words[i]))
            fail(checker, token->at,
                 "values are joined with OR; quote one that looks like an operator");
    }
}

static void check_token(struct checker *checker, struct query_token *token)
{
    if (token->kind == QUERY_WORD)
        check_word(checker, token);
    else if (token->kind == QUERY_PHRASE)
        read_phrase(checker, token);
    else if (token->kind == QUERY_FIELD)
        check_field(checker, token);
    else if (token->kind == QUERY_NAME)
        check_name(checker, token);
    else if (token->kind == QUERY_REGEX)
        check_regex(checker, token);
    else if (token->kind == QUERY_VALUE)
        check_value(checker, token);
    if (checker->word_count > QUERY_WORDS_MAX)
        fail(checker, token->at, "a query has at most 8192 words; name parts of it in queries:");
}

struct query_mistake query_check(struct query_tokens *tokens, struct arena *arena,
                                 const struct name_table *names, size_t self)
{
    struct checker checker = {.tokens = tokens, .arena = arena, .names = names, .self = self};

    for (size_t i = 0; i < tokens->count && checker.mistake.message == NULL; i++)
        check_token(&checker, &tokens->list[i]);
    return checker.mistake;
}
