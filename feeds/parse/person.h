/* person.h: names and addresses as feeds write them. */
#pragma once

#include <stddef.h>

struct keep;
struct person;

/* Reads "Name", "mail", "mail (Name)", "Name (mail)", "Name <mail>", "mailto:mail" and the like.
 * Fills what it finds; a mail without name is the name too. */
void person_parse(struct keep *keep, const char *text, size_t len, struct person *person);

/* The length of the first of several persons, each with a mail, and of the sign that parts it from
 * the next: "mail (Name), mail (Name)". `len` when there is only one. */
size_t person_first(const char *text, size_t len);
