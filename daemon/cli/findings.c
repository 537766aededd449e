#include "daemon/cli/findings.h"

#include "config/base/buffer.h"
#include "daemon/cli/output.h"
#include "daemon/service/escape.h"

#include <stdio.h>

#define LINE_MAX_BYTES ((size_t)64 << 10)

static const char *const names[] = {
    [FINDING_FINE] = "fine",
    [FINDING_NOTE] = "note",
    [FINDING_WRONG] = "wrong",
    [FINDING_UNKNOWN] = "unknown",
};

static const enum style styles[] = {
    [FINDING_FINE] = STYLE_PLAIN,
    [FINDING_NOTE] = STYLE_YELLOW,
    [FINDING_WRONG] = STYLE_RED,
    [FINDING_UNKNOWN] = STYLE_DIM,
};

static void print_json(enum finding_level level, const char *area, const char *what,
                       const char *mend)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX_BYTES);
    buffer_append_byte(&line, '{');
    output_json_string(&line, "level", names[level]);
    output_json_string(&line, "area", area);
    output_json_string(&line, "what", what);
    output_json_string(&line, "mend", mend);
    buffer_append_byte(&line, '}');
    output_line(&line);
    buffer_free(&line);
}

static void print_text(const struct findings *findings, enum finding_level level, const char *area,
                       const char *what, const char *mend)
{
    printf("%s%-7s%s  %-9s  %s\n", output_begin(styles[level]), names[level],
           output_end(styles[level]), area, escape_terminal_string(what, findings->arena));
    if (mend != NULL)
        printf("%20smend: %s\n", "", escape_terminal_string(mend, findings->arena));
}

void findings_add(struct findings *findings, enum finding_level level, const char *area,
                  const char *what, const char *mend)
{
    findings->counts[level]++;
    if (findings->is_json)
        print_json(level, area, what, mend);
    else
        print_text(findings, level, area, what, mend);
    (void)fflush(stdout); /* the next look may take minutes */
}
