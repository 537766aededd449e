#include "daemon/notifier/mail_transfer.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/message.h"
#include "daemon/notifier/one_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_TIMEOUT_MS 30000L /* up to the login; some servers let a client wait */
#define TIMEOUT_MS 120000L        /* servers look at a mail for some time before they take it */
#define REPLY_TIMEOUT_S 60L
#define GOOD_BYE 221
#define REPLY_MAX (MAIL_ANSWER_SIZE - sizeof("…"))

struct sending {
    const char *mail;
    size_t left;
    const atomic_bool *must_end;
    struct buffer reply; /* the last, its lines joined; not the one to our good-bye */
    long code;           /* its first three digits */
    bool has_more;       /* of its lines */
};

static size_t on_wanted(char *out, size_t size, size_t count, void *owner)
{
    struct sending *sending = owner;
    size_t len = size * count < sending->left ? size * count : sending->left;

    memcpy(out, sending->mail, len);
    sending->mail += len;
    sending->left -= len;
    return len;
}

/* A line of a reply: "250-SIZE 1024" says that more follow, "250 OK" that it was the last. */
static size_t on_reply(const char *line, size_t size, size_t count, void *owner)
{
    struct sending *sending = owner;
    size_t len = size * count;
    bool follows = sending->has_more && len > 4;
    long code = len < 3 ? 0 : strtol((const char[]){line[0], line[1], line[2], '\0'}, NULL, 10);

    if (code == GOOD_BYE)
        return len;
    if (!follows)
        buffer_clear(&sending->reply);
    sending->code = code;
    sending->has_more = len > 3 && line[3] == '-';
    if (follows)
        buffer_append_byte(&sending->reply, ' ');
    one_line_append(&sending->reply, follows ? line + 4 : line, follows ? len - 4 : len, REPLY_MAX);
    return len;
}

static int on_progress(void *owner, curl_off_t to_come, curl_off_t came, curl_off_t to_go,
                       curl_off_t went)
{
    const struct sending *sending = owner;

    (void)to_come;
    (void)came;
    (void)to_go;
    (void)went;
    return atomic_load(sending->must_end);
}

static struct curl_slist *list_receivers(const char *to, struct arena *arena)
{
    struct curl_slist *list = NULL;

    while (*to != '\0') {
        to += strspn(to, " ");
        size_t len = strcspn(to, ", ");
        list = curl_slist_append(list, arena_string_of(arena, to, len));
        to += len + strspn(to + len, ", ");
    }
    return list;
}

static void set_login(CURL *transfer, const char *secret, struct arena *arena)
{
    const char *colon = secret == NULL ? NULL : strchr(secret, ':');

    if (colon == NULL)
        return;
    curl_easy_setopt(transfer, CURLOPT_USERNAME,
                     arena_string_of(arena, secret, (size_t)(colon - secret)));
    curl_easy_setopt(transfer, CURLOPT_PASSWORD, colon + 1);
}

static void set_server(CURL *transfer, const struct notifier_sink *sink, struct arena *arena)
{
    curl_easy_setopt(transfer, CURLOPT_URL, sink->url);
    curl_easy_setopt(transfer, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(transfer, CURLOPT_PROXY, ""); /* the environment is no configuration */
    curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(transfer, CURLOPT_USE_SSL,
                     (long)(sink->has_no_tls ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (sink->ca_file != NULL) {
        curl_easy_setopt(transfer, CURLOPT_CAINFO, sink->ca_file);
        curl_easy_setopt(transfer, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(transfer, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(transfer, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(transfer, CURLOPT_SERVER_RESPONSE_TIMEOUT, REPLY_TIMEOUT_S);
    set_login(transfer, sink->secret, arena);
}

static void set_mail(CURL *transfer, struct sending *sending)
{
    curl_easy_setopt(transfer, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(transfer, CURLOPT_INFILESIZE_LARGE, (curl_off_t)sending->left);
    curl_easy_setopt(transfer, CURLOPT_READFUNCTION, on_wanted);
    curl_easy_setopt(transfer, CURLOPT_READDATA, sending);
    curl_easy_setopt(transfer, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(transfer, CURLOPT_HEADERDATA, sending);
    curl_easy_setopt(transfer, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(transfer, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(transfer, CURLOPT_XFERINFODATA, sending);
}

/* Where the server's reply says why, that is what a person wants to read. */
static void judge(CURL *transfer, CURLcode result, const struct sending *sending, const char *said,
                  struct mail_outcome *outcome)
{
    const char *reply = sending->reply.data;
    curl_off_t us = 0;

    curl_easy_getinfo(transfer, CURLINFO_TOTAL_TIME_T, &us);
    outcome->duration_ms = us / 1000 + 1;
    outcome->is_done = result == CURLE_OK;
    outcome->is_refused = result != CURLE_OK && sending->code >= 500;
    snprintf(outcome->answer, sizeof(outcome->answer), "%s",
             outcome->is_done || sending->code >= 400 ? reply : "");
    outcome->error[0] = '\0';
    if (result != CURLE_OK)
        snprintf(outcome->error, sizeof(outcome->error), "%s",
                 sending->code >= 400 ? reply
                 : said[0] != '\0'    ? said
                                      : curl_easy_strerror(result));
}

/* What libcurl says may quote the server. */
static void tidy(char *text)
{
    struct buffer line;

    buffer_init(&line, MAIL_ANSWER_SIZE);
    buffer_append_string(&line, "");
    one_line_append(&line, text, strlen(text), REPLY_MAX);
    memcpy(text, line.data, line.len + 1);
    buffer_free(&line);
}

void mail_transfer_run(CURL *transfer, const struct notifier_sink *sink, const char *mail,
                       size_t len, const atomic_bool *must_end, struct mail_outcome *outcome)
{
    struct sending sending = {.mail = mail, .left = len, .must_end = must_end};
    struct arena *arena = arena_new();
    struct curl_slist *receivers = list_receivers(sink->to, arena);
    char said[CURL_ERROR_SIZE] = "";

    buffer_init(&sending.reply, MAIL_ANSWER_SIZE - 1); /* refuses what would cut a character */
    buffer_append_string(&sending.reply, "");
    curl_easy_reset(transfer); /* keeps its connection */
    set_server(transfer, sink, arena);
    set_mail(transfer, &sending);
    curl_easy_setopt(transfer, CURLOPT_MAIL_FROM, sink->from);
    curl_easy_setopt(transfer, CURLOPT_MAIL_RCPT, receivers);
    curl_easy_setopt(transfer, CURLOPT_ERRORBUFFER, said);
    CURLcode result = curl_easy_perform(transfer);
    judge(transfer, result, &sending, said, outcome);
    tidy(outcome->error);
    curl_easy_reset(transfer); /* nothing of this mail is asked for again */
    curl_slist_free_all(receivers);
    buffer_free(&sending.reply);
    arena_free(arena);
}

/* Without an answer to wait for: libcurl would, for two minutes. */
void mail_transfer_close(CURL *transfer)
{
    curl_socket_t fd = CURL_SOCKET_BAD;

    if (transfer == NULL)
        return;
    if (curl_easy_getinfo(transfer, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
        fd != CURL_SOCKET_BAD)
        shutdown(fd, SHUT_RD);
    curl_easy_cleanup(transfer);
}
