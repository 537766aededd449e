/* readers.h: the functions that the table of fields names, each for one way to say something. */
#pragma once

#include "feeds/parse/reader.h"

#define READER(name)                                                                               \
    void name(struct reader *reader, const struct rule *rule, const struct element *element)

/* read_plain.c: text and attributes that mean what they say */
READER(read_string); /* the text as it stands */
READER(read_url);    /* the text, or href, url, resource */
READER(read_date);   /* in all its forms: date.h */
READER(read_language);
READER(read_tag);      /* term, label, text: the element's or an attribute's */
READER(read_tag_list); /* parted by commas */
READER(read_person);   /* a person's own elements, or `mail (Name)` */
READER(read_person_name);
READER(read_person_email);
READER(read_person_url);

/* rss.c */
READER(rss_read_link);      /* the link as text; not Atom's */
READER(rss_read_permalink); /* a guid that is a URL */
READER(rss_read_enclosure);
READER(rss_read_enclosed_url);
READER(rss_read_ttl);
READER(rss_read_hour);
READER(rss_read_day);

/* atom.c */
READER(read_text);      /* a text construct of Atom; elsewhere plain text or HTML, as it looks */
READER(atom_read_link); /* of the rel that fits the row's field */
READER(atom_read_page); /* only if it leads to what people read */
READER(atom_read_enclosure);
READER(atom_read_enclosed_url);
READER(atom_read_enclosed_picture);

/* True when HTML may stand in the element as text: in RSS always, in Atom if its type says so. */
bool atom_is_packed(const struct reader *reader, const struct element *element);

/* ns_*.c */
READER(media_read_content);
READER(media_read_thumbnail);
READER(media_read_picture); /* a file that says it is one */
READER(itunes_read_duration);
READER(itunes_read_image_link); /* how the first podcasts named their picture */
READER(syndication_read_period);
READER(syndication_read_frequency);
READER(admin_read_generator);

/* cdf.c */
READER(cdf_read_logo);
READER(cdf_read_icon);
READER(cdf_read_self);
