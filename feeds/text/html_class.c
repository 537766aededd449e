#include "feeds/text/html_class.h"

#include "feeds/html_scan.h"
#include "feeds/text/html_elements.h"

#include <stdbool.h>

#define CLASSES_MAX 64 /* that an element has; no more are looked at */

/* Whole names only, in whatever spelling: "sharedaddy" is one, "share-of-votes" none, and
 * "imageCaption" the same as "image-caption". */
static const char *const furniture[] = {
    /* sharing */
    "a2a_kit",
    "addthis_inline_share_toolbox",
    "addthis_toolbox",
    "addtoany_content",
    "addtoany_share_save_container",
    "dpsp-content-wrapper",
    "essb_links",
    "et_social_inline",
    "feedflare",
    "heateor_sss_sharing_container",
    "mashsb-container",
    "post-share",
    "sd-block",
    "sd-sharing",
    "share",
    "share-bar",
    "share-buttons",
    "share-links",
    "share-this",
    "share-tools",
    "sharedaddy",
    "shareaholic-canvas",
    "shariff",
    "sharing",
    "sharing-buttons",
    "social-buttons",
    "social-icons",
    "social-links",
    "social-media-links",
    "social-share",
    "social-sharing",
    "ssba",
    "swp_social_panel",
    /* other texts */
    "crp_related",
    "inline-related",
    "jp-relatedposts",
    "more-stories",
    "post-navigation",
    "read-also",
    "recommended-articles",
    "related",
    "related-articles",
    "related-content",
    "related-links",
    "related-news",
    "related-post",
    "related-posts",
    "related-stories",
    "related-topics",
    "relatedposts",
    "rp4wp-related-posts",
    "see-also",
    "wp_rp_content",
    "yarpp",
    "yarpp-related",
    /* the parts of this one, and what it is filed under */
    "cat-links",
    "entry-tags",
    "ez-toc-container",
    "field-name-field-tags",
    "lwptoc",
    "post-tags",
    "tags-links",
    "toc_container",
    /* captions */
    "caption",
    "gallery-caption",
    "image-caption",
    "image-credit",
    "img-caption",
    "media-caption",
    "photo-caption",
    "photo-credit",
    "tr-caption",
    "wp-caption-text",
    "wp-element-caption",
    /* what the text says elsewhere */
    "pull-quote",
    "wp-block-pullquote",
    /* advertisements, letters */
    "ad-container",
    "ad-label",
    "advert",
    "advertisement",
    "blogger-post-footer",
    "jetpack_subscription_widget",
    "kg-signup-card",
    "newsletter-box",
    "newsletter-form",
    "newsletter-signup",
    "subscription-widget",
    "subscription-widget-wrap",
    "wp-block-jetpack-subscriptions",
};

/* The rest of this text: of what leads to it; but a whole text that can be unfolded has it, too. */
static const char *const rest[] = {
    "continue-reading", "more-link", "moretag", "read-more", "read-more-link",
};

/* Read out by a screen reader, or seen by an editor. */
static const char *const unseen[] = {
    "mw-editsection",
    "screen-reader-text",
    "sr-only",
    "visually-hidden",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *skip_joints(const char *at, const char *end)
{
    while (at < end && (*at == '-' || *at == '_'))
        at++;
    return at;
}

/* Is it this name, but for case and for what joins its words? */
static bool is_name(const char *at, const char *end, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == '-' || *name == '_')
            continue;
        at = skip_joints(at, end);
        if (at >= end || (*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at) != *name)
            return false;
        at++;
    }
    return skip_joints(at, end) == end;
}

static bool is_in(const char *at, const char *end, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((*at | 0x20) == list[i][0] && is_name(at, end, list[i]))
            return true;
    }
    return false;
}

static bool is_container(const struct html_piece *tag)
{
    return html_name_is(tag->name, tag->name_len, "div") ||
           html_name_is(tag->name, tag->name_len, "section") ||
           html_name_is(tag->name, tag->name_len, "article");
}

static unsigned roles_of(const struct html_piece *tag, const char *name, const char *end)
{
    if (is_in(name, end, furniture, COUNT(furniture)))
        return HTML_BLOCK | HTML_FURNITURE;
    if (is_in(name, end, rest, COUNT(rest)) && !is_container(tag))
        return HTML_BLOCK | HTML_FURNITURE;
    return is_in(name, end, unseen, COUNT(unseen)) ? HTML_UNSEEN : 0;
}

unsigned html_class_roles(const struct html_piece *tag, const char *classes, size_t len)
{
    const char *at = classes, *end = classes + len;
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
