/* links: feeds_parse config_base */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/parse/mend.h"

#include <libxml/parser.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Any text becomes a document that libxml2 has nothing to say against: where it had, it would stop
 * there and the rest would be lost without a word. The parser hands UTF-8 to the mender. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool on_xml(void *owner, const char *xml, size_t len)
{
    return buffer_append(owner, xml, len);
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    (void)owner, (void)fault, (void)offset;
}

static void require_well_formed(const struct buffer *xml)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC};
    xmlParserCtxt *context = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);

    if (context == NULL)
        abort();
    xmlCtxtUseOptions(context,
                      XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlParseChunk(context, xml->data, (int)xml->len, 1);
    if (!context->wellFormed)
        abort();
    xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer xml;
    struct mend_sink sink = {.write = on_xml, .on_fault = on_fault, .owner = &xml};
    char *text = memory_new(size + 1, 1);
    struct mend_source source = {text, size, false};

    if (size > 0)
        memcpy(text, data, size);
    buffer_init(&xml, 16 * size + 4096);
    if (utf8_is_valid(text, size)) {
        mend_document(&source, &sink);
        if (!xml.is_full)
            require_well_formed(&xml);
    }
    buffer_free(&xml);
    free(text);
    return 0;
}
