#include "daemon/core/alert_matched.h"
#include "tests/helpers/topics_desk.h"

#include <jansson.h>

/* What the query finds in the item. */
struct found {
    struct watch_list *list;
    struct arena *arena;
    struct watch_match match;
};

static struct found find(const char *query, const struct watch_item *item)
{
    struct found found = {.list = compile_right(query), .arena = arena_new()};

    assert_true(watch_list_match_topic(found.list, 0, item, found.arena));
    watch_list_collect(found.list, 0, &found.match);
    return found;
}

static void done(struct found *found)
{
    arena_free(found->arena);
    watch_list_free(found->list);
}

static const struct watch_item strike = {
    .title = "Dockers at Rotterdam begin a strike",
    .content = "Two terminals stood idle; forty ships wait for a berth.",
};

static void a_person_reads_each_term_with_what_was_found_and_where(void **state)
{
    struct found found = find("docker* AND (berth OR quay)", &strike);

    (void)state;
    assert_string_equal(alert_matched_text(&found.match, found.arena),
                        "docker* (“Dockers” in the title), berth (“berth” in the content)");
    done(&found);
}

static void a_person_reads_the_first_few_terms(void **state)
{
    struct found found = find("dockers AND strike AND terminals AND ships", &strike);

    (void)state;
    assert_string_equal(alert_matched_text(&found.match, found.arena),
                        "dockers (“Dockers” in the title), strike (“strike” in the title), "
                        "terminals (“terminals” in the content), …");
    done(&found);
}

static void a_program_reads_all_of_them_with_the_words_around(void **state)
{
    struct found found = find("dockers AND strike AND terminals AND ships", &strike);
    json_t *terms = json_loads(alert_matched_json(&found.match, found.arena), 0, NULL);
    json_t *last = json_array_get(terms, 3);

    (void)state;
    assert_int_equal(json_array_size(terms), 4);
    assert_string_equal(json_string_value(json_object_get(last, "term")), "ships");
    assert_string_equal(json_string_value(json_object_get(last, "found")), "ships");
    assert_string_equal(json_string_value(json_object_get(last, "zone")), "content");
    assert_non_null(strstr(json_string_value(json_object_get(last, "snippet")), "forty ships"));
    json_decref(terms);
    done(&found);
}

/* An alert line is 64 KiB at most. */
static void what_does_not_fit_into_an_alert_line_is_left_out_whole(void **state)
{
    char query[65536] = "", content[65536] = "";
    size_t len = 0, text_len = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        len += (size_t)snprintf(query + len, sizeof(query) - len, "%sberth%d", i > 0 ? " " : "", i);
        text_len += (size_t)snprintf(content + text_len, sizeof(content) - text_len, "berth%d ", i);
    }
    struct found found = find(query, &(struct watch_item){.content = content});
    const char *text = alert_matched_json(&found.match, found.arena);
    assert_in_range(strlen(text), 8 * 1024, 16 * 1024 + 1);
    json_t *terms = json_loads(text, 0, NULL);
    assert_in_range(json_array_size(terms), 10, 999);
    json_decref(terms);
    done(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_reads_each_term_with_what_was_found_and_where),
        cmocka_unit_test(a_person_reads_the_first_few_terms),
        cmocka_unit_test(a_program_reads_all_of_them_with_the_words_around),
        cmocka_unit_test(what_does_not_fit_into_an_alert_line_is_left_out_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
