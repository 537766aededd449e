/* calls.h: system calls by what they are for: the words that the roles' filters are written in.
 * Each list ends with NULL. Names are those of x86-64 and of aarch64, of this glibc and of newer
 * ones: what is not known here is left out. */
#pragma once

struct rules;

/* What a program does that has been started: memory, time, its loop, its threads' locks, what it
 * has open, its end. */
extern const char *const calls_of_work[];
extern const char *const calls_of_looking_at_files[]; /* all but opening them */
extern const char *const calls_of_writing_files[];
extern const char *const calls_of_connections[]; /* all but making sockets, and listening */
extern const char *const calls_of_listening[];   /* at sockets of this machine */
extern const char *const calls_of_starting[];    /* processes, and themselves */

/* No library calls these: who does is not us any more. `calls_of_attack` are nobody's;
 * `calls_of_programs` run another program. */
extern const char *const calls_of_attack[];
extern const char *const calls_of_programs[];

/* What is done to oneself: memory that is not code (what must run has been loaded), one's own
 * limits read. */
void calls_allow_self(struct rules *rules);
void calls_allow_harmless_controls(struct rules *rules);  /* fcntl, ioctl: of one's own files */
void calls_allow_reading(struct rules *rules);            /* opens files, to read them only */
void calls_allow_threads(struct rules *rules);            /* not processes */
void calls_allow_killing(struct rules *rules);            /* SIGKILL, and no other signal */
void calls_allow_family(struct rules *rules, int family); /* sockets of it, of any type */

/* In a build with sanitizers, what they need beyond; in any other, nothing. */
void calls_allow_sanitizers(struct rules *rules);

/* What libraries try and do without, answered as by a kernel that does not have it. The filters
 * that log let these pass: a line in the kernel's log for each would be none about us. */
void calls_decline(struct rules *rules);
void calls_decline_family(struct rules *rules, int family);
void calls_pass_declined(struct rules *rules);
