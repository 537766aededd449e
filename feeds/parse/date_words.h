/* date_words.h: the words of dates: months, halves of the day, short names of zones. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define DATE_IN_KOREA 1

enum date_word {
    WORD_UNKNOWN,      /* also weekdays in most languages */
    WORD_WEEKDAY,      /* value: 1 to 7, Monday is 1 */
    WORD_MONTH,        /* value: 1 to 12 */
    WORD_POLISH_MONTH, /* value: 1 to 12; in Croatian it is the month before, and the day has a dot
                        */
    WORD_AM,           /* value: DATE_IN_KOREA or 0 */
    WORD_PM,
    WORD_NOON,
    WORD_ZONE,   /* value: minutes east of UTC */
    WORD_ERA,    /* value: the year before its first one */
    WORD_SECOND, /* behind a month: of two months of that name the second one */
    WORD_KOREAN, /* dates with it are Korea's time when they name no other */
};

/* `word` need not be NUL-terminated. Case, accents and a dot at the end do not count. */
enum date_word date_word_read(const char *word, size_t len, int *value);

/* The month that begins so, whatever else the word may be; 0: none. */
int date_word_month(const char *word, size_t len);
