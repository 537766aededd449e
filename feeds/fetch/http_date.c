#include "feeds/fetch/http_date.h"

#include <curl/curl.h>
#include <stddef.h>
#include <string.h>

#define DATE_MAX 64 /* bytes; the longest form has 33 */

int64_t http_date_parse(const char *value)
{
    /* curl_getdate() reads the three forms of RFC 9110 and what servers write instead, but also
     * bare numbers: a date has a time of day. */
    if (value == NULL || strlen(value) > DATE_MAX || strchr(value, ':') == NULL)
        return NO_TIME;
    time_t time = curl_getdate(value, NULL);
    return time == -1 ? NO_TIME : (int64_t)time;
}
