/* secrets.h: the files that hold secrets, read once at load. */
#pragma once

struct draft;

/* Reads what feeds' `auth` and sinks' `secret_file` name into the settings. What cannot be read, or
 * can be read by other users, is reported at its place. */
void secrets_read(struct draft *draft);
