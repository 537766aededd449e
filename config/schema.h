/* schema.h: what may stand in a config. One table says each option's name, type, bounds, default,
 * unit and help; reading, the reference page and the JSON Schema all follow it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
    OPTION_NAME,     /* an identity: one line, no blanks around it */
    OPTION_TEXT,     /* one line */
    OPTION_PATH,     /* relative to the folder of the file it stands in */
    OPTION_SECRET,   /* as OPTION_PATH; a name without a slash is a systemd credential */
    OPTION_URL,      /* http or https */
    OPTION_PROXY,    /* as OPTION_URL, or "none" */
    OPTION_SINK_URL, /* which schemes it may have depends on the sink */
    OPTION_CONTACT,  /* goes into the User-Agent */
    OPTION_NUMBER,
    OPTION_DURATION,
    OPTION_SIZE,
    OPTION_SWITCH, /* on or off, and YAML's other words for it */
    OPTION_CHOICE,
    OPTION_WORD,     /* a choice that is kept as its word */
    OPTION_NAMES,    /* a list of names */
    OPTION_NETWORKS, /* a list of addresses and networks */
    OPTION_HEADERS,  /* a map of header names to values */
    OPTION_QUERY,    /* a query with the place of each character */
    OPTION_QUERIES,  /* a map of names to queries */
    OPTION_EXAMPLES, /* a list of texts, each with its place */
    OPTION_SINKS,    /* a list of sinks' names */
    OPTION_SECTION,  /* a map of options, which fill the same struct */
    OPTION_ENTRIES,  /* a list of maps of options, a struct each */
};

struct option_choice {
    const char *word;
    int value;
};

struct option {
    const char *name;
    enum option_type type;
    bool is_required;
    size_t offset;       /* of its field */
    size_t width;        /* of its field, when that is a number: bytes */
    size_t count_offset; /* of a list's number of elements */
    size_t count_max;    /* of a list's elements; 0: as many as there are */
    int64_t min, max;    /* of a number, seconds of a duration, bytes of a size, bytes of a text */
    int64_t scale;       /* a field that counts thousandths of a second: 1000; 0 is 1 */
    const char *preset;  /* the default, as an operator would write it; NULL: none */
    const struct option_choice *choices; /* ends with a NULL word */
    const struct section *section;       /* of OPTION_SECTION and OPTION_ENTRIES */
    const char *help;                    /* a sentence or more, for the reference */
};

struct section {
    const char *noun; /* what one is called in messages: "feed" */
    const char *path; /* what its options' names are shown behind: "poll." */
    const struct option *options;
    size_t count;
    size_t size; /* of the struct of one entry; 0: it fills its parent's */
};

/* The whole config; fills a struct settings. */
extern const struct section schema_root;

/* NULL: the section has no such option. */
const struct option *schema_find(const struct section *section, const char *name);
/* Where else an option `name` is, as "poll." or "feeds: "; NULL: nowhere. "" is the top level. */
const char *schema_other_home(const struct section *section, const char *name);
/* The type in words, as "a duration (15m)"; for messages and the reference. */
const char *option_type_name(enum option_type type);
const char *option_choice_word(const struct option_choice *choices, int value); /* NULL: none */
