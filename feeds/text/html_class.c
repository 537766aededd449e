#include "feeds/text/html_class.h"

#include "feeds/html_scan.h"
#include "feeds/text/html_elements.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CLASSES_MAX 64 /* that an element has; no more are looked at */

enum kind {
    NONE,
    FURNITURE, /* sharing, other texts, captions, what is said twice, letters, advertisements */
    REST,   /* leads to the rest of this text; but a whole text that is folded away has it, too */
    UNSEEN, /* read out by a screen reader, or seen by an editor */
};

struct class
{
    const char *name;
    enum kind kind;
};

/* Whole names only, as "related-posts" is one and "share-of-votes" none; without case and what
 * joins their words, for there are "imageCaption" and "image__caption". In byte order. */
static const struct class classes[] = {
    {"a2akit", FURNITURE},
    {"adcontainer", FURNITURE},
    {"addthisinlinesharetoolbox", FURNITURE},
    {"addthistoolbox", FURNITURE},
    {"addtoanycontent", FURNITURE},
    {"addtoanysharesavecontainer", FURNITURE},
    {"adlabel", FURNITURE},
    {"advert", FURNITURE},
    {"advertisement", FURNITURE},
    {"bloggerpostfooter", FURNITURE},
    {"caption", FURNITURE},
    {"catlinks", FURNITURE},
    {"continuereading", REST},
    {"crprelated", FURNITURE},
    {"dpspcontentwrapper", FURNITURE},
    {"entrytags", FURNITURE},
    {"essblinks", FURNITURE},
    {"etsocialinline", FURNITURE},
    {"eztoccontainer", FURNITURE},
    {"feedflare", FURNITURE},
    {"fieldnamefieldtags", FURNITURE},
    {"gallerycaption", FURNITURE},
    {"heateorssssharingcontainer", FURNITURE},
    {"imagecaption", FURNITURE},
    {"imagecredit", FURNITURE},
    {"imgcaption", FURNITURE},
    {"inlinerelated", FURNITURE},
    {"jetpacksubscriptionwidget", FURNITURE},
    {"jprelatedposts", FURNITURE},
    {"kgsignupcard", FURNITURE},
    {"lwptoc", FURNITURE},
    {"mashsbcontainer", FURNITURE},
    {"mediacaption", FURNITURE},
    {"morelink", REST},
    {"morestories", FURNITURE},
    {"moretag", REST},
    {"mweditsection", UNSEEN},
    {"newsletterbox", FURNITURE},
    {"newsletterform", FURNITURE},
    {"newslettersignup", FURNITURE},
    {"photocaption", FURNITURE},
    {"photocredit", FURNITURE},
    {"postnavigation", FURNITURE},
    {"postshare", FURNITURE},
    {"posttags", FURNITURE},
    {"pullquote", FURNITURE},
    {"readalso", FURNITURE},
    {"readmore", REST},
    {"readmorelink", REST},
    {"recommendedarticles", FURNITURE},
    {"related", FURNITURE},
    {"relatedarticles", FURNITURE},
    {"relatedcontent", FURNITURE},
    {"relatedlinks", FURNITURE},
    {"relatednews", FURNITURE},
    {"relatedpost", FURNITURE},
    {"relatedposts", FURNITURE},
    {"relatedstories", FURNITURE},
    {"relatedtopics", FURNITURE},
    {"rp4wprelatedposts", FURNITURE},
    {"screenreadertext", UNSEEN},
    {"sdblock", FURNITURE},
    {"sdsharing", FURNITURE},
    {"seealso", FURNITURE},
    {"share", FURNITURE},
    {"shareaholiccanvas", FURNITURE},
    {"sharebar", FURNITURE},
    {"sharebuttons", FURNITURE},
    {"sharedaddy", FURNITURE},
    {"sharelinks", FURNITURE},
    {"sharethis", FURNITURE},
    {"sharetools", FURNITURE},
    {"shariff", FURNITURE},
    {"sharing", FURNITURE},
    {"sharingbuttons", FURNITURE},
    {"socialbuttons", FURNITURE},
    {"socialicons", FURNITURE},
    {"sociallinks", FURNITURE},
    {"socialmedialinks", FURNITURE},
    {"socialshare", FURNITURE},
    {"socialsharing", FURNITURE},
    {"sronly", UNSEEN},
    {"ssba", FURNITURE},
    {"subscriptionwidget", FURNITURE},
    {"subscriptionwidgetwrap", FURNITURE},
    {"swpsocialpanel", FURNITURE},
    {"tagslinks", FURNITURE},
    {"toccontainer", FURNITURE},
    {"trcaption", FURNITURE},
    {"visuallyhidden", UNSEEN},
    {"wpblockjetpacksubscriptions", FURNITURE},
    {"wpblockpullquote", FURNITURE},
    {"wpcaptiontext", FURNITURE},
    {"wpelementcaption", FURNITURE},
    {"wprpcontent", FURNITURE},
    {"yarpp", FURNITURE},
    {"yarpprelated", FURNITURE},
};

#define NAME_MAX_LEN 31

/* What is longer is none of them. */
static void fold(const char *name, const char *end, char folded[NAME_MAX_LEN + 2])
{
    size_t len = 0;

    for (; name < end && len <= NAME_MAX_LEN; name++) {
        if (*name != '-' && *name != '_')
            folded[len++] = (char)(*name >= 'A' && *name <= 'Z' ? *name | 0x20 : *name);
    }
    folded[len] = '\0';
}

static int compare(const void *name, const void *class)
{
    return strcmp(name, ((const struct class *)class)->name);
}

static enum kind find(const char *name, const char *end)
{
    char folded[NAME_MAX_LEN + 2];

    fold(name, end, folded);
    const struct class *found =
        bsearch(folded, classes, sizeof(classes) / sizeof(classes[0]), sizeof(classes[0]), compare);
    return found == NULL ? NONE : found->kind;
}

static bool is_container(const struct html_piece *tag)
{
    return html_name_is(tag->name, tag->name_len, "div") ||
           html_name_is(tag->name, tag->name_len, "section") ||
           html_name_is(tag->name, tag->name_len, "article");
}

static unsigned roles_of(const struct html_piece *tag, const char *name, const char *end)
{
    enum kind kind = find(name, end);

    if (kind == FURNITURE || (kind == REST && !is_container(tag)))
        return HTML_BLOCK | HTML_FURNITURE;
    return kind == UNSEEN ? HTML_UNSEEN : 0;
}

unsigned html_class_roles(const struct html_piece *tag, const char *value, size_t len)
{
    const char *at = value, *end = value + len;
    unsigned roles = 0;

    for (size_t i = 0; at < end && i < CLASSES_MAX && roles == 0; i++) {
        const char *name = at;
        while (at < end && !html_is_space(*at))
            at++;
        if (at > name)
            roles = roles_of(tag, name, at);
        at++;
    }
    return roles;
}
