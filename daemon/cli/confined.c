#include "daemon/cli/confined.h"

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "config/files.h"
#include "daemon/fetcher/warm.h"
#include "daemon/sandbox/guard.h"
#include "daemon/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The first byte that comes from the child. */
#define ANSWERS '+'
#define FAILS '-'

/* ---- the child */

static void close_all_but(int fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0) {
        (void)dup2(null, STDIN_FILENO);
        (void)dup2(null, STDOUT_FILENO);
#ifndef __SANITIZE_ADDRESS__ /* whose reports go there */
        (void)dup2(null, STDERR_FILENO);
#endif
    }
    if (fd > STDERR_FILENO + 1)
        (void)close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
    (void)close_range((unsigned)fd + 1, ~0U, 0);
}

static bool enter_sandbox(const struct confined_task *task, struct error *err)
{
    const char *const files[] = {task->ca_file};
    struct sandbox_state state = {.landlock = 0};

    sandbox_yield_memory();
    if (!sandbox_enter_base(err))
        return false;
    (void)warm_up(); /* what is open stays so: this process ends with its work */
    if (!sandbox_enter_fetcher(files, 1, &state, err))
        return false;
    if (task->is_strict && state.missing[0] != '\0') {
        error_set(err, "the sandbox, which the config requires, cannot be had: %s", state.missing);
        return false;
    }
    return true;
}

static void be_child(const struct confined_task *task, int fd, size_t limit)
{
    struct buffer answer;
    struct error err = {0};

    buffer_init(&answer, limit);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    close_all_but(fd);
    bool is_answered = enter_sandbox(task, &err) && task->run(task->owner, &answer, &err);
    if (is_answered && answer.is_full) {
        error_set(&err, "there is more than %zu MiB to tell of it, the most", limit >> 20);
        is_answered = false;
    }
    const char *text = is_answered ? answer.data : err.message;
    size_t len = is_answered ? answer.len : strlen(err.message);
    bool is_told = file_write_all(fd, is_answered ? "+" : "-", 1) && file_write_all(fd, text, len);
    _exit(is_told ? 0 : 1);
}

/* ---- its parent */

/* False: the child told too much. */
static bool read_all(int fd, char *verdict, struct buffer *answer)
{
    char chunk[65536];
    ssize_t got;

    while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        size_t taken = *verdict == '\0';
        if (taken > 0)
            *verdict = chunk[0];
        if (!buffer_append(answer, chunk + taken, (size_t)got - taken))
            return false;
    }
    return true;
}

static bool judge_end(int status, struct error *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
        error_set(err, "reading it took more than %d s, the most", GUARD_SECONDS);
    else if (WIFSIGNALED(status))
        error_set(err, "the process that read it ended by signal %d (%s)%s", WTERMSIG(status),
                  strsignal(WTERMSIG(status)),
                  WTERMSIG(status) == SIGABRT ? ", as it does when it is out of memory" : "");
    else
        error_set(err, "the process that read it ended with status %d", WEXITSTATUS(status));
    return false;
}

static bool judge(char verdict, const struct buffer *answer, struct error *err)
{
    if (verdict == ANSWERS)
        return true;
    bool is_reason = verdict == FAILS && answer->len > 0 && strlen(answer->data) == answer->len &&
                     utf8_is_valid(answer->data, answer->len);
    error_set(err, "%s", is_reason ? answer->data : "the process that read it did not say why not");
    return false;
}

static bool be_parent(pid_t pid, int fd, struct buffer *answer, struct error *err)
{
    char verdict = '\0';
    int status = 0;
    bool is_read = read_all(fd, &verdict, answer);

    close(fd);
    if (!is_read)
        (void)kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!is_read) {
        error_set(err, "the process that read it broke the rules");
        return false;
    }
    return judge_end(status, err) && judge(verdict, answer, err);
}

bool confined_run(const struct confined_task *task, struct buffer *answer, struct error *err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0) {
        error_set(err, "cannot make a pipe: %s", strerror(errno));
        return false;
    }
    (void)fflush(stdout); /* what waits there is written once */
    (void)fflush(stderr);
    pid_t pid = fork();
    if (pid == 0)
        be_child(task, ends[1], answer->limit);
    close(ends[1]);
    if (pid < 0) {
        error_set(err, "cannot start a process: %s", strerror(errno));
        close(ends[0]);
        return false;
    }
    return be_parent(pid, ends[0], answer, err);
}
