#include "tests/bench/press.h"

#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "tests/bench/meter.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VOCABULARY FIXTURES "/demo/stories.txt"
#define SENTENCE_WORDS 18
#define PARAGRAPH_SENTENCES 4

struct press {
    uint64_t state;
    char *text;         /* the stories, cut into words by NULs */
    const char **words; /* in their order: a word drawn from them comes as often as in them */
    size_t count;
};

/* ---- the vocabulary ---- */

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buffer text;
    char part[4096];
    size_t len;

    if (file == NULL)
        meter_fail(path, "cannot be read");
    buffer_init(&text, SIZE_MAX / 2);
    while ((len = fread(part, 1, sizeof(part), file)) > 0)
        buffer_append(&text, part, len);
    fclose(file);
    return text.data;
}

static bool is_word(const char *word)
{
    return isalnum((unsigned char)*word) && strpbrk(word, "<>&@=|[]") == NULL;
}

/* "the war." and "war" are one word: the press sets its own full stops. */
static void trim_marks(char *word)
{
    size_t len = strlen(word);

    while (len > 1 && strchr(".,;:!?\"'", word[len - 1]) != NULL)
        word[--len] = '\0';
}

static void cut_words(struct press *press)
{
    size_t capacity = strlen(press->text) / 2 + 1;
    char *rest = press->text;

    press->words = memory_new(capacity, sizeof(*press->words));
    for (char *word; (word = strsep(&rest, " \n")) != NULL;) {
        if (!is_word(word))
            continue;
        trim_marks(word);
        press->words[press->count++] = word;
    }
}

struct press *press_new(uint64_t seed)
{
    struct press *press = memory_new(1, sizeof(*press));

    press->state = seed;
    press->text = read_all(VOCABULARY);
    cut_words(press);
    return press;
}

void press_reseed(struct press *press, uint64_t seed)
{
    press->state = seed;
}

void press_free(struct press *press)
{
    free(press->words);
    free(press->text);
    free(press);
}

/* ---- texts ---- */

/* splitmix64 (Steele, Lea, Flood 2014) */
uint64_t press_number(struct press *press, uint64_t limit)
{
    uint64_t z = press->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % limit;
}

const char *press_word(struct press *press)
{
    return press->words[press_number(press, press->count)];
}

static void append_capitalised(struct buffer *out, const char *word)
{
    buffer_append_byte(out, (char)toupper((unsigned char)*word));
    buffer_append_string(out, word + 1);
}

void press_headline(struct press *press, struct buffer *out, size_t words)
{
    append_capitalised(out, press_word(press));
    for (size_t i = 1; i < words; i++) {
        buffer_append_byte(out, ' ');
        buffer_append_string(out, press_word(press));
    }
}

void press_sentences(struct press *press, struct buffer *out, size_t words)
{
    while (words > 0) {
        size_t of_this = words < SENTENCE_WORDS ? words : SENTENCE_WORDS;
        press_headline(press, out, of_this);
        words -= of_this;
        buffer_append_string(out, words > 0 ? ". " : ".");
    }
}

void press_article(struct press *press, struct buffer *out, size_t words)
{
    const size_t of_paragraph = (size_t)SENTENCE_WORDS * PARAGRAPH_SENTENCES;

    while (words > 0) {
        size_t of_this = words < of_paragraph ? words : of_paragraph;
        buffer_append_string(out, "<p>");
        if (press_number(press, 3) == 0)
            buffer_append_format(out,
                                 "<a href=\"https://outlet.example/topic/%s\" "
                                 "class=\"inline-link\">%s</a> &ndash; ",
                                 press_word(press), press_word(press));
        press_sentences(press, out, of_this);
        buffer_append_string(out, "</p>\n");
        words -= of_this;
    }
}

/* ---- a document ---- */

static void print_item(struct press *press, struct buffer *out, const char *link, size_t words)
{
    buffer_append_string(out, "<item>\n<title>");
    press_headline(press, out, 9);
    buffer_append_format(out,
                         "</title>\n<link>%s</link>\n<guid isPermaLink=\"true\">%s</guid>\n"
                         "<pubDate>Mon, 23 Nov 2026 %02u:%02u:00 GMT</pubDate>\n"
                         "<dc:creator>Maria Keller</dc:creator>\n<category>World</category>\n"
                         "<description>",
                         link, link, (unsigned)press_number(press, 24),
                         (unsigned)press_number(press, 60));
    press_sentences(press, out, (size_t)2 * SENTENCE_WORDS);
    buffer_append_string(out, "</description>\n");
    if (words > 0) {
        buffer_append_string(out, "<content:encoded><![CDATA[");
        press_article(press, out, words);
        buffer_append_string(out, "]]></content:encoded>\n");
    }
    buffer_append_string(out, "</item>\n");
}

void press_rss(struct press *press, struct buffer *out, uint64_t number, size_t items, size_t words)
{
    char link[128];

    buffer_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                              "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n"
                              "<channel>\n<title>World news</title>\n"
                              "<link>https://outlet.example/</link>\n"
                              "<description>News of the world</description>\n");
    for (size_t i = 0; i < items; i++) {
        snprintf(link, sizeof(link), "https://outlet.example/%" PRIu64 "/%zu-%" PRIu64, number, i,
                 press_number(press, UINT64_C(1) << 40));
        print_item(press, out, link, words);
    }
    buffer_append_string(out, "</channel>\n</rss>\n");
}
