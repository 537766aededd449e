#include "feeds/text/html_class.h"

#include "feeds/html_scan.h"

#define CLASSES_MAX 64 /* that an element has; no more are looked at */

/* Whole names only: "sharedaddy" is one, "share-of-votes" none. */
static const char *const names[] = {
    /* sharing */
    "a2a_kit",
    "addthis_toolbox",
    "addtoany_content",
    "addtoany_share_save_container",
    "essb_links",
    "et_social_inline",
    "feedflare",
    "heateor_sss_sharing_container",
    "sd-block",
    "sd-sharing",
    "share",
    "share-bar",
    "share-buttons",
    "share-links",
    "share-tools",
    "sharedaddy",
    "shareaholic-canvas",
    "sharing",
    "sharing-buttons",
    "social-buttons",
    "social-links",
    "social-share",
    "social-sharing",
    /* other texts */
    "crp_related",
    "jp-relatedposts",
    "related",
    "related-articles",
    "related-content",
    "related-links",
    "related-post",
    "related-posts",
    "related-stories",
    "relatedposts",
    "see-also",
    "wp_rp_content",
    "yarpp",
    "yarpp-related",
    /* the rest of this one */
    "continue-reading",
    "more-link",
    "moretag",
    "read-more",
    "read-more-link",
    "readmore",
    /* captions */
    "caption",
    "image-caption",
    "image-credit",
    "photo-caption",
    "photo-credit",
    "wp-caption-text",
    /* advertisements, letters */
    "ad-container",
    "ad-label",
    "advert",
    "advertisement",
    "newsletter-signup",
    "newsletter-form",
    "subscription-widget",
    "subscription-widget-wrap",
};

static bool is_name(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((name[0] | 0x20) == names[i][0] && html_name_is(name, len, names[i]))
            return true;
    }
    return false;
}

bool html_class_is_furniture(const char *classes, size_t len)
{
    const char *at = classes, *end = classes + len;

    for (size_t i = 0; at < end && i < CLASSES_MAX; i++) {
        const char *name = at;
        while (at < end && !html_is_space(*at))
            at++;
        if (at > name && is_name(name, (size_t)(at - name)))
            return true;
        at++;
    }
    return false;
}
