/* date_numerals.h: numbers of dates as Chinese and Japanese write them in words. */
#pragma once

/* Writes "二〇二一年十二月五日" as "2021年12月5日", in place. A text without 年 stays as it is:
 * there a numeral is part of a month's name. */
void date_numerals_to_digits(char *text);
