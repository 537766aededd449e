"""What an operator asks of a verdict, and how it is corrected, on a running service with stored items."""
import json
import re

import pytest

from conftest import ROOT, topics_of, wait_until
from news import DOCKS, QUAKE, TROOPS, TROOPS_REPRINT, rss

LATER_QUAKE = dict(QUAKE, title="Chile: quake halts mine near Calama", link="https://ledger.example/quake")


@pytest.fixture
def up(service, site):
    """Three stories, one of them with a copy; at the next poll the ledger has a copy of the quake's."""
    service.feed("harbour-news", site(rss(TROOPS, DOCKS, QUAKE)).url())
    service.start()
    service.wait_for_alerts(3)  # or the ledger might lead
    service.feed("ledger", site(rss(TROOPS_REPRINT), rss(TROOPS_REPRINT, LATER_QUAKE)).url())
    service.reload()
    wait_until(lambda: all(feed["polls"] for feed in service.feeds().values()), "every feed was polled")
    return service


def items(service):
    """By title: number, story, kind."""
    found = {}
    for line in service.ask("items"):
        found[line["title"]] = line["_storywatch"]
    return found


def copy_and_lead(service):
    both = [items(service)[news["title"]] for news in (TROOPS, TROOPS_REPRINT)]
    assert both[0]["story"] == both[1]["story"]
    shown, = service.ask("story", str(both[0]["story"]))
    return shown["items"][1]["item"], shown["items"][0]["item"]


def restart(service):
    service.stop()
    service.start()


def test_a_copy_that_is_split_off_leads_and_alerts_once(up):
    copy, lead = copy_and_lead(up)
    status, out, err = up.run("split", str(copy))
    assert status == 0 and "item %d leads story" % copy in out and "1 new alert" in out, err
    assert sorted(topics_of(up.wait_for_alerts(4))) == ["dprk-troops", "dprk-troops", "ports", "quakes"]
    restart(up)
    up.poll("harbour-news")
    up.poll("ledger")
    stories = {items(up)[news["title"]]["story"] for news in (TROOPS, TROOPS_REPRINT)}
    assert len(stories) == 2 and len(up.alerts()) == 4
    split_off = items(up)[TROOPS_REPRINT["title"]]["story"]
    assert "a story of its own: split off by hand; before: a copy: " in up.run("story", str(split_off))[1]
    status, _, err = up.run("split", str(copy))
    assert status == 1 and "leads its story" in err


def test_joined_stories_are_one_for_later_items_too(up):
    found = items(up)
    docks, quake = found[DOCKS["title"]], found[QUAKE["title"]]
    answer, = up.ask("join", str(quake["item"]), str(docks["item"]))
    story = min(docks["story"], quake["story"])
    assert answer == {"ok": True, "story": story, "joined": max(docks["story"], quake["story"])}
    restart(up)
    up.poll("ledger")
    found = items(up)
    assert {found[news["title"]]["story"] for news in (DOCKS, QUAKE, LATER_QUAKE)} == {story}
    assert "story %d was joined to story %d" % (answer["joined"], story) in up.run("story", str(answer["joined"]))[1]
    shown, = up.ask("story", str(answer["joined"]))
    assert [item["correction"] for item in shown["items"]] == [None, "joined", None]
    assert shown["story"] == story and shown["copies"] == 2 and topics_of(shown["alerts"]) == ["ports", "quakes"]
    assert len(up.alerts()) == 3


def test_what_was_joined_can_be_split_again(up):
    found = items(up)
    docks, quake = found[DOCKS["title"]], found[QUAKE["title"]]
    up.ask("join", str(quake["item"]), str(docks["item"]))
    later = max(docks, quake, key=lambda item: item["story"])
    answer, = up.ask("split", str(later["item"]))
    assert answer["story"] == later["story"] and answer["alerts"] == 0
    assert len({items(up)[news["title"]]["story"] for news in (DOCKS, QUAKE)}) == 2 and len(up.alerts()) == 3


@pytest.mark.parametrize("arguments, exit_status", [
    (["split", "4711"], 1), (["join", "1", "4711"], 1), (["split", "one"], 2), (["join", "1"], 2)])
def test_a_correction_of_what_is_not_there_is_refused(up, arguments, exit_status):
    status, _, err = up.run(*arguments)
    assert status == exit_status and err
    assert exit_status == 2 or err == "storywatch: there is no such item: `storywatch items` shows their numbers\n"


def test_a_near_miss_is_told_on_request_with_what_kept_it_apart(service, site):
    aftershock = dict(QUAKE, title="Aftershock shakes northern Chile", link="https://ledger.example/aftershock",
                      text=QUAKE["text"].replace("6.1", "5.2").replace("two roads were", "the airport was") +
                      "\nIt was the third of the day, and many families spent the night in their gardens and cars.")
    service.feed("harbour-news", site(rss(QUAKE)).url())
    service.start()
    service.wait_for_alerts(1)
    service.stop()
    service.feed("ledger", site(rss(aftershock)).url())
    service.start()
    service.wait_for_alerts(2)
    story = items(service)[QUAKE["title"]]["story"]
    shown, = service.ask("story", str(story))
    assert "near" not in shown and len(shown["items"]) == 1
    shown, = service.ask("story", "--near", str(story))
    near, = shown["near"]
    assert near["title"] == aftershock["title"] and near["reason"]["near_miss"] and near["reason"]["failed"]
    status, out, _ = service.run("story", "--near", str(story))
    assert status == 0 and "near misses" in out and "what kept it apart: " in out and "the limit" in out
    found = items(service)
    compared, = service.ask("compare", str(found[aftershock["title"]]["item"]), str(found[QUAKE["title"]]["item"]))
    assert compared["notes"][-1].startswith("when A came, it was kept apart from story %d: %s is 0." % (story, near["reason"]["failed"]))


def test_a_text_that_became_another_says_which_story_it_left(service, site):
    live = dict(QUAKE, link="https://news.example/live")
    service.feed("harbour-news", site(rss(dict(DOCKS, link=live["link"])), rss(live)).url())
    service.once()
    story = items(service)[DOCKS["title"]]["story"]
    service.once()
    left = items(service)[QUAKE["title"]]["story"]
    status, out, _ = service.run("story", str(left))
    assert status == 0 and "its text before was of story %d, with which it no longer agrees" % story in out
    shown, = service.ask("story", str(left))
    assert [item["left_story"] for item in shown["items"]] == [story] and left != story


def test_the_manual_names_every_test_of_a_verdict():
    manual = (ROOT / "systemd/man/storywatch.1").read_text()
    asked = re.findall(r"(?:at_least|at_least_or|at_most)\(verdict,\s*\"([a-z ]+)\"|verdict_test\)\{\"([a-z ]+)\"",
                       (ROOT / "feeds/dedup/verdict.c").read_text())
    names = {one or other for one, other in asked}
    assert len(names) > 20
    assert [name for name in names if not re.search(r"^\.It Cm (.* , )?%s( , .*)?$" % name, manual, re.MULTILINE)] == []


def test_compare_tells_each_test_of_two_stored_items(up):
    copy, lead = copy_and_lead(up)
    status, out, _ = up.run("compare", str(copy), str(lead))
    assert status == 0 and "a copy, by text" in out and "at least 55 %" in out
    verdict, = up.ask("compare", str(copy), str(items(up)[DOCKS["title"]]["item"]))
    assert verdict["copy"] is False
    failed = [test["test"] for test in verdict["tests"] if not test["passes"]]
    assert "contained" in failed
    assert all("at_least" in test or "at_most" in test for test in verdict["tests"])


def test_compare_tells_what_decides_beside_the_texts(up, tmp_path):
    copy, lead = copy_and_lead(up)
    told, = up.ask("compare", str(copy), str(lead))
    assert told["notes"] == ["both are of story %d" % items(up)[TROOPS["title"]]["story"]]
    up.ask("split", str(copy))
    told, = up.ask("compare", str(copy), str(lead))
    found = items(up)
    stories = tuple(found[news["title"]]["story"] for news in (TROOPS_REPRINT, TROOPS))
    assert told["copy"] and told["notes"] == ["A is of story %d, B of story %d" % stories, "A was split off by hand"]
    (tmp_path / "old").write_text(json.dumps({"feed": "desk", "title": TROOPS["title"], "content_text": TROOPS["text"],
                                              "seen": "2026-01-01T00:00:00Z"}))
    told, = up.ask("compare", str(tmp_path / "old"), str(lead))
    note, = told["notes"]
    assert re.fullmatch(r"they came \d+ d apart, and dedup.window is 14d", note)
    up.config["feeds"][0]["dedup"] = "off"
    up.write_config()
    status, out, err = up.run("compare", str(copy), str(lead))
    assert status == 0 and "; A was split off by hand; the feed harbour-news has dedup: off\n" in out, (out, err)


def test_compare_reads_files_and_needs_no_store_for_them(service, tmp_path):
    forms = {
        "text": DOCKS["title"] + "\n\n" + DOCKS["text"],
        "html": "<p>" + DOCKS["text"].replace("\n", "</p><p>") + "</p>",
        "json": json.dumps({"feed": "desk", "title": DOCKS["title"], "content_text": DOCKS["text"]}),
    }
    for name, text in forms.items():
        (tmp_path / name).write_text(text)
    for name in forms:
        verdict, = service.ask("compare", str(tmp_path / name), str(tmp_path / "text"))
        assert verdict["copy"] is True, name
    status, _, err = service.run("compare", str(tmp_path / "text"), str(tmp_path / "missing"))
    assert status == 1 and "missing" in err


def test_what_is_stored_of_a_removed_feed_is_deleted_on_request(up):
    status, _, err = up.run("forget", "harbour-news")
    assert status == 1 and "the feed is in the config" in err
    up.config["feeds"] = [feed for feed in up.config["feeds"] if feed["name"] == "ledger"]
    up.reload()
    status, out, err = up.run("forget", "harbour-news")
    assert status == 0 and out.startswith("3 items and 2 alerts deleted"), err
    assert list(items(up)) == [TROOPS_REPRINT["title"]]
    alert, = up.ask("alerts")
    assert (alert["item"]["feed"], alert["item"]["title"], alert["matched"]) == ("ledger", TROOPS_REPRINT["title"], [])
    assert up.run("forget", "harbour-news")[0] == 1  # there is nothing left
    restart(up)
    up.poll("ledger")  # the quake's copy is the first of its story now, the reprint is what it was
    assert sorted(topics_of(up.wait_for_alerts(4))) == ["dprk-troops", "ports", "quakes", "quakes"]
