/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/cli/new_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/storywatch-new-XXXXXX";
static char path[sizeof(folder) + 32];

static int open_folder(void **state)
{
    (void)state;
    strcpy(folder + sizeof(folder) - 7, "XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof(path), "%s/conf.d/feeds.yaml", folder);
    return 0;
}

static size_t count_files(void)
{
    char inner[sizeof(path)];
    struct dirent *entry;
    size_t count = 0;

    snprintf(inner, sizeof(inner), "%s/conf.d", folder);
    DIR *dir = opendir(inner);
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (dir != NULL)
        closedir(dir);
    return count;
}

static int remove_folder(void **state)
{
    char inner[sizeof(path)];

    (void)state;
    unlink(path);
    snprintf(inner, sizeof(inner), "%s/conf.d", folder);
    rmdir(inner);
    return rmdir(folder);
}

static void assert_holds(const char *expected)
{
    char text[64] = "";
    FILE *in = fopen(path, "re");

    assert_non_null(in);
    size_t len = fread(text, 1, sizeof(text) - 1, in);
    fclose(in);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void a_file_is_made_with_its_folder_for_all_to_read(void **state)
{
    struct error err = {0};
    struct stat status;

    (void)state;
    assert_true(new_file_write(path, "feeds: []\n", 10, false, &err));
    assert_holds("feeds: []\n");
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0644);
    assert_int_equal(count_files(), 1);
}

static void a_file_that_is_there_stays_unless_it_is_forced(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(new_file_write(path, "old", 3, false, &err));
    assert_false(new_file_write(path, "new", 3, false, &err));
    assert_non_null(strstr(err.message, "--force"));
    assert_holds("old");
    assert_true(new_file_write(path, "new", 3, true, &err));
    assert_holds("new");
    assert_int_equal(count_files(), 1);
}

static void what_cannot_be_written_is_said_and_leaves_nothing(void **state)
{
    struct error err = {0};

    (void)state;
    assert_false(new_file_write("/nonexistent/folder/feeds.yaml", "x", 1, true, &err));
    assert_non_null(strstr(err.message, "cannot be written: No such file or directory"));
    assert_true(new_file_write(path, "old", 3, false, &err));
    char inside[sizeof(path) + 8];
    snprintf(inside, sizeof(inside), "%s/x", path);
    assert_false(new_file_write(inside, "x", 1, true, &err));
    assert_int_equal(count_files(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_folder, remove_folder)
        TEST(a_file_is_made_with_its_folder_for_all_to_read),
        TEST(a_file_that_is_there_stays_unless_it_is_forced),
        TEST(what_cannot_be_written_is_said_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
