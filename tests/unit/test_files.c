/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT 8

struct desk {
    struct arena *arena;
    char *folder;
    struct error err;
};

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    desk->arena = arena_new();
    desk->folder = strdup("/tmp/storywatch-files-XXXXXX");
    *state = desk;
    return mkdtemp(desk->folder) == NULL ? -1 : chdir(desk->folder);
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    (void)unlink("link");
    (void)unlink("file");
    int result = rmdir(desk->folder);
    free(desk->folder);
    arena_free(desk->arena);
    test_free(desk);
    return result;
}

static void write_file(const char *bytes, size_t len)
{
    int fd = open("file", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0640);

    assert_int_equal(write(fd, bytes, len), len);
    assert_int_equal(fchmod(fd, 0640), 0);
    close(fd);
}

static bool read_path(struct desk *desk, const char *path, struct file_content *content)
{
    return file_read(desk->arena, path, LIMIT, content, &desk->err);
}

static void assert_refused(struct desk *desk, const char *path, const char *why)
{
    struct file_content content;

    assert_false(read_path(desk, path, &content));
    assert_string_equal(desk->err.message, why);
}

static void a_file_is_read_up_to_its_bound(void **state)
{
    struct file_content content;

    for (size_t len = 0; len <= LIMIT; len++) {
        write_file("a\0cdefgh", len);
        assert_true(read_path(*state, "file", &content));
        assert_int_equal(content.len, len);
        assert_memory_equal(content.bytes, "a\0cdefgh", len);
        assert_int_equal(content.bytes[len], '\0');
        assert_int_equal(content.mode & 0777, 0640);
    }
}

static void a_byte_more_is_refused(void **state)
{
    write_file("abcdefghi", LIMIT + 1);
    assert_refused(*state, "file", "is larger than 8 bytes, the most for such a file");
}

/* Their size is said to be 0, whatever they hold. */
static void a_file_of_proc_is_bounded_too(void **state)
{
    struct desk *desk = *state;
    struct file_content content;

    assert_refused(desk, "/proc/version", "is larger than 8 bytes, the most for such a file");
    assert_true(file_read(desk->arena, "/proc/version", 4096, &content, &desk->err));
    assert_true(content.len > LIMIT);
}

static void what_may_go_on_for_ever_is_refused_at_once(void **state)
{
    assert_int_equal(mkfifo("file", 0600), 0);
    assert_refused(*state, "file", "is a device or a pipe; a regular file is due");
    assert_refused(*state, "/dev/zero", "is a device or a pipe; a regular file is due");
    assert_refused(*state, ".", "is a folder; a file is due");
}

static void what_a_pipe_gives_is_read_to_its_end_and_bound(void **state)
{
    struct desk *desk = *state;
    struct file_content content;
    int ends[2];

    for (size_t len = LIMIT; len <= LIMIT + 1; len++) {
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        assert_int_equal(write(ends[1], "123456789", len), len);
        close(ends[1]);
        bool is_read = file_read_rest(desk->arena, ends[0], LIMIT, &content, &desk->err);
        close(ends[0]);
        assert_int_equal(is_read, len == LIMIT);
        if (is_read)
            assert_string_equal(content.bytes, "12345678");
    }
    assert_string_equal(desk->err.message, "is larger than 8 bytes, the most for such a file");
}

static void a_link_to_a_file_is_followed(void **state)
{
    struct file_content content;

    write_file("secret", 6);
    assert_int_equal(symlink("file", "link"), 0);
    assert_true(read_path(*state, "link", &content));
    assert_string_equal(content.bytes, "secret");
}

static void a_missing_file_is_said(void **state)
{
    assert_refused(*state, "file", "cannot be opened: No such file or directory");
}

static void a_path_is_beside_the_file_that_names_it(void **state)
{
    static const struct {
        const char *from, *path, *expected;
    } paths[] = {
        {"/etc/storywatch/storywatch.yaml", "desk.secret", "/etc/storywatch/desk.secret"},
        {"/etc/storywatch/conf.d/a.yaml", "../desk.secret",
         "/etc/storywatch/conf.d/../desk.secret"},
        {"/storywatch.yaml", "desk.secret", "/desk.secret"},
        {"storywatch.yaml", "desk.secret", "desk.secret"},
        {"here/storywatch.yaml", "/run/desk.secret", "/run/desk.secret"},
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_string_equal(file_path_beside(desk->arena, paths[i].from, paths[i].path),
                            paths[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_file_is_read_up_to_its_bound),
        TEST(a_byte_more_is_refused),
        TEST(a_file_of_proc_is_bounded_too),
        TEST(what_may_go_on_for_ever_is_refused_at_once),
        TEST(what_a_pipe_gives_is_read_to_its_end_and_bound),
        TEST(a_link_to_a_file_is_followed),
        TEST(a_missing_file_is_said),
        TEST(a_path_is_beside_the_file_that_names_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
