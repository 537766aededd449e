/* cmd_replay.h: storywatch replay: items through the service's own pipeline, with an empty memory.
 */
#pragma once

/* `storywatch replay [--config FILE] [FILE|-]`; argv[0] is "replay". Returns the exit status. */
int cmd_replay(int argc, char **argv);
