/* date_months.h: the names of months in many languages. */
#pragma once

/* 1 to 12 of a word in lower case without accents and dots; 0: it names no month. The month of two
 * Arabic words ("the second Kanun") has the number that its first word has alone. */
int date_month_of(const char *word);
