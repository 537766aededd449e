/* commands.h: what `storywatch` can do. Each takes its own arguments, argv[0] being its name, and
 * returns the exit status (enum cli_exit). */
#pragma once

int cmd_check(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_backfill(int argc, char **argv);
int cmd_alerts(int argc, char **argv);
int cmd_story(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_split(int argc, char **argv);
int cmd_join(int argc, char **argv);
int cmd_items(int argc, char **argv);
int cmd_topics(int argc, char **argv);
int cmd_feeds(int argc, char **argv);
int cmd_deliveries(int argc, char **argv);
int cmd_retry(int argc, char **argv);
int cmd_sink(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_discover(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_poll(int argc, char **argv);
int cmd_forget(int argc, char **argv);
int cmd_reload(int argc, char **argv);
