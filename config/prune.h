/* prune.h: what is left of a config with mistakes for whoever only reads. */
#pragma once

struct draft;

/* Leaves out feeds and topics that lack their name, URL or query, and every sink. */
void settings_prune(struct draft *draft);
