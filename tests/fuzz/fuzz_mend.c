/* links: feeds_parse config_base PkgConfig::libxml_2_0 */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "tests/fuzz/require.h"
#include "tests/helpers/heard_mend.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Whatever the text is, what the mender tells nests and is UTF-8 of characters that XML has. And a
 * document that is sound to libxml2 and to the mender says the same to both. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- libxml2 */

/* NOLINTNEXTLINE(readability-function-size) libxml2 says which parameters there are */
static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attributes)
{
    (void)namespace_count, (void)namespaces, (void)defaulted;
    heard_start(context,
                &(struct heard_name){(const char *)prefix, (const char *)uri, (const char *)name});
    for (int i = 0; i < count; i++, attributes += 5) {
        const struct heard_name attribute = {
            (const char *)attributes[1], (const char *)attributes[2], (const char *)attributes[0]};
        heard_attribute(context, &attribute, (const char *)attributes[3],
                        (size_t)(attributes[4] - attributes[3]));
    }
    heard_start_done(context);
}

static void on_text(void *context, const xmlChar *text, int len)
{
    heard_text(context, (const char *)text, (size_t)len);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    heard_end(context);
}

/* False: it is not well-formed. */
static bool hear_libxml2(struct heard *heard, const char *text, size_t len)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text,
                             .cdataBlock = on_text};
    xmlParserCtxt *context = xmlCreateMemoryParserCtxt(text, (int)len);

    heard_begin(heard);
    if (context == NULL)
        return false;
    *context->sax = handler;
    context->userData = heard;
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR |
                                   XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    xmlParseDocument(context);
    bool is_sound = context->wellFormed != 0;
    xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
    return is_sound;
}

/* ---- what may differ */

/* U+0080 to U+009F are characters to XML, and read as windows-1252 by the mender. */
static bool has_c1(const struct buffer *heard)
{
    for (size_t i = 0; i + 1 < heard->len; i++) {
        if ((unsigned char)heard->data[i] == 0xC2 && (unsigned char)heard->data[i + 1] < 0xA0)
            return true;
    }
    return false;
}

/* The text round the root is nobody's. */
static void cut_to_root(struct buffer *heard)
{
    char *begin = memchr(heard->data, '<', heard->len);
    char *end = memrchr(heard->data, '>', heard->len);

    REQUIRE(begin != NULL && end != NULL);
    heard->len = (size_t)(end + 1 - begin);
    memmove(heard->data, begin, heard->len);
}

static void require_same(const char *text, size_t len, struct buffer *mended)
{
    struct heard heard;

    if (hear_libxml2(&heard, text, len) && !has_c1(&heard.out)) {
        cut_to_root(mended);
        cut_to_root(&heard.out);
        REQUIRE(heard.out.len == mended->len &&
                memcmp(heard.out.data, mended->data, mended->len) == 0);
    }
    buffer_free(&heard.out);
}

/* ---- what must not come out */

static void require_sound(const struct buffer *heard)
{
    REQUIRE(utf8_is_valid(heard->data == NULL ? "" : heard->data, heard->len));
    for (size_t i = 0; i < heard->len; i++) {
        const unsigned char *byte = (const unsigned char *)heard->data + i;
        REQUIRE(*byte >= 0x20 || *byte == '\t' || *byte == '\n' || *byte == '\r');
        REQUIRE(!(byte[0] == 0xEF && byte[1] == 0xBF && byte[2] >= 0xBE));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct heard_mend mended;
    char *text = memory_new(size + 1, 1);

    if (size > 0)
        memcpy(text, data, size);
    if (utf8_is_valid(text, size)) {
        heard_mend_document(&mended, &(struct mend_source){text, size, false});
        REQUIRE(mended.heard.depth == 0);
        require_sound(&mended.heard.out);
        if (mended.faults == 0 && memmem(text, size, "<!DOCTYPE", 9) == NULL)
            require_same(text, size, &mended.heard.out);
        buffer_free(&mended.heard.out);
    }
    free(text);
    return 0;
}
