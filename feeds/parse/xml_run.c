#include "feeds/parse/xml_run.h"

#include <stdlib.h>

struct running {
    const struct xml_run *run;
    xmlParserCtxt *xml;
};

static bool write_mended(void *owner, const char *xml, size_t len)
{
    const struct running *running = owner;

    xmlParseChunk(running->xml, xml, (int)len, 0);
    return !running->run->is_over(running->run->owner);
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    const struct running *running = owner;

    running->run->on_fault(running->run->owner, fault, offset);
}

static void on_tag(void *owner, size_t offset)
{
    const struct running *running = owner;

    if (running->run->on_tag != NULL)
        running->run->on_tag(running->run->owner, offset);
}

static xmlParserInput *refuse_entity(const char *url, const char *id, xmlParserCtxt *context)
{
    (void)url, (void)id, (void)context;
    return NULL;
}

void xml_run(const struct mend_source *source, const struct xml_run *run)
{
    struct running running = {.run = run};
    const struct mend_sink sink = {
        .write = write_mended, .on_fault = on_fault, .owner = &running, .on_tag = on_tag};

    xmlSetExternalEntityLoader(refuse_entity);
    running.xml = xmlCreatePushParserCtxt(run->handler, run->owner, NULL, 0, NULL);
    if (running.xml == NULL)
        abort(); /* out of memory: as memory.h */
    /* NOENT: without it "&amp;" in an attribute comes as "&#38;". No entity but XML's five gets
     * here, mend.h. */
    xmlCtxtUseOptions(running.xml, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_RECOVER);
    mend_document(source, &sink);
    xmlParseChunk(running.xml, "", 0, 1);
    xmlFreeDoc(running.xml->myDoc);
    xmlFreeParserCtxt(running.xml);
}
