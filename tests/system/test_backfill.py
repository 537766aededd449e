"""A new topic's alerts of stories that came before it: raised on request, once, and as `test` and `diff` announced them."""
import copy
import json

import pytest
import yaml

import desk
from conftest import Service, end, topics_of, wait_until
from news import DOCKS

LIGHTHOUSES = {"name": "lighthouses", "query": "lighthouse AND dispatch", "severity": "high"}


@pytest.fixture
def stored(service, site):
    """A running service that has stored everything."""
    desk.describe(service, site)
    service.start()
    wait_until(lambda: len(service.ask("items")) == len(desk.DISPATCHES) + 5, "everything was stored")
    service.wait_for_alerts(3)
    return service


def test_what_test_and_diff_announce_is_what_backfill_raises(stored):
    due = desk.about("lighthouse")
    assert len(due) > 200
    changed = copy.deepcopy(stored.config)
    changed["topics"].append(LIGHTHOUSES)
    new = stored.folder / "new.yaml"
    new.write_text(yaml.dump(changed))
    found = next(one for one in stored.ask("diff", str(new)) if one["name"] == "lighthouses")
    assert (found["change"], found["more"]) == ("added", len(due))
    tried = [hit["title"] for hit in stored.ask("test", "--since", "7d", LIGHTHOUSES["query"])]
    assert sorted(tried) == due

    warning = "%d times a day" % len(due)  # all of them came today
    assert warning in stored.run("test", LIGHTHOUSES["query"])[2] and warning in stored.run("diff", str(new))[2]

    out = stored.run("test", "--since", "7d", LIGHTHOUSES["query"])[1]
    feeds = [line.split() for line in out[out.index("FEED"):].splitlines()[1:]]
    counts = [int(count) for _, count in feeds[:20]]
    assert counts == sorted(counts, reverse=True) and feeds[20] == ["…", "and", "4", "more"]

    stored.config = changed
    stored.reload()
    assert topics_of(stored.alerts()) == ["dprk-troops", "ports", "quakes"], "a reload alone alerts of nothing"
    told, = stored.ask("backfill", "lighthouses", "--since", "7d")
    assert told == {"ok": True, "topic": "lighthouses", "items": len(desk.DISPATCHES) + 5, "alerts": len(due)}
    alerts = stored.wait_for_alerts(3 + len(due))
    raised = [alert for alert in alerts if alert["topic"] == "lighthouses"]
    assert sorted(alert["item"]["title"] for alert in raised) == due
    assert {(alert["severity"], alert["matched"][0]["term"]) for alert in raised} == {("high", "lighthouse")}

    assert stored.run("backfill", "lighthouses")[:2] == (0, "0 alerts raised, of %d stored items\n" % (len(desk.DISPATCHES) + 5))
    stored.stop()  # everything that was to be delivered is
    assert len(stored.alerts()) == 3 + len(due)


def test_a_story_that_has_alerted_of_the_topic_does_not_again(stored):
    assert stored.run("backfill", "ports")[1].startswith("0 alerts raised")
    ports = next(topic for topic in stored.config["topics"] if topic["name"] == "ports")
    ports["query"] = "dockers OR (lighthouse AND flooded)"
    stored.reload()
    told, = stored.ask("backfill", "ports")
    assert told["alerts"] == len(desk.about("lighthouse", "flooded"))
    assert [alert["item"]["title"] for alert in stored.ask("alerts", "--topic", "ports")].count(DOCKS["title"]) == 1


def test_examples_hold_a_query_to_what_is_stored(stored):
    due = desk.about("lighthouse")
    number_of = {item["title"]: item["_storywatch"]["item"] for item in stored.ask("items")}
    others = [number for title, number in number_of.items() if title not in due]
    examples = {"match": [number_of[title] for title in due], "no_match": others[:500]}
    stored.config["topics"].append({**LIGHTHOUSES, "examples": examples})
    stored.write_config()
    status, out, err = stored.run("check")
    assert (status, err) == (0, "") and out.endswith(" %d examples\n" % (len(due) + 500)), out
    examples["no_match"][250] = examples["match"][100]
    stored.write_config()
    status, out, _ = stored.run("check")
    assert status == 78 and out.count("\n") == 1 and "must not match, and does: lighthouse" in out, out


def test_topics_tells_what_each_costs(stored):
    stored.config["topics"].append({"name": "numbers", "query": "/[0-9]{7}/"})
    stored.config["topics"] += [{"name": "idle-%04d" % number, "query": "zeppelin%d" % number} for number in range(1500)]
    stored.reload()
    assert {topic["items"] for topic in stored.ask("topics")} == {0}
    assert " - " in stored.run("topics")[1]
    stored.config["feeds"].append({"name": "again", "url": stored.config["feeds"][0]["url"], "dedup": False})
    stored.reload()
    wait_until(lambda: len(stored.ask("items")) == len(desk.DISPATCHES) + 5 + desk.ITEMS, "the feed's items were stored anew")
    topics = {topic["name"]: topic for topic in stored.ask("topics")}
    assert len(topics) == 1504 and {topic["items"] for topic in topics.values()} == {desk.ITEMS}
    assert topics["numbers"]["verifications"] == desk.ITEMS  # a regex alone is tried on each
    assert topics["idle-1499"]["verifications"] == topics["quakes"]["verifications"] == 0
    table = {line.split()[0]: line for line in stored.run("topics")[1].splitlines()}
    assert "100.0 %" in table["numbers"] and " 0.0 %" in table["quakes"] and "never" in table["idle-0000"]


def test_nothing_was_seen_since_now(stored):
    stored.config["topics"].append(LIGHTHOUSES)
    stored.reload()
    assert stored.run("backfill", "lighthouses", "--since", "2099-01-01") == (0, "0 alerts raised, of 0 stored items\n", "")


@pytest.fixture(scope="module")
def small(site, tmp_path_factory):
    made = Service(tmp_path_factory.mktemp("small"))
    desk.describe(made, site)
    made.config["feeds"] = made.config["feeds"][-2:]
    made.start()
    yield made
    end(made)


@pytest.mark.parametrize("arguments,status,words", [
    (["lighthouse"], 1, ["no topic named lighthouse", "storywatch topics", "storywatch reload"]),
    (["ports", "--since", "a week"], 2, ["--since a week", "7d"]),
    ([], 2, ["usage: storywatch backfill"]),
    (["ports", "quakes"], 2, ["usage: storywatch backfill"]),
    (["por\nts"], 1, ["no topic's name"])])
def test_what_is_wrong_is_said(small, arguments, status, words):
    found, out, err = small.run("backfill", *arguments)
    assert (found, out) == (status, "") and all(word in err for word in words), err


def test_a_refusal_is_json_where_that_is_asked_for(small):
    status, out, err = small.run("backfill", "lighthouse", "--json")
    told = json.loads(out)
    assert (status, err) == (1, "") and told["ok"] is False and "no topic named lighthouse" in told["error"] and told["alerts"] == 0


def test_a_topic_of_the_config_that_is_not_in_force_yet_needs_a_reload(small):
    small.config["topics"].append(LIGHTHOUSES)
    small.write_config()
    status, _, err = small.run("backfill", "lighthouses")
    assert status == 1 and "storywatch reload" in err


def test_a_query_that_is_not_in_force_yet_needs_a_reload(small):
    ports = next(topic for topic in small.config["topics"] if topic["name"] == "ports")
    before = ports["query"]
    ports["query"] = "@harbours AND strike*"
    small.config["queries"] = {"harbours": "harbour OR dockers"}
    small.write_config()
    status, out, err = small.run("backfill", "ports")
    assert (status, out) == (1, "") and "another query for the topic ports" in err and "storywatch reload" in err
    small.reload()
    assert small.run("backfill", "ports")[0] == 0
    small.config["queries"] = {"harbours": "harbour"}
    small.write_config()
    assert small.run("backfill", "ports")[0] == 1
    small.config["queries"], ports["query"] = {}, before


def test_the_service_must_run(service, site):
    desk.describe(service, site)
    service.write_config()
    status, out, err = service.run("backfill", "ports")
    assert (status, out) == (3, "") and "is storywatchd running?" in err
