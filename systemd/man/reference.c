/* reference.c: writes storywatch.yaml(5) from the config's own table of options, so that the page
 * cannot say anything else than the program does. Run by the build. */
#include "config/schema.h"

#include <stdio.h>
#include <string.h>

static const char head[] =
    ".Dd November 24, 2026\n"
    ".Dt STORYWATCH.YAML 5\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm storywatch.yaml\n"
    ".Nd the config of storywatchd\n"
    ".Sh DESCRIPTION\n"
    "The config is\n"
    ".Pa /etc/storywatch/storywatch.yaml ,\n"
    "then every\n"
    ".Pa *.yaml\n"
    "in\n"
    ".Pa conf.d\n"
    "beside it, in name order: lists of all files are put behind each other, a single option stands once.\n"
    "It is YAML without anchors, aliases, tags and second documents; values are typed by the tables below,\n"
    "never guessed.\n"
    "Durations are a whole number and one of s m h d w y (a year is 365 days), sizes a number and B, KiB or MiB.\n"
    "The names of feeds, topics and sinks are identities: another name is another feed.\n"
    ".Pp\n"
    ".Ql storywatch check\n"
    "reports every mistake with its place.\n"
    "A reload with a mistake keeps the old config.\n"
    "Editors complete and explain the options by the JSON Schema\n"
    ".Pa /etc/storywatch/storywatch.schema.json ,\n"
    "which a line of the default config names:\n"
    ".Dl # yaml-language-server: $schema=/etc/storywatch/storywatch.schema.json\n";

static const char foot[] =
    ".Sh EXAMPLES\n"
    ".Bd -literal\n"
    "state_dir: /var/lib/storywatch\n"
    "contact: https://example.org/bot\n"
    "feeds:\n"
    "  - name: my-agency\n"
    "    url: https://example.org/feed.xml\n"
    "    groups: [wire]\n"
    "topics:\n"
    "  - name: dprk-russia\n"
    "    query: >\n"
    "      (\"north korea*\" OR pyongyang OR dprk)\n"
    "      NEAR/40 (troop* OR soldier*)\n"
    "    severity: high\n"
    "sinks:\n"
    "  - { name: alerts, type: log, path: /var/log/storywatch/alerts.jsonl }\n"
    ".Ed\n"
    ".Sh SEE ALSO\n"
    ".Xr storywatch 1 ,\n"
    ".Xr storywatchd 8\n";

/* mdoc reads a line that begins with a dot or an apostrophe, and a backslash anywhere. */
static void print_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        if (text[0] == '.' && text[1] == ' ') { /* each sentence on a line of its own */
            fputs(".\n", stdout);
            text++;
        } else if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '"')
            fputs("\\(dq", stdout);
        else
            putchar(*text);
    }
    putchar('\n');
}

static void print_choices(const struct option_choice *choices)
{
    fputs("one of", stdout);
    for (; choices->word != NULL; choices++)
        printf(" %s", choices->word);
}

static void print_option(const struct option *option)
{
    printf(".It Cm %s No \\(en ", option->name);
    if (option->choices != NULL)
        print_choices(option->choices);
    else
        print_text(option_type_name(option->type));
    if (option->choices != NULL)
        putchar('\n');
    print_text(option->help);
    if (option->count_max != 0)
        printf("At most %zu.\n", option->count_max);
    if (option->is_required)
        puts("Required.");
    if (option->preset != NULL) {
        printf("The default is\n.Ql %s .\n", option->preset);
    }
}

static void print_section(const struct section *section, const char *title)
{
    printf(".Ss %s\n.Bl -tag -width Ds\n", title);
    for (size_t i = 0; i < section->count; i++)
        print_option(&section->options[i]);
    puts(".El");
    for (size_t i = 0; i < section->count; i++) {
        char below[128];
        if (section->options[i].section == NULL)
            continue;
        snprintf(below, sizeof(below), "%s%s%s", section == &schema_root ? "" : title,
                 section == &schema_root ? "" : ", ", section->options[i].name);
        print_section(section->options[i].section, below);
    }
}

int main(void)
{
    fputs(head, stdout);
    puts(".Sh OPTIONS");
    print_section(&schema_root, "Top level");
    fputs(foot, stdout);
    return fflush(stdout) == 0 ? 0 : 1;
}
