#include "daemon/cli/feed_yaml.h"

#include "config/base/buffer.h"
#include "daemon/core/json_escape.h"
#include "daemon/service/escape.h"
#include "feeds/lists/feed_list.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Characters that mean nothing to YAML, between brackets neither. */
static bool is_plain(const char *text)
{
    size_t len = strlen(text);

    if (len == 0 || !is_letter_or_digit(text[0]) || text[len - 1] == ':')
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_letter_or_digit(*at) && strchr("-._~:/?=&%+", *at) == NULL)
            return false;
    }
    return true;
}

/* Our config takes NO for a text; others who read the file may not. */
static bool is_typed_by_others(const char *text)
{
    static const char *const words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(text, words[i]) == 0)
            return true;
    }
    return text[strspn(text, "0123456789.:_+-xXoOaAbBcCdDeEfF")] == '\0' && *text >= '0' &&
           *text <= '9';
}

/* JSON's strings are YAML's too. */
static void write_text(struct buffer *out, const char *text)
{
    if (is_plain(text) && !is_typed_by_others(text))
        buffer_append_string(out, text);
    else
        json_escape_string(text, out);
}

static void write_option(struct buffer *out, const struct listed_option *option)
{
    buffer_append_format(out, "    %s: ", option->name);
    if (is_plain(option->value))
        buffer_append_string(out, option->value);
    else
        json_escape_string(option->value, out);
    buffer_append_byte(out, '\n');
}

static void write_groups(struct buffer *out, const struct feed_entry *entry)
{
    if (entry->group_count == 0)
        return;
    buffer_append_string(out, "    groups: [");
    for (size_t i = 0; i < entry->group_count; i++) {
        buffer_append_string(out, i == 0 ? "" : ", ");
        write_text(out, entry->groups[i]);
    }
    buffer_append_string(out, "]\n");
}

void feed_yaml_comment(struct buffer *out, int indent, const char *text)
{
    buffer_append_format(out, "%*s# ", indent, "");
    escape_terminal(text, out);
    buffer_append_byte(out, '\n');
}

void feed_yaml_begin(struct buffer *out)
{
    buffer_append_string(out, "feeds:\n");
}

void feed_yaml_write(struct buffer *out, const struct feed_entry *entry)
{
    if (entry->title != NULL && strcmp(entry->title, entry->name) != 0)
        feed_yaml_comment(out, 2, entry->title);
    buffer_append_string(out, "  - name: ");
    write_text(out, entry->name);
    buffer_append_string(out, "\n    url: ");
    write_text(out, entry->url);
    buffer_append_byte(out, '\n');
    write_groups(out, entry);
    if (entry->user_agent != NULL) {
        buffer_append_string(out, "    headers: { User-Agent: ");
        json_escape_string(entry->user_agent, out);
        buffer_append_string(out, " }\n");
    }
    for (size_t i = 0; i < entry->option_count; i++)
        write_option(out, &entry->options[i]);
}
