#include "daemon/spawner/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 127
#define FIRST_FREE_FD (ROLE_PAGE_FD + 1)

/* An ignored signal stays so across exec. A service manager and a terminal send these to every
 * process of the service. */
static void set_signals(void)
{
    static const int ignored[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE};
    sigset_t none;

    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        (void)signal(ignored[i], SIG_IGN);
    (void)signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What the manager told the core is for the core alone. */
static void set_environment(void)
{
    static const char *const dropped[] = {"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
                                          "LISTEN_FDS",    "LISTEN_PID",   "LISTEN_FDNAMES",
                                          "MAINPID",       "MANAGERPID",   "CREDENTIALS_DIRECTORY"};

    for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
        unsetenv(dropped[i]);
}

static bool place_descriptors(int channel_fd, int page_fd)
{
    /* First out of the way of the numbers that they are to get. */
    int channel = fcntl(channel_fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    int page = page_fd < 0 ? -1 : fcntl(page_fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (channel < 0 || null < 0 || (page_fd >= 0 && page < 0))
        return false;
    if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(channel, ROLE_CHANNEL_FD) < 0 || (page >= 0 && dup2(page, ROLE_PAGE_FD) < 0))
        return false;
    unsigned first_closed = page >= 0 ? FIRST_FREE_FD : ROLE_PAGE_FD;
    return close_range(first_closed, ~0U, 0) == 0;
}

static _Noreturn void run_child(pid_t parent, char *title, int channel_fd, int page_fd)
{
    char *argv[] = {title, NULL};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it was gone before it could take us along */
        _exit(EXIT_NOT_STARTED);
    set_signals();
    set_environment();
    if (place_descriptors(channel_fd, page_fd))
        execv("/proc/self/exe", argv);
    _exit(EXIT_NOT_STARTED);
}

pid_t child_start(enum role role, unsigned number, int channel_fd, int page_fd)
{
    char title[ROLE_TITLE_SIZE];
    pid_t parent = getpid();

    role_title(role, number, title);
    pid_t pid = fork();
    if (pid == 0)
        run_child(parent, title, channel_fd, page_fd);
    return pid;
}
