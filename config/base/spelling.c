#include "config/base/spelling.h"

#include <ctype.h>
#include <stdbool.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Rows i-2, i-1 and i of the table of distances between beginnings. */
size_t spelling_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t rows[3][SPELLING_MAX + 1];

    a_len = least(a_len, SPELLING_MAX);
    b_len = least(b_len, SPELLING_MAX);
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = above[j - 1] + (is_same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = least(change, 1 + least(above[j], row[j - 1]));
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}
