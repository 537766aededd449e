"""A query and a config are tried on stored stories before they are trusted."""
import contextlib
import copy
import json
import pty
import os
import sqlite3
import subprocess

import pytest
import yaml

from conftest import COMMAND
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, atom, rss


@pytest.fixture(scope="module")
def stored(module_service, site):
    service = module_service
    service.feed("harbour-news", site(rss(TROOPS, MARKET, QUAKE)).url(), groups=["wire"])
    service.once()  # first, so that it is the one whose stories lead
    service.feed("ledger", site(atom(TROOPS_REPRINT, DOCKS)).url())
    service.once()
    return service


def changed(service, change):
    """The path of a config that `change` has made of the service's."""
    config = copy.deepcopy(service.config)
    change(config)
    folder = service.folder / "changed"
    folder.mkdir(exist_ok=True)
    path = folder / "new.yaml"
    path.write_text(yaml.dump(config, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def diff(service, change):
    return {(one["kind"], one["name"]): one for one in service.ask("diff", str(changed(service, change)))}


def test_a_query_is_counted_by_day_and_by_feed(stored):
    status, out, err = stored.run("test", "troops OR dockers OR port")
    assert status == 0, err
    assert "2 stories match, of 5 items" in out
    table = [line.split() for line in out.splitlines()]
    assert ["harbour-news", "1"] in table and ["ledger", "1"] in table, out
    assert "█" not in out


def test_days_without_a_story_are_shown_too(service, site):
    service.feed("harbour-news", site(rss(TROOPS, DOCKS, QUAKE)).url())
    service.once()
    with contextlib.closing(sqlite3.connect(service.state / "storywatch.db")) as store, store:
        store.execute("UPDATE item SET seen = seen - 3 * 86400 WHERE id = (SELECT min(item) FROM item_text WHERE title = ?)", [DOCKS["title"]])
    out = service.run("test", "dockers OR magnitude")[1]
    days = [line.split()[1] for line in out[out.index("DAY"):out.index("FEED")].splitlines()[1:] if line]
    assert days == ["1", "0", "0", "1"], out


def test_counts_are_bars_on_a_terminal(stored):
    master, slave = pty.openpty()
    done = subprocess.run([COMMAND, "test", "--config", stored.config_path, "troops"], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0 and "████" in shown, shown


def test_why_an_item_is_no_hit(stored):
    market = next(item for item in stored.ask("items") if item["title"] == MARKET["title"])
    number = str(market["_storywatch"]["item"])
    status, out, err = stored.run("test", "--why", number, "zeppelin AND troops")
    assert status == 0 and "zeppelin" in out, (out, err)
    told, = stored.ask("test", "--why", number, "zeppelin AND troops")
    assert told == {"item": int(number), "matches": False, "why": "zeppelin is not in title, summary or content", "matched": []}
    status, out, err = stored.run("test", "--why", "99999", "zeppelin")
    assert status == 1 and "99999" in err
    status, out, err = stored.run("test", "--why", "the first", "zeppelin")
    assert status == 2 and "the first" in err


def test_why_an_item_is_a_hit(stored):
    market = next(item for item in stored.ask("items") if item["title"] == MARKET["title"])
    number = str(market["_storywatch"]["item"])
    assert stored.run("test", "--why", number, "librar*")[:2] == (0, "it matches: librar* (“library” in the title)\n")
    told, = stored.ask("test", "--why", number, "librar*")
    assert told["matches"] is True and told["why"] is None and told["matched"][0]["found"] == "library"


def test_topics_shows_how_often_each_alerted(stored):
    topics = {topic["name"]: topic for topic in stored.ask("topics")}
    alerted = [alert["topic"] for alert in stored.alerts()]
    assert set(topics) == {topic["name"] for topic in stored.config["topics"]}
    for name, topic in topics.items():
        assert topic["day"] == topic["week"] == topic["month"] == topic["all"] == alerted.count(name)
        assert (topic["last_alert"] is None) == (name not in alerted)
    status, out, err = stored.run("topics")
    assert status == 0, err
    assert ("never" in out) == any(topic["all"] == 0 for topic in topics.values()), out
    assert stored.run("topics", "--topic", "no-such")[0] == 1
    assert {(topic["items"], topic["verifications"]) for topic in topics.values()} == {(None, None)}, "the service is down"


def test_the_same_config_makes_no_difference(stored):
    assert diff(stored, lambda config: None) == {}
    status, out, _ = stored.run("diff", str(changed(stored, lambda config: None)))
    assert status == 0 and out == "the same feeds and topics\n"


def test_diff_names_feeds_that_come_go_and_change(stored):
    def change(config):
        config["feeds"][0].update(url="https://harbour.example/rss", every="20m")
        del config["feeds"][1]
        config["feeds"].append({"name": "radio-north", "url": "https://radio.example/feed"})
    found = diff(stored, change)
    assert {name: one["change"] for (kind, name), one in found.items() if kind == "feed"} == {
        "harbour-news": "changed", "ledger": "removed", "radio-north": "added"}
    assert found["feed", "harbour-news"]["options"] == ["url", "every"]
    out = stored.run("diff", str(changed(stored, change)))[1]
    assert "~ feed harbour-news: url, every  https://harbour.example/rss\n- feed ledger\n+ feed radio-north  https://radio.example" in out


def test_diff_says_what_changed_of_a_topic_and_on_what_it_alerts(stored):
    def change(config):
        for topic in config["topics"]:
            if topic["name"] == "ports":
                topic.update(query="librar* OR harbour", title="Ports")
            elif topic["name"] == "quakes":
                topic.update(severity="high")
            elif topic["name"] == "dispatches":
                topic.update(query="zeppelin")
    status, out, err = stored.run("diff", str(changed(stored, change)))
    assert (status, err) == (0, ""), err
    lines = out.splitlines()
    assert lines[0] == "~ topic dispatches: query; alerts on the same stories"
    assert lines[1] == "~ topic ports: query, title; alerts on 1 more story, and no longer on 1"
    assert lines[2].startswith("    + ") and lines[2].endswith("harbour-news  " + MARKET["title"])
    assert lines[3].startswith("    - ") and lines[3].endswith("ledger  " + DOCKS["title"])
    assert lines[4:] == ["~ topic quakes: severity", "(tried on 5 stored items)"]


def test_what_diff_announces_is_what_then_happens(stored):
    def change(config):
        config["topics"] = [{"name": "tremors", "query": "earthquake* OR quake*"},
                            {"name": "docks", "query": "port AND strike*"}]
    found = diff(stored, change)
    lines = stored.run("items", "--json")[1].encode()
    status, out, err = stored.run("replay", "--config", str(changed(stored, change)), stdin=lines)
    assert status == 0, err
    alerted = [topic for line in out.splitlines() for topic in json.loads(line)["alerts"]]
    for name in ("tremors", "docks"):
        assert found["topic", name]["change"] == "added"
        assert found["topic", name]["more"] == alerted.count(name) > 0
        assert found["topic", name]["more_examples"][0]["title"]
    for topic in stored.config["topics"]:
        assert found["topic", topic["name"]]["change"] == "removed"


def test_a_named_query_that_changes_shows_in_the_topics_that_use_it(stored):
    def use_names(config):
        config["queries"] = {"armies": "troops OR soldiers"}
        config["topics"].append({"name": "moves", "query": "@armies AND kursk"})
        config["topics"].append({"name": "harbours", "query": "port"})
    before = changed(stored, use_names).rename(stored.folder / "changed" / "old.yaml")

    def change(config):
        use_names(config)
        config["queries"]["armies"] = "zeppelins"
    status, out, err = stored.run("diff", "--config", str(before), str(changed(stored, change)), "--json")
    assert status == 0, err
    found = [json.loads(line) for line in out.splitlines()]
    assert [(one["name"], one["more"], one["less"]) for one in found] == [("moves", 0, 1)]


def test_diff_refuses_a_config_with_mistakes(stored):
    def change(config):
        config["topics"].append({"name": "broken", "query": "port AND AND strike"})
    new = changed(stored, change)
    line, text = next((n, text) for n, text in enumerate(new.read_text().splitlines(), 1) if "AND AND" in text)
    status, out, err = stored.run("diff", str(new))
    assert (status, out) == (78, "") and "%s:%d:%d: " % (new, line, text.index("AND AND") + 5) in err, err
    status, _, err = stored.run("diff", str(changed(stored, lambda config: config.update(contcat="x"))))
    assert status == 78 and "contact" in err, err


def test_a_topic_of_the_config_is_tried_by_its_name(stored):
    ports = next(topic for topic in stored.config["topics"] if topic["name"] == "ports")
    assert stored.run("test", "--topic", "ports", "--json") == stored.run("test", ports["query"], "--json")
    status, out, err = stored.run("test", "--topic", "prots")
    assert (status, out) == (1, "") and "no topic is named prots" in err
    for both_or_none in ([], ["--topic", "ports", "strike*"]):
        status, out, err = stored.run("test", *both_or_none)
        assert (status, out) == (2, "") and "usage: storywatch test" in err


def test_a_query_of_a_feed_that_is_not_there_is_warned_of(stored):
    status, out, err = stored.run("test", "strike* AND feed:legder")
    assert status == 0 and "0 stories match" in out and "query:1:18: warning: " in err and "legder" in err, err
