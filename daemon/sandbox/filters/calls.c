#include "daemon/sandbox/filters/calls.h"

#include "daemon/sandbox/filters/rules.h"
#include "daemon/sandbox/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <termios.h>

const char *const calls_of_work[] = {
    /* what is open; fcntl and ioctl are rules of their own */
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "lseek", "_llseek", "close",
    "close_range", "fstat", "dup", "dup2", "dup3",
    /* the loop */
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2", "pipe",
    "pipe2", "poll", "ppoll", "select", "pselect6", "timerfd_create", "timerfd_settime",
    /* sockets that are there */
    "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "getsockopt", "setsockopt",
    "getsockname", "getpeername", "shutdown", "socketpair",
    /* memory; mmap and mprotect are rules of their own */
    "brk", "munmap", "mremap", "madvise", "membarrier",
    /* time */
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "setitimer", "getitimer", "times",
    /* threads */
    "futex", "futex_waitv", "set_robust_list", "rseq", "set_tid_address", "sched_yield",
    "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    /* signals that come, and those to itself: which process that is, filter_load_own_signals() says
     */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sigaltstack",
    "restart_syscall", "tgkill",
    /* who am I, and where */
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo",
    "getrusage", "getrlimit", "getcpu", "getrandom",
    /* the end */
    "exit", "exit_group", NULL};

const char *const calls_of_looking_at_files[] = {
    "stat",   "lstat",     "newfstatat", "statx",      "access",    "faccessat", "faccessat2",
    "statfs", "fstatfs",   "readlink",   "readlinkat", "getcwd",    "getdents",  "getdents64",
    "umask",  "fadvise64", "readahead",  "getxattr",   "lgetxattr", NULL};

const char *const calls_of_writing_files[] = {
    "open",      "openat",       "pwrite64",  "pwritev", "pwritev2",        "fsync",
    "fdatasync", "ftruncate",    "fallocate", "fchmod",  "sync_file_range", "flock",
    "msync",     "memfd_create", NULL};

const char *const calls_of_connections[] = {"connect", NULL};

const char *const calls_of_listening[] = {"bind", "listen", "accept", "accept4", NULL};

const char *const calls_of_starting[] = {"execve",
                                         "clone",
                                         "fork",
                                         "vfork",
                                         "wait4",
                                         "waitid",
                                         "mmap",
                                         "mprotect",
                                         "arch_prctl",
                                         "prctl",
                                         "prlimit64",
                                         "setrlimit",
                                         "capget",
                                         "capset",
                                         "seccomp",
                                         "landlock_create_ruleset",
                                         "landlock_add_rule",
                                         "landlock_restrict_self",
                                         "chdir",
                                         NULL};

/* LeakSanitizer looks at its process from a thread that traces the others. */
const char *const calls_of_attack[] = {
#ifndef SANDBOX_SANITIZED
    "ptrace",
#endif
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "mount",
    "umount",
    "umount2",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "open_by_handle_at",
    "name_to_handle_at",
    "iopl",
    "ioperm",
    "modify_ldt",
    "vm86",
    "settimeofday",
    "clock_settime",
    "clock_adjtime",
    "adjtimex",
    "sethostname",
    "setdomainname",
    "syslog",
    "vhangup",
    "lookup_dcookie",
    "nfsservctl",
    "memfd_secret",
    NULL};

const char *const calls_of_programs[] = {"execve", "execveat", NULL};

#ifdef SANDBOX_SANITIZED
/* What AddressSanitizer and LeakSanitizer do when the process ends, and to report. */
static const char *const calls_of_sanitizers[] = {"clone", "ptrace", "wait4",       "prctl",
                                                  "kill",  "ioctl",  "personality", NULL};
#endif

static struct rules_when bits(unsigned argument, uint64_t mask, uint64_t value)
{
    return (struct rules_when){.index = argument, .mask = mask, .value = value};
}

static struct rules_when equals(unsigned argument, uint64_t value)
{
    return (struct rules_when){.index = argument, .value = value};
}

void calls_allow_sanitizers(struct rules *rules)
{
#ifdef SANDBOX_SANITIZED
    rules_allow(rules, calls_of_sanitizers);
#else
    (void)rules;
#endif
}

/* Not who is signalled when something comes (F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY): the kernel
 * would do it for a process that may not. */
static const uint64_t fcntls[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,     F_GETFL,      F_SETFL,     F_GETLK,
    F_SETLK, F_SETLKW,        F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_ADD_SEALS, F_GET_SEALS};
static const uint64_t ioctls[] = {FIONBIO, FIONREAD, TCGETS};

void calls_allow_harmless_controls(struct rules *rules)
{
    for (size_t i = 0; i < sizeof(fcntls) / sizeof(fcntls[0]); i++)
        rules_allow_when(rules, "fcntl", equals(1, fcntls[i]));
    for (size_t i = 0; i < sizeof(ioctls) / sizeof(ioctls[0]); i++)
        rules_allow_when(rules, "ioctl", equals(1, ioctls[i]));
}

void calls_allow_self(struct rules *rules)
{
    rules_allow_when(rules, "mmap", bits(2, PROT_EXEC, 0));
    rules_allow_when(rules, "mprotect", bits(2, PROT_EXEC, 0));
    rules_allow_when(rules, "prlimit64", equals(2, 0)); /* to read them */
}

void calls_allow_reading(struct rules *rules)
{
    const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

    rules_allow_when(rules, "open", bits(1, writing, O_RDONLY));
    rules_allow_when(rules, "openat", bits(2, writing, O_RDONLY));
}

void calls_allow_threads(struct rules *rules)
{
    rules_allow_when(rules, "clone", bits(0, CLONE_THREAD, CLONE_THREAD));
}

void calls_allow_killing(struct rules *rules)
{
    rules_allow_when(rules, "kill", equals(1, SIGKILL));
}

void calls_allow_family(struct rules *rules, int family)
{
    rules_allow_when(rules, "socket", equals(0, (uint64_t)family));
}

/* clone3's flags lie in memory, where no filter looks: threads are made with clone, then. */
void calls_decline(struct rules *rules)
{
    rules_refuse(rules, "clone3", ENOSYS);
    rules_refuse(rules, "openat2", ENOSYS);
    calls_decline_family(rules, AF_NETLINK);
}

void calls_decline_family(struct rules *rules, int family)
{
    rules_refuse_when(rules, "socket", equals(0, (uint64_t)family), EAFNOSUPPORT);
}

void calls_pass_declined(struct rules *rules)
{
    static const char *const declined[] = {"clone3", "openat2", NULL};

    rules_allow(rules, declined);
    calls_allow_family(rules, AF_NETLINK);
}
