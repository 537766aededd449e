#include "feeds/parse/encoding_mac.h"

#include <stddef.h>
#include <string.h>

struct pair {
    uint16_t roman;
    uint16_t meant;
};

struct encoding_mac {
    const char *labels[3];
    const char *name;
    struct pair pairs[20];
};

/* Apple's tables (unicode.org, VENDORS/APPLE: CROATIAN, ROMANIAN, ICELAND). */
static const struct encoding_mac encodings[] = {
    {{"maccroatian", "xmaccroatian"},
     "mac-croatian",
     {{0x00A9, 0x0160}, {0x00C6, 0x017D}, {0x00A5, 0x2206}, {0x03C0, 0x0161}, {0x00E6, 0x017E},
      {0x2206, 0x0106}, {0x00BB, 0x010C}, {0x2013, 0x0110}, {0x00FF, 0xF8FF}, {0x0178, 0x00A9},
      {0xFB01, 0x00C6}, {0xFB02, 0x00BB}, {0x2021, 0x2013}, {0x00CA, 0x0107}, {0x00CB, 0x010D},
      {0xF8FF, 0x0111}, {0x02D8, 0x03C0}, {0x02D9, 0x00CB}, {0x02DD, 0x00CA}, {0x02DB, 0x00E6}}},
    {{"macromanian", "macromania", "xmacromanian"},
     "mac-romanian",
     {{0x00C6, 0x0102},
      {0x00D8, 0x0218},
      {0x00E6, 0x0103},
      {0x00F8, 0x0219},
      {0xFB01, 0x021A},
      {0xFB02, 0x021B}}},
    {{"maciceland", "macis", "xmacicelandic"},
     "mac-iceland",
     {{0x2020, 0x00DD},
      {0x2039, 0x00D0},
      {0x203A, 0x00F0},
      {0xFB01, 0x00DE},
      {0xFB02, 0x00FE},
      {0x2021, 0x00FD}}},
};

const struct encoding_mac *encoding_mac_of(const char *squeezed)
{
    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        for (size_t at = 0; at < 3 && encodings[i].labels[at] != NULL; at++) {
            if (strcmp(encodings[i].labels[at], squeezed) == 0)
                return &encodings[i];
        }
    }
    return NULL;
}

const char *encoding_mac_name(const struct encoding_mac *mac)
{
    return mac->name;
}

uint16_t encoding_mac_character(const struct encoding_mac *mac, uint16_t c)
{
    for (size_t i = 0; i < sizeof(mac->pairs) / sizeof(mac->pairs[0]); i++) {
        if (mac->pairs[i].roman == c)
            return mac->pairs[i].meant;
    }
    return c;
}
