/* links: daemon_notifier config_base */

/* An alert's object, from anybody, as a mail: its lines are short and end with CR LF, its header is
 * ASCII and has the names that it should have and no other. */
#include "config/base/buffer.h"
#include "config/base/utf8.h"
#include "daemon/notifier/mail_letter.h"
#include "tests/fuzz/require.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LINE_MAX_BYTES 998

static bool is_known(const char *line)
{
    static const char *const names[] = {"Date",
                                        "From",
                                        "To",
                                        "Subject",
                                        "Message-ID",
                                        "In-Reply-To",
                                        "References",
                                        "Importance",
                                        "X-Storywatch-Topic",
                                        "Auto-Submitted",
                                        "MIME-Version",
                                        "Content-Type",
                                        "Content-Transfer-Encoding"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(names[i]);
        if (strncmp(line, names[i], len) == 0 && line[len] == ':')
            return true;
    }
    return *line == ' ';
}

static void check_line(const char *line, size_t len, bool is_header)
{
    REQUIRE(len <= LINE_MAX_BYTES);
    REQUIRE(!is_header || is_known(line));
    for (size_t i = 0; i < len; i++)
        REQUIRE((unsigned char)line[i] < 0x7F && (unsigned char)line[i] >= ' ');
}

static void check_mail(const char *text)
{
    bool is_header = true;

    while (*text != '\0') {
        const char *end = strstr(text, "\r\n");
        REQUIRE(end != NULL);
        is_header = is_header && end > text;
        check_line(text, (size_t)(end - text), is_header);
        text = end + 2;
    }
    REQUIRE(!is_header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer out;
    char *line;

    if (size > 64 * 1024)
        return 0;
    line = strndup((const char *)data, size);
    const struct mail_letter letter = {.store_uuid = "9f3c",
                                       .from = "watch@example.org",
                                       .to = "desk@example.org",
                                       .alert = 42,
                                       .follows = size % 2 == 0 ? 17 : 0,
                                       .line = line};
    buffer_init(&out, MAIL_LETTER_MAX);
    if (mail_letter_write(&letter, &out)) {
        REQUIRE(!out.is_full);
        check_mail(out.data);
    }
    buffer_free(&out);
    free(line);
    return 0;
}
