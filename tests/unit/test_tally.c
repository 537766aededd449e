/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "daemon/cli/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRINTED_MAX 4096

/* What tally_print() prints where stdout is no terminal; blanks at the ends of lines are cut. */
static void assert_prints(struct tally *tally, enum tally_order order, const char *expected)
{
    char printed[PRINTED_MAX] = "", cut[PRINTED_MAX] = "";
    FILE *file = tmpfile();
    int terminal = dup(STDOUT_FILENO);

    assert_non_null(file);
    (void)fflush(stdout);
    assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
    tally_print(tally, "FEED", order);
    (void)fflush(stdout);
    assert_true(dup2(terminal, STDOUT_FILENO) >= 0);
    (void)close(terminal);
    rewind(file);
    assert_true(fread(printed, 1, sizeof(printed) - 1, file) < sizeof(printed) - 1);
    (void)fclose(file);
    for (char *line = strtok(printed, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t len = strlen(line);
        while (len > 0 && line[len - 1] == ' ')
            len--;
        (void)snprintf(cut + strlen(cut), sizeof(cut) - strlen(cut), "%.*s\n", (int)len, line);
    }
    assert_string_equal(cut, expected);
    tally_free(tally);
}

static struct tally *three_feeds(void)
{
    struct tally *tally = tally_new();

    tally_add(tally, "ledger", 1);
    tally_add(tally, "harbour", 1);
    tally_add(tally, "ledger", 1);
    tally_add(tally, "radio", 0);
    return tally;
}

static void names_are_in_their_order_and_those_that_never_came_too(void **state)
{
    (void)state;
    assert_prints(three_feeds(), TALLY_BY_NAME,
                  "FEED    STORIES\n"
                  "harbour       1\n"
                  "ledger        2\n"
                  "radio         0\n");
}

static void the_most_come_first_where_counts_matter(void **state)
{
    (void)state;
    assert_prints(three_feeds(), TALLY_BY_COUNT,
                  "FEED    STORIES\n"
                  "ledger        2\n"
                  "harbour       1\n"
                  "radio         0\n");
}

static void by_count_twenty_are_enough(void **state)
{
    struct tally *tally = tally_new();
    char name[16], expected[PRINTED_MAX] = "FEED STORIES\n";

    (void)state;
    for (int i = 0; i < 23; i++) {
        (void)snprintf(name, sizeof(name), "f%02d", i);
        tally_add(tally, name, 1);
        if (i < 20)
            (void)snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected),
                           "%s        1\n", name);
    }
    (void)strcat(expected, "… and 3 more\n");
    assert_prints(tally, TALLY_BY_COUNT, expected);
}

static void nothing_is_printed_of_an_empty_one(void **state)
{
    (void)state;
    assert_prints(tally_new(), TALLY_BY_NAME, "");
    tally_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_their_order_and_those_that_never_came_too),
        cmocka_unit_test(the_most_come_first_where_counts_matter),
        cmocka_unit_test(by_count_twenty_are_enough),
        cmocka_unit_test(nothing_is_printed_of_an_empty_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
