/* examples.h: the examples of the topics, tried on their queries: the tests of a watch list.
 *
 * `check` and a reload refuse a config with one that fails. A start only warns of it: there is no
 * old watch list to go on with, and one wrong example must not silence all topics. */
#pragma once

#include "config/settings.h"

struct store;

/* Does any example name a stored item? */
bool examples_need_store(const struct settings *settings);

/* False when one fails: each is reported, with what the query did. An item that is not stored is
 * warned of; so is each when `store` is NULL. The queries of `settings` are right. */
bool examples_hold(const struct settings *settings, struct store *store,
                   settings_on_problem *on_problem, void *owner);
