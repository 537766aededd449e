/* Kinds of news that are hard to tell apart, or to tell to be one, each in items of several outlets
 * as they come. */
#include "tests/helpers/dedup_desk.h"

/* An item and the story that it must be of: the place of that story's first item in the list. */
struct placed {
    int64_t story;
    int64_t feed;
    int64_t hour;
    struct news news;
};

static void assert_placed(struct desk *desk, const struct placed *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t story = story_of(desk, items[i].feed, MONDAY + items[i].hour * HOUR, items[i].news);
        if (story != items[i].story)
            fail_msg("item %zu (%s) is of story %d, not of %d: %s", i + 1, items[i].news.title,
                     (int)story, (int)items[i].story,
                     last_reason(desk)->failed == NULL ? "-" : last_reason(desk)->failed);
    }
}

#define ASSERT_PLACED(desk, items) assert_placed(desk, items, sizeof(items) / sizeof(*(items)))

#define EARNINGS(SHARE, BEFORE, NET, NET_BEFORE, SALES, SALES_BEFORE)                              \
    "QTR ENDED MARCH 31 NET. SHR " SHARE " CTS VS " BEFORE " CTS. NET " NET " VS " NET_BEFORE      \
    ". REVS " SALES " MLN VS " SALES_BEFORE " MLN. NOTE: YEAR-AGO FIGURES RESTATED FOR A "         \
    "THREE-FOR-TWO STOCK SPLIT PAID IN JANUARY."

static void a_wire_in_capitals_tells_two_companies_apart(void **state)
{
    const struct placed items[] = {
        {1,
         1,
         0,
         {.title = "BRENLEY CORP <BRN> 1ST QTR NET",
          .text = EARNINGS("41", "33", "4,112,000", "3,300,000", "58.2", "49.9")}},
        {2,
         1,
         1,
         {.title = "OSTRAND INDUSTRIES <OST> 1ST QTR NET",
          .text = EARNINGS("17", "12", "1,002,000", "880,000", "18.0", "12.2")}},
        {1,
         2,
         2,
         {.title = "BRENLEY CORP 1ST QUARTER",
          .text = EARNINGS("41", "33", "4,112,000", "3,300,000", "58.2", "49.9")}},
    };

    ASSERT_PLACED(*state, items);
}

#define MARKET(MOVE, WAY, LEVEL, DAY_NAME, TURNOVER)                                               \
    "The OX index of the Estrup exchange closed " MOVE " points " WAY " at " LEVEL " on " DAY_NAME \
    ", with banks and shipping lines among the most active shares. Turnover came to " TURNOVER     \
    " million crowns. Dealers said that investors were waiting for the central bank's decision "   \
    "on interest rates and for figures on prices."

static void market_reports_of_two_days_are_two_stories_wherever_they_are_printed(void **state)
{
    const struct news monday = {.title = "Estrup shares close higher",
                                .text = MARKET("31.2", "higher", "7,300.5", "Monday", "412")};
    const struct news tuesday = {.title = "Estrup shares close lower",
                                 .text = MARKET("18.7", "lower", "7,281.8", "Tuesday", "388")};
    const struct placed items[] = {
        {1, 1, 0, monday},
        {2, 1, 24, tuesday},
        {1, 2, 3, {.title = "Shares rise", .text = monday.text}},
        {2, 2, 26, tuesday},
    };

    ASSERT_PLACED(*state, items);
}

#define FORECAST(SKY, HIGH, WIND, SPEED, LOW, RAIN)                                                \
    "Today will be mostly " SKY " with a high of " HIGH " degrees and winds from the " WIND        \
    " at " SPEED " kilometres an hour. Tonight there will be a low of " LOW " degrees and a " RAIN \
    " per cent chance of rain over the coast. Tomorrow will be much the same in the whole county."

static void forecasts_by_one_template_are_told_apart_by_their_figures(void **state)
{
    const struct placed items[] = {
        {1,
         1,
         0,
         {.title = "Weather for Kelmouth",
          .text = FORECAST("cloudy", "9", "west", "20", "3", "40")}},
        {2,
         1,
         24,
         {.title = "Weather for Kelmouth",
          .text = FORECAST("sunny", "12", "east", "10", "5", "10")}},
        {3,
         2,
         25,
         {.title = "Weather for Brackwell",
          .text = FORECAST("sunny", "14", "north", "15", "4", "20")}},
    };

    ASSERT_PLACED(*state, items);
}

#define MATCH(HOME, GUEST, CROWD, GROUND, FIRST, MINUTE, SECOND, PLACE)                            \
    HOME " beat " GUEST " 2-0 on Saturday in front of " CROWD " spectators at " GROUND ". " FIRST  \
         " opened the scoring after " MINUTE " minutes with a header from a corner, and " SECOND   \
         " added the second before half-time. The visitors pressed after the break but could not " \
         "find a way past the goalkeeper. The win lifts the side to " PLACE " in the table."

static void match_reports_are_told_apart_by_their_names(void **state)
{
    const char *first =
        MATCH("Estrup", "Kelmouth", "11,204", "Harbour Park", "Lind", "14", "Maddox", "third");
    const struct placed items[] = {
        {1, 1, 0, {.title = "Estrup 2-0 Kelmouth", .text = first}},
        {2,
         1,
         1,
         {.title = "Vellin 2-0 Ostrand",
          .text = MATCH("Vellin", "Ostrand", "9,870", "the Mill Ground", "Quiroga", "22",
                        "Petersen", "sixth")}},
        {1, 2, 2, {.title = "Lind and Maddox sink Kelmouth", .text = first}},
    };

    ASSERT_PLACED(*state, items);
}

#define TOLL                                                                                       \
    "The county has dropped its plan to charge a toll on the Alder bridge after two thousand "     \
    "letters of protest, its leader said on Tuesday, and will look for the money for new "         \
    "bearings elsewhere."
#define THEFTS                                                                                     \
    "Two men were held on Tuesday after thefts from eleven stalls of the covered market, police "  \
    "said, and part of the goods was found in a garage near the station."

static void a_tail_that_asks_to_read_on_is_not_held_against_a_summary(void **state)
{
    const struct placed items[] = {
        {1,
         1,
         0,
         {.title = "County drops bridge toll",
          .text = TOLL " Read more at The Argus: https://argus.example/toll"}},
        {1,
         2,
         1,
         {.title = "Toll on Alder bridge is off",
          .text = TOLL " Continue reading this story on our website. The post Toll on Alder bridge "
                       "is off appeared first on Kelmouth Post."}},
        {3,
         1,
         2,
         {.title = "Two held after thefts",
          .text = THEFTS " Read more at The Argus: https://argus.example/thefts"}},
    };

    ASSERT_PLACED(*state, items);
}

#define BRIDGE_ZH                                                                                                                          \
    "凯尔茅斯市政府星期一宣布，因潜水员在两座桥墩上发现严重裂缝，西大桥即日起对所有车辆关闭。" \
    "市长表示，两艘渡轮将在春季之前恢复运营，维修费用预计为三千八百万元，由国家承担一半。"
#define BRIDGE_AR                                                                                                                                                      \
    "أغلقت سلطة الميناء في كلموث الجسر الغربي أمام جميع المركبات مساء الاثنين بعد أن عثر "        \
    "الغواصون على شقوق عميقة في اثنتين من دعامات الجسر. وقال رئيس البلدية إن عبارتين ستعودان " \
    "إلى العمل حتى الربيع، وإن الإصلاح سيكلف ثمانية وثلاثين مليونا."

static void scripts_without_case_and_without_blanks_have_copies_and_other_news(void **state)
{
    const struct placed items[] = {
        {1, 1, 0, {.title = "西大桥因裂缝关闭", .text = BRIDGE_ZH}},
        {1,
         2,
         1,
         {.title = "凯尔茅斯西大桥关闭 两艘渡轮复航",
          .text = "（新华社电）" BRIDGE_ZH "责任编辑：李明"}},
        {3,
         1,
         2,
         {.title = "市政府通过预算",
          .text = "凯尔茅斯市政府星期一宣布，明年预算为八千四百万元，图书馆和游泳池的开放时间不变，"
                  "公交车票价四月起上涨百分之十，反对党称此举目光短浅。"}},
        {4, 3, 3, {.title = "إغلاق الجسر الغربي في كلموث", .text = BRIDGE_AR}},
        {4,
         4,
         4,
         {.title = "كلموث تغلق جسرها بسبب شقوق",
          .text = "كلموث (وكالة الساحل) - " BRIDGE_AR " للمزيد زوروا موقعنا"}},
    };

    ASSERT_PLACED(*state, items);
}

#define QUOTATION                                                                                  \
    "“This is the largest fine that any court in this country has ever imposed on a shipping "   \
    "line, and it sends a message to every owner who thinks that safety is a cost that can be "    \
    "cut,” said the minister of transport, Hanne Lorentz. "

static void a_shared_quotation_does_not_make_one_story_of_two(void **state)
{
    const struct placed items[] = {
        {1,
         1,
         0,
         {.title = "Minister welcomes fine",
          .text = "The minister of transport welcomed the fine on Tuesday. " QUOTATION
                  "The line will appeal, its lawyers told reporters outside the court, and its "
                  "shares fell by a fifth in early trade in Estrup."}},
        {2,
         2,
         24,
         {.title = "Opposition wants inquiry into ferry line",
          .text = "The opposition called for a public inquiry into the line on Wednesday and said "
                  "that the government had been warned twice in three years by its own "
                  "inspectors, whose letters lay unanswered. " QUOTATION
                  "Unions want seats on the board of the line."}},
    };

    ASSERT_PLACED(*state, items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_wire_in_capitals_tells_two_companies_apart),
        TEST(market_reports_of_two_days_are_two_stories_wherever_they_are_printed),
        TEST(forecasts_by_one_template_are_told_apart_by_their_figures),
        TEST(match_reports_are_told_apart_by_their_names),
        TEST(a_tail_that_asks_to_read_on_is_not_held_against_a_summary),
        TEST(scripts_without_case_and_without_blanks_have_copies_and_other_news),
        TEST(a_shared_quotation_does_not_make_one_story_of_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
