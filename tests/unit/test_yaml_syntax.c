/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/settings.h"

#include <stdio.h>
#include <string.h>

/* A text that is not YAML, and the mistake that is reported of it. */
static const struct {
    const char *text;
    const char *report;
} cases[] = {
    {"state_dir /x\n"
     "contact: desk@example.org\n",
     "1:1: a key without its \": \"; write \"key: value\"\n"},
    {"state_dir:/x\n"
     "contact: desk@example.org\n",
     "1:1: a key without its \": \"; write \"key: value\"\n"},
    {"contact: desk@example.org\n"
     "state_dir /x\n",
     "2:1: a key without its \": \"; write \"key: value\"\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "feeds:\n"
     "  - name: harbour-news\n"
     "    url https://harbour.example.org/\n"
     "    every: 10m\n",
     "5:5: a key without its \": \"; write \"key: value\"\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "feeds:\n"
     "  - name: harbour-news\n"
     "    groups: [wire, world\n"
     "    every: 10m\n",
     "5:13: this bracket is not closed; \",\" or \"]\" is due before line 6\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "feeds: [\n",
     "3:8: this bracket is not closed; \",\" or \"]\" is due before line 4\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "poll: { every: 10m, min: 5m\n"
     "feeds:\n"
     "  - name: harbour-news\n",
     "3:7: this bracket is not closed; \",\" or \"}\" is due before line 4\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "poll: { every: 10m min: 5m }\n",
     "3:23: \",\" or \"}\" is due here\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "poll: { every: \"10m\" min: 5m }\n",
     "3:22: \",\" or \"}\" is due here\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "feeds: [{ name: harbour-news ]\n",
     "3:30: \",\" or \"}\" is due here\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "feeds:\n"
     "  - { name: harbour-news, groups: [wire,, world] }\n",
     "4:41: a value is due here\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "poll: { every: 10m }}\n",
     "3:21: the bracket \"}\" was not opened; delete it\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: \"harbour\n"
     "    severity: high\n",
     "5:12: this quote is never closed\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: 'harbour\n",
     "5:12: this quote is never closed\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    title: 'it's the port'\n",
     "5:16: a key is due here; is the indentation right, or does a text follow a closing quote?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: \"north korea\" OR dprk\n"
     "    severity: high\n",
     "5:26: a key is due here; is the indentation right, or does a text follow a closing quote?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: @ports OR harbour\n",
     "5:12: a text that begins with \"@\" needs quotes or a block scalar (\"key: >\")\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: `harbour`\n",
     "5:12: a text that begins with \"`\" needs quotes or a block scalar (\"key: >\")\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: %harbour\n",
     "5:12: a text that begins with \"%\" needs quotes or a block scalar (\"key: >\")\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: * harbour\n",
     "5:12: a text that begins with \"*\" needs quotes or a block scalar (\"key: >\")\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: & harbour\n",
     "5:12: a text that begins with \"&\" needs quotes or a block scalar (\"key: >\")\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    title: Russia: war\n",
     "5:18: a \": \" may not stand here; put the text in quotes\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: > harbour\n"
     "      port\n",
     "5:14: only \"+\", \"-\" and one digit may follow \"|\" or \">\"; the text begins on the next line\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: \"/CVE-\\d+/\"\n",
     "5:18: no such escape in double quotes; write \\\\ for a backslash, or use single quotes\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: \"\\u00g1\"\n",
     "5:15: an escape needs its hexadecimal digits, as \\u00e9\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: \"\\ud800\"\n",
     "5:15: no character has this number; write the character itself\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "\t- name: ports\n",
     "4:1: a tab cannot indent; use spaces\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "\tquery: harbour\n",
     "5:1: a tab cannot indent; use spaces\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "      query: harbour\n",
     "5:7: this line is indented further than the one before; is that right, or does a text need quotes?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "   query: harbour\n",
     "5:4: a \"- \" is due here; is the indentation right?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "   - name: quays\n",
     "5:4: a \"- \" is due here; is the indentation right?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: |\n"
     "      harbour\n"
     "     port\n"
     "    severity: high\n",
     "7:6: a key is due here; is the indentation right, or does a text follow a closing quote?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics: - name: ports\n",
     "3:9: a \"- \" may not stand here; begin a list on its own line\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics:\n"
     "  - name: ports\n"
     "    query: ? harbour\n",
     "5:12: a \"? \" may not stand here; put the text in quotes\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "- name: ports\n",
     "3:1: a key is due here; is the indentation right, or does a text follow a closing quote?\n"},
    {"- name: ports\n"
     "state_dir: /x\n",
     "2:1: a \"- \" is due here; is the indentation right?\n"},
    {"%YAML 2.0\n"
     "---\n"
     "state_dir: /x\n",
     "1:1: this is not YAML 1.1 or 1.2; delete it\n"},
    {"%harbour\n"
     "state_dir: /x\n",
     "1:1: a line that begins with \"%\" is a directive; delete it\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "...\n"
     "feeds: []\n",
     "4:1: nothing may follow the end of the config; is the indentation right?\n"},
    {"state_dir: /x\n"
     "contact: a@example.org\n"
     "topics: !<harbour\n",
     "3:9: a text that begins with \"!\" needs quotes or a block scalar (\"key: >\")\n"},
};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    char line[1024];
    char *report = owner;

    snprintf(line, sizeof(line), "%u:%u: %s\n", problem->place.line, problem->place.column,
             problem->message);
    strncat(report, line, 4095 - strlen(report));
}

static void each_mistake_is_reported_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char report[4096] = "";
        assert_null(settings_load_text("storywatch.yaml", cases[i].text, strlen(cases[i].text),
                                       on_problem, report));
        if (strcmp(report, cases[i].report) != 0)
            fail_msg("of\n%s\nthis is said:\n%s", cases[i].text, report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_reported_at_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
