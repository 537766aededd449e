/* main.c: writes the filters of all roles as the C that the programs are linked with. Run by the
 * build: at run time there is nothing left to do that could fail for want of memory. */
#include "config/base/error.h"
#include "daemon/sandbox/filters/roles.h"
#include "daemon/sandbox/filters/rules.h"

#include <stdio.h>
#include <stdlib.h>

static size_t print_code(const char *role, size_t number, const struct rules *rules)
{
    static struct sock_filter code[BPF_MAXINSNS];
    struct error err = {0};
    size_t len;

    if (!rules_compile(rules, code, &len, &err)) {
        fprintf(stderr, "the filter of the role %s: %s\n", role, err.message);
        exit(EXIT_FAILURE);
    }
    printf("\nstatic const struct sock_filter %s_%zu[] = {\n", role, number);
    for (size_t i = 0; i < len; i++)
        printf("    {0x%02x, %u, %u, 0x%08x},\n", code[i].code, code[i].jt, code[i].jf, code[i].k);
    puts("};");
    return len;
}

static void print_role(const struct role_rules *role)
{
    size_t len[ROLE_FILTERS] = {0};
    bool are_logged[ROLE_FILTERS] = {false};

    for (size_t i = 0; i < ROLE_FILTERS && role->make[i] != NULL; i++) {
        struct rules *rules = role->make[i]();
        len[i] = print_code(role->role, i, rules);
        are_logged[i] = rules_are_logged(rules);
        rules_free(rules);
    }
    printf("\nconst struct filter filters_of_%s[] = {\n", role->role);
    for (size_t i = 0; i < ROLE_FILTERS && len[i] > 0; i++)
        printf("    {.code = %s_%zu, .len = %zu, .is_logged = %s},\n", role->role, i, len[i],
               are_logged[i] ? "true" : "false");
    puts("    {.len = 0},\n};");
}

int main(void)
{
    puts("/* Written by the build from daemon/sandbox/filters/roles.c. */");
    puts("#include \"daemon/sandbox/filter.h\"");
    for (size_t i = 0; i < role_count; i++)
        print_role(&roles[i]);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
