#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/check.h"
#include "config/draft.h"
#include "config/files.h"
#include "config/problems.h"
#include "config/prune.h"
#include "config/read.h"
#include "config/schema.h"
#include "config/secrets.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 1000
#define TOTAL_SIZE_MAX ((size_t)64 << 20) /* bytes of all files together */
#define FOLDER "conf.d"
#define SUFFIX ".yaml"
#define OTHER_SUFFIX ".yml"

/* The settings with the arena that holds them; freed as one. */
struct owned_settings {
    struct settings settings;
    struct arena *arena;
};

/* The tree and what else only the load needs lives in `scratch`. */
struct loader {
    struct arena *arena;
    struct arena *scratch;
    struct problems *problems;
    const char **files;
    size_t file_count;
    size_t total_size;
    const char *changed; /* a file that is not read; NULL: none */
    struct node *root;   /* of all files so far; `is_cut` when one was not read to its end */
};

static void loader_init(struct loader *loader, const char *path)
{
    *loader = (struct loader){.arena = arena_new(), .scratch = arena_new()};
    loader->problems = problems_new(loader->scratch);
    loader->files = arena_array(loader->arena, FILES_MAX + 2, sizeof(*loader->files));
    loader->root = arena_alloc(loader->scratch, sizeof(*loader->root));
    loader->root->kind = NODE_MAP;
    loader->root->place = (struct place){arena_string(loader->arena, path), 1, 1};
}

/* Merging: lists and maps of names of all files are put behind each other, sections are merged,
 * single values stand once. */

static struct node *find_child(struct node *map, const char *key)
{
    struct node *child = map->first;

    while (child != NULL && strcmp(child->key->text, key) != 0)
        child = child->next;
    return child;
}

static void append_all(struct node *node, struct node *other)
{
    if (other->first == NULL)
        return;
    if (node->last == NULL)
        node->first = other->first;
    else
        node->last->next = other->first;
    node->last = other->last;
    node->count += other->count;
}

static bool is_concatenated(const struct option *option, const struct node *node)
{
    if (option->type == OPTION_QUERIES)
        return node->kind == NODE_MAP;
    return (option->type == OPTION_ENTRIES || option->type == OPTION_NETWORKS) &&
           node->kind == NODE_LIST;
}

static void merge_map(struct loader *loader, const struct section *section, struct node *map,
                      struct node *other)
{
    struct node *next;

    for (struct node *child = other->first; child != NULL; child = next) {
        const struct option *option = schema_find(section, child->key->text);
        /* unknown keys, of which there may be any number, are not looked for: each is a mistake */
        struct node *earlier = option == NULL ? NULL : find_child(map, child->key->text);
        next = child->next;
        child->next = NULL;
        if (earlier == NULL)
            node_append(map, child);
        else if (earlier->kind == child->kind && is_concatenated(option, child))
            append_all(earlier, child);
        else if (earlier->kind == NODE_MAP && child->kind == NODE_MAP && option->section != NULL)
            merge_map(loader, option->section, earlier, child);
        else
            problems_add(loader->problems, child->key->place,
                         "%s is set a second time; the first is at %s:%u:%u, keep one",
                         option->name, earlier->key->place.file, earlier->key->place.line,
                         earlier->key->place.column);
    }
}

/* Files. */

/* The bytes stay borrowed until the load ends. */
static void add_text(struct loader *loader, const char *file, const char *bytes, size_t len)
{
    size_t mistakes = problems_mistake_count(loader->problems);
    struct yaml_source *source =
        yaml_source_new(loader->scratch, file, bytes, len, loader->problems);
    struct node *root =
        source == NULL ? NULL : yaml_tree_read(loader->scratch, source, loader->problems);

    if (root == NULL || node_is_empty(root)) {
        if (problems_mistake_count(loader->problems) > mistakes)
            loader->root->is_cut = true;
        return;
    }
    if (root->kind == NODE_MAP) {
        loader->root->is_cut = loader->root->is_cut || root->is_cut;
        merge_map(loader, &schema_root, loader->root, root);
        return;
    }
    loader->root->is_cut = true;
    if (!root->is_cut && root->kind != NODE_BROKEN)
        problems_add(loader->problems, root->place,
                     "a config is a map of options; begin with state_dir: /var/lib/storywatch");
}

static void fail_file(struct loader *loader, const char *file, const char *message)
{
    problems_add(loader->problems, (struct place){file, 1, 1}, "%s", message);
    loader->root->is_cut = true;
}

static bool is_same_file(const char *path, const char *other)
{
    struct stat one, two;

    return strcmp(path, other) == 0 || (stat(path, &one) == 0 && stat(other, &two) == 0 &&
                                        one.st_dev == two.st_dev && one.st_ino == two.st_ino);
}

static void add_file(struct loader *loader, const char *path)
{
    if (loader->changed != NULL && is_same_file(path, loader->changed))
        return;
    const char *file = arena_string(loader->arena, path);
    struct file_content content;
    struct error err;

    loader->files[loader->file_count++] = file;
    if (!file_read(loader->scratch, path, SOURCE_SIZE_MAX, &content, &err)) {
        fail_file(loader, file, err.message);
        return;
    }
    loader->total_size += content.len;
    if (loader->total_size > TOTAL_SIZE_MAX)
        fail_file(loader, file,
                  "the files of the config are larger than 64 MiB together, the most");
    else
        add_text(loader, file, content.bytes, content.len);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t len = strlen(name), suffix_len = strlen(suffix);

    return len > suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

static int is_config_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           (ends_with(entry->d_name, SUFFIX) || ends_with(entry->d_name, OTHER_SUFFIX));
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_file_of_folder(struct loader *loader, const char *path)
{
    if (ends_with(path, SUFFIX)) {
        add_file(loader, path);
        return;
    }
    const char *file = arena_string(loader->arena, path);
    loader->files[loader->file_count++] = file;
    problems_warn(loader->problems, (struct place){file, 1, 1},
                  "the file is not read, since its name does not end with " SUFFIX "; rename it");
}

/* It could not be opened because there is none; a link that leads nowhere is one. */
static bool is_missing(const char *folder, int why)
{
    struct stat st;

    return why == ENOENT && lstat(folder, &st) != 0;
}

/* The files of conf.d beside the main file. */
static void add_folder(struct loader *loader, const char *path)
{
    const char *folder = file_path_beside(loader->arena, path, FOLDER);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_config_file, compare_names);
    int why = errno;

    if (count < 0 && !is_missing(folder, why))
        fail_file(loader, folder,
                  arena_format(loader->scratch, "cannot be opened: %s", strerror(why)));
    for (int i = 0; i < count; i++) {
        if (i < FILES_MAX)
            add_file_of_folder(loader,
                               arena_format(loader->scratch, "%s/%s", folder, entries[i]->d_name));
        free(entries[i]);
    }
    if (count > FILES_MAX)
        fail_file(loader, folder, "there are more than 1000 files, the most; put some together");
    if (count >= 0)
        free(entries);
}

static void read_files(struct loader *loader, const char *path)
{
    add_file(loader, path);
    if (loader->file_count > 0)
        loader->root->place.file = loader->files[0];
    add_folder(loader, path);
}

/* The whole. */

static const struct node *first_of(const struct loader *loader, const char *list)
{
    const struct node *node = node_child(loader->root, list);

    return node == NULL || node->kind != NODE_LIST ? NULL : node->first;
}

/* What a load is for. */
enum purpose {
    TO_RUN,    /* reads the secrets, too */
    TO_LOOK,   /* and not the secrets */
    TO_READ_ON /* as TO_LOOK; with mistakes, what is whole of it */
};

static struct settings *finish(struct loader *loader, enum purpose purpose,
                               settings_on_problem *on_problem, void *owner, bool *is_right)
{
    struct owned_settings *owned = arena_alloc(loader->arena, sizeof(*owned));
    struct settings *settings = &owned->settings;

    owned->arena = loader->arena;
    settings_read(loader->arena, loader->root, loader->problems, settings);
    settings->files = loader->files;
    settings->file_count = loader->file_count;
    struct draft draft = {
        .arena = loader->arena,
        .problems = loader->problems,
        .root = loader->root,
        .settings = settings,
        .first_feed = first_of(loader, "feeds"),
        .first_topic = first_of(loader, "topics"),
        .first_sink = first_of(loader, "sinks"),
    };
    /* the pointers are copied, without the const that others see them with */
    /* NOLINTBEGIN(bugprone-sizeof-expression) */
    memcpy(&draft.feeds, &settings->feeds, sizeof(draft.feeds));
    memcpy(&draft.topics, &settings->topics, sizeof(draft.topics));
    memcpy(&draft.sinks, &settings->sinks, sizeof(draft.sinks));
    memcpy(&draft.queries, &settings->queries, sizeof(draft.queries));
    /* NOLINTEND(bugprone-sizeof-expression) */
    settings_check(&draft);
    if (purpose == TO_RUN)
        secrets_read(&draft);

    *is_right = problems_mistake_count(loader->problems) == 0;
    if (purpose == TO_READ_ON && !*is_right)
        settings_prune(&draft);
    problems_report(loader->problems, loader->files, loader->file_count, on_problem, owner);
    arena_free(loader->scratch);
    return settings;
}

/* A config with a mistake is none. */
static struct settings *right_or_none(struct settings *settings, bool is_right)
{
    if (is_right)
        return settings;
    settings_free(settings);
    return NULL;
}

static struct settings *load(const char *path, enum purpose purpose,
                             settings_on_problem *on_problem, void *owner, bool *is_right)
{
    struct loader loader;

    loader_init(&loader, path);
    read_files(&loader, path);
    return finish(&loader, purpose, on_problem, owner, is_right);
}

struct settings *settings_load(const char *path, settings_on_problem *on_problem, void *owner)
{
    bool is_right;
    struct settings *settings = load(path, TO_RUN, on_problem, owner, &is_right);

    return right_or_none(settings, is_right);
}

struct settings *settings_load_without_secrets(const char *path, settings_on_problem *on_problem,
                                               void *owner)
{
    bool is_right;
    struct settings *settings = load(path, TO_LOOK, on_problem, owner, &is_right);

    return right_or_none(settings, is_right);
}

struct settings *settings_load_broken(const char *path, bool has_secrets,
                                      settings_on_problem *on_problem, void *owner, bool *is_right)
{
    return load(path, has_secrets ? TO_RUN : TO_LOOK, on_problem, owner, is_right);
}

struct settings *settings_load_usable(const char *path, settings_on_problem *on_problem,
                                      void *owner)
{
    bool is_right;
    struct settings *settings = load(path, TO_READ_ON, on_problem, owner, &is_right);

    return right_or_none(settings, settings->state_dir != NULL);
}

struct settings *settings_load_changed(const char *path, const struct settings_change *change,
                                       settings_on_problem *on_problem, void *owner, bool *is_right)
{
    struct loader loader;

    loader_init(&loader, path);
    loader.changed = change->path;
    read_files(&loader, path);
    if (change->text != NULL) {
        const char *file = arena_string(loader.arena, change->path);
        loader.files[loader.file_count++] = file;
        add_text(&loader, file, change->text, change->len);
    }
    return finish(&loader, TO_LOOK, on_problem, owner, is_right);
}

struct settings *settings_load_text(const char *path, const char *text, size_t len,
                                    settings_on_problem *on_problem, void *owner)
{
    struct loader loader;
    bool is_right;

    loader_init(&loader, path);
    loader.files[loader.file_count++] = loader.root->place.file;
    add_text(&loader, loader.files[0], text, len);
    struct settings *settings = finish(&loader, TO_LOOK, on_problem, owner, &is_right);
    return right_or_none(settings, is_right);
}

void settings_free(struct settings *settings)
{
    if (settings != NULL)
        arena_free(((struct owned_settings *)settings)->arena);
}
