/* check.h: what one value of the config must mean to another. */
#pragma once

struct draft;

/* Checks names, references and relations, and resolves the topics' sinks. When a file broke off,
 * what may be missing in it is not missed. */
void settings_check(struct draft *draft);
