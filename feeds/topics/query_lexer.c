#include "feeds/topics/query_lexer.h"

#include "config/base/arena.h"

#include <string.h>

/* After a key field the lexer reads values, in which no sign but the star is special. */
enum reading {
    READING_WORDS,
    READING_VALUE,  /* one value, or an opening parenthesis */
    READING_VALUES, /* up to the closing parenthesis */
};

struct lexer {
    const char *text;
    size_t len;
    size_t at;
    enum reading reading;
    struct query_tokens *tokens;
    size_t capacity;
    struct arena *arena;
    struct query_mistake *mistake;
};

static const char *const field_names[] = {
    [FIELD_NONE] = "",     [FIELD_TITLE] = "title",   [FIELD_BODY] = "body",
    [FIELD_TOP] = "top",   [FIELD_AUTHOR] = "author", [FIELD_TAG] = "tag",
    [FIELD_FEED] = "feed", [FIELD_GROUP] = "group",   [FIELD_LANG] = "lang",
    [FIELD_URL] = "url",   [FIELD_SITE] = "site",     [FIELD_UNKNOWN] = "",
};

const char *query_field_name(enum query_field field)
{
    return field_names[field];
}

bool query_field_is_key(enum query_field field)
{
    return field >= FIELD_FEED && field <= FIELD_SITE;
}

int query_read_number(const char *digits, size_t len, int min)
{
    int number = 0;

    if (len == 0 || len > 6)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return -1;
        number = number * 10 + (digits[i] - '0');
    }
    return number >= min && number <= QUERY_NUMBER_MAX ? number : -1;
}

static struct query_character peek(const struct lexer *lexer, size_t at)
{
    return query_character_at(lexer->text, at, lexer->len);
}

static void fail(struct lexer *lexer, size_t at, const char *message)
{
    *lexer->mistake = (struct query_mistake){.at = (uint32_t)at, .message = message};
}

static struct query_token *add(struct lexer *lexer, enum query_token_kind kind, size_t at,
                               size_t end)
{
    struct query_tokens *tokens = lexer->tokens;

    if (tokens->count == lexer->capacity) {
        lexer->capacity = lexer->capacity == 0 ? 4 : 2 * lexer->capacity;
        struct query_token *list = arena_array(lexer->arena, lexer->capacity, sizeof(*list));
        if (tokens->count > 0)
            memcpy(list, tokens->list, tokens->count * sizeof(*list));
        tokens->list = list;
    }
    struct query_token *token = &tokens->list[tokens->count++];
    *token = (struct query_token){.kind = kind,
                                  .at = (uint32_t)at,
                                  .end = (uint32_t)end,
                                  .text = (uint32_t)at,
                                  .text_end = (uint32_t)end,
                                  .number = QUERY_NO_SLOP};
    lexer->at = end;
    return token;
}

static void skip_blanks(struct lexer *lexer)
{
    struct query_character ch = peek(lexer, lexer->at);

    while (ch.size > 0 && query_is_blank(ch.c)) {
        lexer->at += ch.size;
        ch = peek(lexer, lexer->at);
    }
}

/* A comma parts members unless it stands between two digits. */
static bool ends_word(const struct lexer *lexer, size_t at, uint32_t before)
{
    struct query_character ch = peek(lexer, at);

    if (ch.size == 0 || ch.c == '(' || ch.c == ')' || query_is_blank(ch.c) || query_is_quote(ch.c))
        return true;
    return ch.c == ',' && !(query_is_digit(before) && query_is_digit(peek(lexer, at + ch.size).c));
}

static size_t find_word_end(const struct lexer *lexer, size_t at)
{
    uint32_t before = 0;

    while (!ends_word(lexer, at, before)) {
        struct query_character ch = peek(lexer, at);
        before = ch.c;
        at += ch.size;
    }
    return at;
}

/* What may stand right behind a closing quote: ~n, or the end of the word. */
static void lex_slop(struct lexer *lexer, struct query_token *phrase)
{
    struct query_character ch = peek(lexer, lexer->at);

    if (ch.c == '*' || ch.c == '?' || ch.c == '^') {
        fail(lexer, lexer->at, "a sign after a quote means nothing; write wildcards inside it");
        return;
    }
    if (ch.c != '~')
        return;
    size_t end = find_word_end(lexer, lexer->at);
    const char *digits = lexer->text + lexer->at + 1;
    phrase->number = query_read_number(digits, end - lexer->at - 1, 0);
    if (phrase->number < 0) {
        fail(lexer, lexer->at, "~ after a quote takes a number from 0 to 255: \"a b\"~5");
        return;
    }
    lexer->at = phrase->end = (uint32_t)end;
}

/* From the quote at `quote`; the token itself begins at `at`, with its prefix. */
static void lex_quote(struct lexer *lexer, enum query_token_kind kind, size_t at, size_t quote)
{
    size_t begin = quote + peek(lexer, quote).size, end = begin;
    struct query_character ch = peek(lexer, end);

    while (ch.size > 0 && !query_is_quote(ch.c)) {
        end += ch.size;
        ch = peek(lexer, end);
    }
    if (ch.size == 0) {
        fail(lexer, quote, "this quote is not closed");
        return;
    }
    struct query_token *token = add(lexer, kind, at, end + ch.size);
    token->text = (uint32_t)begin;
    token->text_end = (uint32_t)end;
    token->prefix = (char)(at < quote ? lexer->text[at] : '\0');
    if (kind == QUERY_PHRASE)
        lex_slop(lexer, token);
}

static void lex_regex(struct lexer *lexer)
{
    size_t at = lexer->at, end = at + 1;

    while (end < lexer->len && (lexer->text[end] != '/' || lexer->text[end - 1] == '\\'))
        end++;
    if (end == lexer->len) {
        fail(lexer, at, "this regex is not closed; a word cannot begin with /");
        return;
    }
    struct query_token *token = add(lexer, QUERY_REGEX, at, end + 1);
    token->text = (uint32_t)at + 1;
    token->text_end = (uint32_t)end;
    if (peek(lexer, end + 1).c == 'i') {
        token->is_caseless = true;
        token->end++;
        lexer->at++;
    }
    if (!ends_word(lexer, lexer->at, 0))
        fail(lexer, lexer->at, "a regex takes the flag i and no other");
}

static void lex_name(struct lexer *lexer)
{
    size_t at = lexer->at;

    add(lexer, QUERY_NAME, at, find_word_end(lexer, at))->text++;
}

/* The length of the letters before a colon, 0 where the word has no field. */
static size_t field_name_length(const char *word, size_t len)
{
    size_t letters = 0;

    while (letters < len && ((word[letters] | 0x20) >= 'a' && (word[letters] | 0x20) <= 'z'))
        letters++;
    return letters < len && word[letters] == ':' ? letters : 0;
}

static enum query_field field_of(const char *name, size_t len)
{
    for (enum query_field field = FIELD_TITLE; field < FIELD_UNKNOWN; field++) {
        if (query_is_same_word(name, len, field_names[field]))
            return field;
    }
    return FIELD_UNKNOWN;
}

static void lex_field(struct lexer *lexer, size_t name_len)
{
    size_t at = lexer->at, end = at + name_len + 1;
    struct query_character ch = peek(lexer, end);
    struct query_token *token = add(lexer, QUERY_FIELD, at, end);

    token->text_end = (uint32_t)(end - 1);
    token->field = field_of(lexer->text + at, name_len);
    if (token->field == FIELD_UNKNOWN)
        return; /* query_check() says so, and names the nearest */
    if (ends_word(lexer, end, 0) && ch.c != '(' && !query_is_quote(ch.c))
        fail(lexer, at, "a field wants its value right after the colon; in a text, quote it");
    if (query_field_is_key(token->field))
        lexer->reading = READING_VALUE;
}

/* NEAR/5 and its like; false: the word is none of them. */
static bool lex_counted_operator(struct lexer *lexer, size_t len)
{
    static const struct {
        const char *name;
        enum query_token_kind kind;
        int min;
    } operators[] = {
        {"NEAR/", QUERY_NEAR, 0}, {"ONEAR/", QUERY_ONEAR, 0}, {"ATLEAST/", QUERY_ATLEAST, 1}};
    const char *word = lexer->text + lexer->at;

    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        size_t name_len = strlen(operators[i].name);
        if (len <= name_len || memcmp(word, operators[i].name, name_len) != 0)
            continue;
        int number = query_read_number(word + name_len, len - name_len, operators[i].min);
        if (number < 0)
            return false;
        add(lexer, operators[i].kind, lexer->at, lexer->at + len)->number = number;
        return true;
    }
    return false;
}

static bool lex_operator(struct lexer *lexer, size_t len)
{
    static const struct {
        const char *name;
        enum query_token_kind kind;
    } operators[] = {{"AND", QUERY_AND}, {"OR", QUERY_OR}, {"NOT", QUERY_NOT}, {"OF", QUERY_OF}};
    const char *word = lexer->text + lexer->at;

    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        bool is_value = lexer->reading != READING_WORDS && operators[i].kind == QUERY_OF;
        if (strlen(operators[i].name) == len && memcmp(word, operators[i].name, len) == 0 &&
            !is_value) {
            add(lexer, operators[i].kind, lexer->at, lexer->at + len);
            return true;
        }
    }
    return lexer->reading == READING_WORDS && lex_counted_operator(lexer, len);
}

static void lex_word(struct lexer *lexer)
{
    size_t at = lexer->at, end = find_word_end(lexer, at);
    char prefix = lexer->text[at];

    if (lex_operator(lexer, end - at))
        return;
    size_t field = field_name_length(lexer->text + at, end - at);
    if (field > 0) {
        lex_field(lexer, field);
        return;
    }
    bool has_prefix = prefix == '=' || prefix == '~';
    if (has_prefix && query_is_quote(peek(lexer, at + 1).c)) {
        if (prefix == '~')
            fail(lexer, at, "~ takes one plain word; words in any order are \"a b\"~5");
        else
            lex_quote(lexer, QUERY_PHRASE, at, at + 1);
        return;
    }
    struct query_token *token = add(lexer, QUERY_WORD, at, end);
    token->prefix = (char)(has_prefix ? prefix : '\0');
    token->text += has_prefix;
}

static void lex_value(struct lexer *lexer)
{
    size_t at = lexer->at, end = find_word_end(lexer, at);

    if (query_is_quote(peek(lexer, at).c))
        lex_quote(lexer, QUERY_VALUE, at, at);
    else if (!lex_operator(lexer, end - at))
        add(lexer, QUERY_VALUE, at, end);
    if (lexer->reading == READING_VALUE)
        lexer->reading = READING_WORDS;
}

static void lex_parenthesis(struct lexer *lexer, char sign)
{
    add(lexer, sign == '(' ? QUERY_OPEN : QUERY_CLOSE, lexer->at, lexer->at + 1);
    if (sign == ')')
        lexer->reading = READING_WORDS;
    else if (lexer->reading == READING_VALUE)
        lexer->reading = READING_VALUES;
}

static void lex_token(struct lexer *lexer)
{
    struct query_character ch = peek(lexer, lexer->at);

    if (ch.c == '(' || ch.c == ')')
        lex_parenthesis(lexer, (char)ch.c);
    else if (ch.c == ',')
        add(lexer, QUERY_COMMA, lexer->at, lexer->at + 1);
    else if (lexer->reading != READING_WORDS)
        lex_value(lexer);
    else if (query_is_quote(ch.c))
        lex_quote(lexer, QUERY_PHRASE, lexer->at, lexer->at);
    else if (ch.c == '/')
        lex_regex(lexer);
    else if (ch.c == '@')
        lex_name(lexer);
    else
        lex_word(lexer);
}

void query_lex(struct query_tokens *tokens, struct arena *arena, const char *text,
               struct query_mistake *mistake)
{
    struct lexer lexer = {
        .text = text, .len = strlen(text), .tokens = tokens, .arena = arena, .mistake = mistake};

    *tokens = (struct query_tokens){.text = text};
    *mistake = (struct query_mistake){0};
    if (lexer.len > QUERY_SIZE_MAX) {
        fail(&lexer, 0, "a query is at most 64 KiB long; name parts of it in queries:");
        return;
    }
    for (skip_blanks(&lexer); lexer.at < lexer.len; skip_blanks(&lexer)) {
        lex_token(&lexer);
        if (mistake->message != NULL)
            return;
    }
    add(&lexer, QUERY_END, lexer.at, lexer.at);
}
