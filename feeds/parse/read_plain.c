#include "feeds/parse/base.h"
#include "feeds/parse/date.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/person.h"
#include "feeds/parse/readers.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *element_attribute(const struct element *element, unsigned ns, const char *name)
{
    for (size_t i = 0; i < element->attribute_count; i++) {
        const struct element_attribute *attribute = &element->attributes[i];
        if ((attribute->ns & ns) != 0 && strcasecmp(attribute->name, name) == 0)
            return attribute->value;
    }
    return NULL;
}

/* "1200", "1200.0", "1200 bytes"; "1.5MB", "1:30" and what is too long begin with digits only. */
static bool is_end_of_count(const char *at)
{
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    return *at == '\0' || isspace((unsigned char)*at);
}

int64_t element_count(const struct element *element, const char *name)
{
    const char *at = element_attribute(element, NS_NONE, name);
    int64_t count = 0;

    if (at == NULL)
        return 0;
    for (int digits = 0; isdigit((unsigned char)*at) && digits < 18; digits++) {
        count = count * 10 + (*at++ - '0');
        at += *at == ',' && strspn(at + 1, "0123456789") == 3;
    }
    return is_end_of_count(at) ? count : 0;
}

/* Markup means nothing in what is no text to be read. */
static void set_string(struct reader *reader, const struct rule *rule,
                       const struct element *element, size_t max)
{
    size_t len = element->len;
    const char *text = element->text;

    if (element->has_markup)
        text = guess_plain(reader->keep.arena, text, &len);
    draft_set_string(reader, rule, text, len, max);
}

READER(read_string)
{
    set_string(reader, rule, element, ITEM_TITLE_MAX);
}

READER(read_url)
{
    static const char *const names[] = {"href", "url", "resource", "src"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        draft_set_url(reader, rule, element->base,
                      element_attribute(element, NS_NONE | NS_RDF, names[i]));
    draft_set_url(reader, rule, element->base, element->text);
}

READER(read_date)
{
    int64_t time;

    if (date_parse(element->text, &time))
        draft_set_number(reader, rule, time);
}

READER(read_language)
{
    set_string(reader, rule, element, ITEM_NAME_MAX);
}

READER(read_tag)
{
    static const char *const names[] = {"term", "label", "text"};

    (void)rule;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = element_attribute(element, NS_NONE, names[i]);
        if (value != NULL && *value != '\0') {
            draft_add_tag(reader, value, strlen(value));
            return;
        }
    }
    draft_add_tag(reader, element->text, element->len);
}

READER(read_tag_list)
{
    const char *at = element->text;

    (void)rule;
    while (*at != '\0') {
        size_t len = strcspn(at, ",;");
        draft_add_tag(reader, at, len);
        at += len + (at[len] != '\0');
    }
}

READER(read_person)
{
    struct person person = {0};
    const char *text = element->text, *end = text + element->len;
    size_t len;

    while ((len = person_first(text, (size_t)(end - text))) < (size_t)(end - text)) {
        person_parse(&reader->keep, text, len, &person);
        draft_add_author(reader, rule, &person);
        text += len;
    }
    person = (struct person){0};
    if (text[strspn(text, " \t\r\n")] != '\0')
        person_parse(&reader->keep, text, (size_t)(end - text), &person);
    if (reader->person.name != NULL)
        person.name = reader->person.name;
    if (reader->person.email != NULL)
        person.email = reader->person.email;
    person.url = reader->person.url;
    if (person.name == NULL)
        person.name = person.email;
    draft_add_author(reader, rule, &person);
}

/* Some write the mail into the name as well. */
READER(read_person_name)
{
    struct person person = {0};

    (void)rule;
    if (reader->person.name != NULL)
        return;
    person_parse(&reader->keep, element->text, element->len, &person);
    reader->person.name = person.name;
    if (reader->person.email == NULL)
        reader->person.email = person.email;
}

READER(read_person_email)
{
    struct person person = {0};

    (void)rule;
    person_parse(&reader->keep, element->text, element->len, &person);
    if (person.email != NULL || reader->person.email == NULL)
        reader->person.email = person.email != NULL ? person.email : person.name;
}

READER(read_person_url)
{
    (void)rule;
    const char *reference = element_attribute(element, NS_NONE | NS_RDF, "resource");
    if (reference == NULL)
        reference = element->text;
    const char *url = base_resolve(reader, element->base, reference);
    if (reader->person.url == NULL)
        reader->person.url = url;
}
