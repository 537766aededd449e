/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "daemon/core/fetcher_setup.h"

static const char *const networks[] = {"10.0.0.0/8"};

static struct settings settings_with(const char *contact)
{
    return (struct settings){
        .contact = contact,
        .fetchers = 3,
        .fetch = {.connect_timeout = 7,
                  .max_body = 1024,
                  .max_header = 512,
                  .connections = 256,
                  .per_host_connections = 2,
                  .per_host_spacing_ms = 500,
                  .per_address_connections = 8,
                  .per_address_starts = 10,
                  .allow_addresses = networks,
                  .allow_address_count = 1,
                  .proxy = "http://proxy.example:3128",
                  .ca_file = "/etc/ca.pem"},
    };
}

static void a_fetcher_says_who_asks_and_whom_to_write_to(void **state)
{
    struct arena *arena = arena_new();
    struct settings named = settings_with("https://desk.example/bot"),
                    unnamed = settings_with(NULL);

    (void)state;
    assert_string_equal(fetcher_setup_of(&named, arena).user_agent,
                        "storywatch/" STORYWATCH_VERSION " (+https://desk.example/bot)");
    assert_string_equal(fetcher_setup_of(&unnamed, arena).user_agent,
                        "storywatch/" STORYWATCH_VERSION);
    arena_free(arena);
}

static void the_connections_are_shared_by_all_fetchers(void **state)
{
    struct arena *arena = arena_new();
    struct settings settings = settings_with(NULL);
    struct fetcher_setup_message setup = fetcher_setup_of(&settings, arena);

    (void)state;
    assert_int_equal(setup.connections, 86);
    assert_int_equal(setup.connect_timeout_ms, 7000);
    assert_int_equal(setup.max_body, 1024);
    assert_int_equal(setup.max_header, 512);
    assert_int_equal(setup.per_host_connections, 2);
    assert_int_equal(setup.per_host_spacing_ms, 500);
    assert_int_equal(setup.per_address_connections, 8);
    assert_int_equal(setup.per_address_starts, 10);
    assert_int_equal(setup.allow_address_count, 1);
    assert_string_equal(setup.allow_addresses[0], "10.0.0.0/8");
    assert_string_equal(setup.proxy, "http://proxy.example:3128");
    assert_string_equal(setup.ca_file, "/etc/ca.pem");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fetcher_says_who_asks_and_whom_to_write_to),
        cmocka_unit_test(the_connections_are_shared_by_all_fetchers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
