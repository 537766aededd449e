/* attempts.h: what a process may try that was taken over. */
#pragma once

#include "tests/helpers/confined.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    return fd >= 0 && close(fd) == 0;
}

static inline bool can_make_socket(int family, int type)
{
    int fd = socket(family, type | SOCK_CLOEXEC, 0);

    return fd >= 0 && close(fd) == 0;
}

/* ---- processes ---- */

static inline bool is_forked(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/* As newer libraries do it: its flags are where no filter looks. */
static inline bool is_forked_by_clone3(void)
{
    struct clone_args {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
    } args = {.exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &args, sizeof(args));

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static inline void *be_a_thread(void *arg)
{
    *(bool *)arg = true;
    return NULL;
}

static inline bool has_threads(void)
{
    pthread_t thread;
    bool has_run = false;

    return pthread_create(&thread, NULL, be_a_thread, &has_run) == 0 &&
           pthread_join(thread, NULL) == 0 && has_run;
}

static inline bool is_program_run(void)
{
    char *argv[] = {(char[]){"true"}, NULL};

    execve("/bin/true", argv, argv + 1);
    return false;
}

static inline bool is_parent_signalled(void)
{
    return kill(getppid(), SIGCONT) == 0;
}

static inline bool is_thread_of_parent_signalled(void)
{
    return syscall(SYS_tgkill, getppid(), getppid(), SIGCONT) == 0 || errno != EPERM;
}

/* By the kernel, whenever something comes to the socket. */
static inline bool is_signal_to_parent_asked_for(void)
{
    int ends[2];

    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 &&
           (fcntl(ends[0], F_SETOWN, getppid()) == 0 || fcntl(ends[0], F_SETSIG, SIGKILL) == 0);
}

static inline bool is_own_thread_signalled(void) /* as abort() does */
{
    return raise(SIGCONT) == 0;
}

static inline bool is_parent_traced(void)
{
    return syscall(SYS_ptrace, 16 /* PTRACE_ATTACH */, getppid(), 0, 0) == 0;
}

static inline bool is_memory_of_parent_read(void)
{
    char byte;
    struct iovec own = {&byte, 1}, other = {&byte, 1};

    return process_vm_readv(getppid(), &own, 1, &other, 1, 0) == 1;
}

/* ---- code and the kernel ---- */

static inline bool is_code_made(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static inline bool is_data_made_code(void)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return memory != MAP_FAILED && mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0;
}

static inline bool has_memory(void)
{
    size_t size = (size_t)32 << 20;
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return memory != MAP_FAILED && (memory[size - 1] = 1) == 1 && munmap(memory, size) == 0;
}

static inline bool is_uring_made(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL) >= 0;
}

static inline bool is_bpf_asked(void)
{
    return syscall(SYS_bpf, 0, NULL, 0) >= 0;
}

static inline bool is_keyring_asked(void)
{
    return syscall(SYS_keyctl, 0, 0, 0) >= 0;
}

static inline bool are_faults_handled(void)
{
    return syscall(SYS_userfaultfd, 0) >= 0;
}

static inline bool is_namespace_made(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static inline bool is_folder_mounted(void)
{
    return syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL) == 0;
}

static inline bool is_limit_raised(void)
{
    const struct rlimit limit = {0, 0};

    return setrlimit(RLIMIT_CORE, &limit) == 0;
}

static inline bool is_user_changed(void)
{
    return syscall(SYS_setuid, getuid()) == 0;
}

static inline bool is_memory_shared(void)
{
    return syscall(SYS_shmget, 0, 4096, 01600) >= 0;
}

/* What no role may ever try twice. */
static const struct attempt attacks[] = {
#ifndef SANDBOX_SANITIZED /* its leak checker traces */
    {"to trace the parent", is_parent_traced},
#endif
    {"to read the parent's memory", is_memory_of_parent_read},
    {"to set up io_uring", is_uring_made},
    {"to load BPF", is_bpf_asked},
    {"to use the kernel's keys", is_keyring_asked},
    {"to handle page faults", are_faults_handled},
    {"to make a namespace", is_namespace_made},
    {"to mount", is_folder_mounted},
};

static const struct attempt trespasses[] = {
    {"to fork by clone3", is_forked_by_clone3},
    {"to signal a thread of the parent", is_thread_of_parent_signalled},
    {"to have the parent signalled", is_signal_to_parent_asked_for},
#ifndef SANDBOX_SANITIZED /* as above */
    {"to fork", is_forked},
    {"to signal the parent", is_parent_signalled},
#endif
    {"to map code", is_code_made},
    {"to make data code", is_data_made_code},
    {"to set limits", is_limit_raised},
    {"to become a user", is_user_changed},
    {"to share memory by a key", is_memory_shared},
};

/* Of a role that runs no program. */
static inline void assert_attacks_kill(bool (*enter)(void))
{
    static const struct attempt program = {"to run a program", is_program_run};

    ASSERT_OUTCOMES(enter, attacks, OUTCOME_KILLED);
    assert_outcomes(enter, &program, 1, OUTCOME_KILLED);
}
