/* cmd_parse.h: storywatch parse: what a feed document says, as JSON Feed. */
#pragma once

/* `argv[0]` is the command's name. Returns the exit status: 0, 1 when it is no feed, 2 for usage.
 */
int cmd_parse(int argc, char **argv);
