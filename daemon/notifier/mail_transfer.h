/* mail_transfer.h: one mail handed to its server (SMTP), and what the server said. */
#pragma once

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct notifier_sink;

#define MAIL_ANSWER_SIZE 1024

struct mail_outcome {
    bool is_done;    /* the server has taken it */
    bool is_refused; /* it says that it never will */
    int64_t duration_ms;
    char error[MAIL_ANSWER_SIZE];  /* why it is not done: the server's reply, else libcurl's word */
    char answer[MAIL_ANSWER_SIZE]; /* the server's reply to it; "": none */
};

/* Sends the mail and waits for its end: a worker's, never the loop's. `transfer` keeps the
 * connection for the next mail. Ends soon after `must_end` has become true. */
void mail_transfer_run(CURL *transfer, const struct notifier_sink *sink, const char *mail,
                       size_t len, const atomic_bool *must_end, struct mail_outcome *outcome);

/* Says good-bye, and waits for nothing. NULL is allowed. */
void mail_transfer_close(CURL *transfer);
