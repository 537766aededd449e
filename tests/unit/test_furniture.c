/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/text/furniture.h"
#include "feeds/text/furniture_words.h"

#include <stdio.h>
#include <string.h>

/* The story of `block` is what stands before the first bar. */
static void assert_story(const char *block_with_bar)
{
    char block[512];
    size_t story = strcspn(block_with_bar, "^");

    (void)snprintf(block, sizeof(block), "%.*s%s", (int)story, block_with_bar,
                   block_with_bar + story + 1);
    size_t len = strlen(block), found = furniture_story_length(block, len);
    if (found != strlen(block) - strlen(block + story))
        fail_msg("of \"%s\" %zu bytes are the story", block, found);
}

static void assert_whole(const char *block)
{
    if (furniture_story_length(block, strlen(block)) != strlen(block))
        fail_msg("of \"%s\" something is no story", block);
}

static bool is_block(const char *block)
{
    return furniture_is_block(block, strlen(block));
}

static bool is_ending(const char *block)
{
    return furniture_is_ending(block, strlen(block));
}

static void what_leads_on_behind_a_sentence_is_furniture(void **state)
{
    (void)state;
    assert_story("The ferry ran aground.^ Read more");
    assert_story("The ferry ran aground…^ Continue reading →");
    assert_story("The ferry ran aground [...]^ [READ MORE...]");
    assert_story("The ferry ran aground.^ (more…)");
    assert_story("“We are safe.”^ Read the full story here.");
    assert_story("Das Schiff lief auf Grund.^ Weiterlesen …");
    assert_story("Le ferry est échoué…^ Lire la suite de l’article");
    assert_story("El barco encalló.^ Seguir leyendo »");
    assert_story("La nave è ferma.^ Leggi tutto");
    assert_story("Het schip liep vast.^ Lees verder »");
    assert_story("O navio encalhou…^ Leia mais");
    assert_story("Паром сел на мель.^ Читать далее");
    assert_story("Паром сел на мель.^ Подробнее →");
    assert_story("轮渡搁浅。^阅读全文>>");
    assert_story("^Read more");
    assert_story("The ferry ran aground.^ Read more at thecoast.example.");
    assert_story("Das Schiff lief auf Grund.^ (Mehr dazu im Liveblog.)");
    assert_story("^Czytaj więcej na: wybrzeże.example");
}

static void a_label_is_furniture_where_the_text_is_broken_off(void **state)
{
    (void)state;
    assert_story("The minister said that the new^ Read more »");
    assert_story("The minister said that the new^ [Read more]");
    assert_story("Oslo | Ferry^ | Read more");
}

static void a_sentence_of_the_story_stays_whole(void **state)
{
    (void)state;
    assert_whole("The minister told us to read more.");
    assert_whole("The minister told us to read more...");
    assert_whole("He said: “Continue reading.”");
    assert_whole("They want more.");
    assert_whole("They have time now. Read more books.");
    assert_whole("They were told to read more at home.");
    assert_whole("Read more at home. It is good for them.");
    assert_whole("She had said it all before. More.");
    assert_whole("Он рассказал об этом подробнее.");
    assert_whole("He bread more");
    assert_whole("The post office closed. The letter appeared first on Sunday.");
    assert_whole("The ferry |");
}

static void where_a_post_was_first_is_furniture(void **state)
{
    (void)state;
    assert_story("^The post Ferry aground. What now? appeared first on The Coast.");
    assert_story("The ferry ran aground. […]^ Read more The post Ferry appeared first on Coast.");
    assert_story("Die Fähre lief auf.^ Der Beitrag Fähre erschien zuerst auf Die Küste.");
    assert_story("Le ferry est échoué.^ L’article Ferry est apparu en premier sur Le Quai.");
    assert_story("El barco encalló.^ La entrada Barco se publicó primero en La Costa.");
    assert_story("La nave è ferma.^ L'articolo Nave proviene da La Costa.");
    assert_story("Het schip liep vast.^ Het bericht Schip verscheen eerst op De Kust.");
    assert_story("O navio encalhou.^ O post Navio apareceu primeiro em A Costa.");
    assert_story("Паром сел на мель.^ Запись Паром впервые появилась Берег.");
    assert_story("フェリーが座礁した。^投稿 フェリー は 海岸 に最初に表示されました。");
}

static void a_link_that_leads_on_is_furniture_with_its_title(void **state)
{
    const char *block = "The ferry ran aground. Continue reading Ferry aground";

    (void)state;
    assert_int_equal(furniture_story_length_before(block, strlen(block), 23), 22);
    block = "He asked you to read more about ferries";
    assert_int_equal(furniture_story_length_before(block, strlen(block), 16), strlen(block));
    block = "The minister said that the new Read more";
    assert_int_equal(furniture_story_length_before(block, strlen(block), 31), 30);
    block = "The ferry ran aground. Lire aussi : La marée monte";
    assert_int_equal(furniture_story_length_before(block, strlen(block), 23), 22);
    block = "The ferry ran aground. Related people were saved";
    assert_int_equal(furniture_story_length_before(block, strlen(block), 23), strlen(block));
    block = "… Continue reading Ferry";
    assert_int_equal(furniture_story_length_before(block, strlen(block), 4), 0);
}

static void share_lines_and_labels_are_furniture_anywhere(void **state)
{
    (void)state;
    assert_true(is_block("Share this:"));
    assert_true(is_block("Share on Facebook | Share on X | Email"));
    assert_true(is_block("— ADVERTISEMENT —"));
    assert_true(is_block("Partager sur Facebook"));
    assert_true(is_block("J’aime chargement…"));
    assert_true(is_block("Реклама"));
    assert_false(is_block("Share prices fell"));
    assert_false(is_block("Email"));
    assert_false(is_block("—"));
    assert_false(is_block(""));
}

static void links_to_other_texts_are_furniture_anywhere(void **state)
{
    (void)state;
    assert_true(is_block("READ MORE: Tide rises"));
    assert_true(is_block("► Lire aussi : La marée monte"));
    assert_true(is_block("Lesen Sie auch: Die Flut steigt"));
    assert_true(is_block("Читайте также: Вода поднимается"));
    assert_true(is_block("LEGGI ANCHE – La marea sale"));
    assert_true(is_block("À LIRE AUSSI - La marée monte"));
    assert_true(is_block("You might also like"));
    assert_false(is_block("Related-party deals rose"));
    assert_false(is_block("Read more about it in the book: it is good"));
    assert_false(is_block("Related: the pilot was ill. He had been for a week."));
    assert_false(is_block("Related people were saved"));
}

static void copyright_and_newsletters_are_furniture_at_the_end(void **state)
{
    (void)state;
    assert_true(is_ending("© 2026 AFP"));
    assert_true(is_ending("Copyright 2026 The Coast. It may not be published."));
    assert_true(is_ending("The Coast. Alle Rechte vorbehalten."));
    assert_true(is_ending("Subscribe to our newsletter"));
    assert_true(is_ending("Melden Sie sich für unseren Newsletter an!"));
    assert_true(is_ending("Inscrivez-vous à notre lettre d’information"));
    assert_true(is_ending("Suscríbete a nuestro boletín"));
    assert_true(is_ending("Iscriviti alla nostra newsletter"));
    assert_true(is_ending("Schrijf je in voor onze nieuwsbrief"));
    assert_true(is_ending("Assine a nossa newsletter"));
    assert_true(is_ending("Подписывайтесь на наш канал"));
    assert_true(is_ending("© 2025–2026 by The Coast"));
    assert_true(is_ending("Copyright (c) The Coast"));
    assert_true(is_ending("(c) 2026 The Coast"));
    assert_true(is_ending("Follow us on X and Facebook"));
    assert_true(is_ending("✅ Clique aqui para seguir o canal do jornal"));
    assert_true(is_ending("Riproduzione riservata © Copyright La Costa"));
    assert_true(is_ending("Ferry was originally published in The Coast on Medium, where people are "
                          "continuing the conversation by highlighting and responding to this "
                          "story."));
    assert_false(is_ending("“Follow us on Facebook,” he said."));
    assert_false(is_ending("Follow us on the way through the Alps."));
    assert_false(is_ending("Copyright 2026 was what they talked about."));
    assert_false(is_ending("Copyright Law Is Changed"));
    assert_false(is_ending("© marks were found on the bags."));
    assert_false(is_ending("(c) The ship is lost."));
    assert_false(is_ending("The copyright of 2026 is in doubt."));
    assert_false(is_ending("Sign up for the race by Sunday."));
    assert_false(is_ending(""));
}

/* The words are compared letter by letter from both ends. */
static void every_word_of_the_lists_is_found(void **state)
{
    char block[256];

    (void)state;
    for (size_t i = 0; words_read_more[i].text != NULL; i++) {
        (void)snprintf(block, sizeof(block), "It is so.^ %s", words_read_more[i].text);
        assert_story(block);
        assert_int_equal(
            furniture_story_length_before(words_read_more[i].text, words_read_more[i].len, 0), 0);
    }
    for (size_t i = 0; words_more[i].text != NULL; i++) {
        (void)snprintf(block, sizeof(block), "It is so^ [%s]", words_more[i].text);
        assert_story(block);
    }
    for (size_t i = 0; words_related[i].text != NULL; i++) {
        (void)snprintf(block, sizeof(block), "%s: Tide rises", words_related[i].text);
        assert_true(is_block(block));
    }
    for (size_t i = 0; words_alone[i].text != NULL; i++)
        assert_true(is_block(words_alone[i].text));
    for (size_t i = 0; words_rights[i].text != NULL; i++)
        assert_true(is_ending(words_rights[i].text));
    for (size_t i = 0; words_first_on[i].begin != NULL; i++) {
        (void)snprintf(block, sizeof(block), "It is so.^ %sFerry%sCoast.", words_first_on[i].begin,
                       words_first_on[i].middle);
        assert_story(block);
    }
    for (size_t i = 0; words_ending[i].begin != NULL; i++) {
        const char *middle = words_ending[i].middle;
        (void)snprintf(block, sizeof(block), "%s the %s.", words_ending[i].begin,
                       middle == NULL ? "Facebook" : middle);
        assert_true(is_ending(block));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_leads_on_behind_a_sentence_is_furniture),
        cmocka_unit_test(a_label_is_furniture_where_the_text_is_broken_off),
        cmocka_unit_test(a_sentence_of_the_story_stays_whole),
        cmocka_unit_test(where_a_post_was_first_is_furniture),
        cmocka_unit_test(a_link_that_leads_on_is_furniture_with_its_title),
        cmocka_unit_test(share_lines_and_labels_are_furniture_anywhere),
        cmocka_unit_test(links_to_other_texts_are_furniture_anywhere),
        cmocka_unit_test(copyright_and_newsletters_are_furniture_at_the_end),
        cmocka_unit_test(every_word_of_the_lists_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
