/* replay.c: runs a fuzz target over the files of its corpus, so that every find stays found without
 * libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t capacity = 1 << 20;

    if (file == NULL) {
        perror(path);
        return 1;
    }
    uint8_t *data = malloc(capacity);
    size_t len = data == NULL ? 0 : fread(data, 1, capacity, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, len);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    int failures = 0, replayed = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    int count = scandir(argv[1], &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            failures += replay_file(path);
            replayed++;
        }
        free(entries[i]);
    }
    if (count > 0)
        free(entries);
    printf("%s: %d files\n", argv[1], replayed);
    return failures > 0 || replayed == 0;
}
