#include "config/secrets.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "config/draft.h"
#include "config/files.h"
#include "config/problems.h"
#include "config/yaml_tree.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#define SECRET_SIZE_MAX ((size_t)8 << 10)
#define PEM_SIZE_MAX ((size_t)64 << 10)
#define SIGNING_KEY_PREFIX "whsec_"

/* The text of the file that `node` names; NULL, reported, when it cannot be used. */
static char *read_file(struct draft *draft, const struct node *node, const char *path, size_t limit)
{
    struct file_content content;
    struct error err;

    if (!file_read(draft->arena, path, limit, &content, &err)) {
        problems_add(draft->problems, node->place, "%s %s", path, err.message);
        return NULL;
    }
    if ((content.mode & (S_IROTH | S_IWOTH)) != 0) {
        problems_add(draft->problems, node->place,
                     "%s can be read or written by every user; chmod o-rw %s", path, path);
        return NULL;
    }
    /* Other processes get it in a message, which holds nothing else. */
    if (strlen(content.bytes) != content.len || !utf8_is_valid(content.bytes, content.len)) {
        problems_add(draft->problems, node->place, "%s is not a text in UTF-8", path);
        return NULL;
    }
    return arena_string_of(draft->arena, content.bytes, content.len);
}

/* Cuts the next line out of `*text`, without blanks around it; NULL when there is none. */
static char *take_line(char **text)
{
    char *line = *text + strspn(*text, " \t\r\n");
    size_t len = strcspn(line, "\r\n");

    if (len == 0)
        return NULL;
    *text = line[len] == '\0' ? line + len : line + len + 1;
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
        len--;
    line[len] = '\0';
    return line;
}

static bool is_base64(const char *text)
{
    size_t len = 0;

    while (isalnum((unsigned char)text[len]) || text[len] == '+' || text[len] == '/')
        len++;
    size_t padding = strspn(text + len, "=");
    return len > 0 && text[len + padding] == '\0' && padding <= 2 && (len + padding) % 4 == 0;
}

static bool has_control_character(const char *text)
{
    while (*text != '\0' && !iscntrl((unsigned char)*text))
        text++;
    return *text != '\0';
}

/* Reads up to two lines; the second, if allowed, is the old secret. */
static bool read_lines(struct draft *draft, const struct node *node, const char *path,
                       const char **first, const char **second)
{
    char *text = read_file(draft, node, path, SECRET_SIZE_MAX);

    if (text == NULL)
        return false;
    *first = take_line(&text);
    if (*first == NULL) {
        problems_add(draft->problems, node->place, "%s is empty; the secret is due in it", path);
        return false;
    }
    const char *next = take_line(&text);
    if (second != NULL)
        *second = next;
    if ((second == NULL && next != NULL) || take_line(&text) != NULL) {
        problems_add(draft->problems, node->place, "%s has too many lines; %s", path,
                     second == NULL ? "one is due" : "the secret and an old one are due");
        return false;
    }
    if (has_control_character(*first) || (next != NULL && has_control_character(next))) {
        problems_add(draft->problems, node->place, "%s has a control character in its secret",
                     path);
        return false;
    }
    return true;
}

static void check_signing_key(struct draft *draft, const struct node *node, const char *path,
                              const char *key)
{
    size_t prefix = strlen(SIGNING_KEY_PREFIX);

    if (key != NULL && strncmp(key, SIGNING_KEY_PREFIX, prefix) == 0 && !is_base64(key + prefix))
        problems_add(draft->problems, node->place,
                     "%s has a key that begins with %s, but no base64 follows", path,
                     SIGNING_KEY_PREFIX);
}

static void check_login(struct draft *draft, const struct node *node, const char *path,
                        const char *login)
{
    if (strchr(login, ':') == NULL)
        problems_add(draft->problems, node->place, "%s holds no name:password in one line", path);
}

static void read_sink(struct draft *draft, struct sink_settings *sink, const struct node *node)
{
    const struct node *file = node_child(node, "secret_file");
    bool is_mail = sink->type == SINK_MAIL;

    if (sink->secret_file == NULL || !read_lines(draft, file, sink->secret_file, &sink->secret,
                                                 is_mail ? NULL : &sink->old_secret))
        return;
    if (is_mail) {
        check_login(draft, file, sink->secret_file, sink->secret);
        return;
    }
    check_signing_key(draft, file, sink->secret_file, sink->secret);
    check_signing_key(draft, file, sink->secret_file, sink->old_secret);
}

static const char *read_pem(struct draft *draft, const struct node *node, const char *path,
                            bool is_key)
{
    const char *text = path == NULL ? NULL : read_file(draft, node, path, PEM_SIZE_MAX);

    if (text != NULL &&
        strstr(text, is_key ? "PRIVATE KEY-----" : "-----BEGIN CERTIFICATE-----") == NULL)
        problems_add(draft->problems, node->place, "%s holds no %s in PEM form", path,
                     is_key ? "private key" : "certificate");
    return text;
}

static void read_feed(struct draft *draft, struct feed_settings *feed, const struct node *node)
{
    const struct node *auth = node_child(node, "auth");

    if (feed->auth == AUTH_CLIENT_CERT) {
        feed->client_cert =
            read_pem(draft, node_child(auth, "cert"), feed->client_cert_file, false);
        feed->client_key = read_pem(draft, node_child(auth, "key"), feed->client_key_file, true);
        return;
    }
    const struct node *file = node_child(auth, "file");
    if (feed->auth_file != NULL &&
        read_lines(draft, file, feed->auth_file, &feed->auth_secret, NULL) &&
        feed->auth == AUTH_BASIC)
        check_login(draft, file, feed->auth_file, feed->auth_secret);
}

void secrets_read(struct draft *draft)
{
    struct feed_settings *feed = draft->feeds;
    struct sink_settings *sink = draft->sinks;

    for (const struct node *node = draft->first_feed; node != NULL; node = node->next)
        read_feed(draft, feed++, node);
    for (const struct node *node = draft->first_sink; node != NULL; node = node->next)
        read_sink(draft, sink++, node);
}
