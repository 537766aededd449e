/* migrate.h: the tables, version by version. */
#pragma once

#include "store/store.h"

struct error;
struct store;

/* Brings the open database to the version that this program writes, each step in a transaction of
 * its own. STORE_FAILED: it is none of ours or newer; then nothing was changed. */
enum store_status migrate(struct store *store, struct error *err);

/* The same look without any change: STORE_FAILED also when it is older. */
enum store_status migrate_check(struct store *store, struct error *err);
