"""The examples of a watch list: tried by `check` and by a reload, on texts and on stored items."""
import json

import pytest

from conftest import Service, end
from news import DOCKS, QUAKE, TROOPS, rss


@pytest.fixture(scope="module")
def up(site, tmp_path_factory):
    made = Service(tmp_path_factory.mktemp("examples"))
    made.feed("harbour-news", site(rss(TROOPS, DOCKS, QUAKE)).url(), groups=["wire"])
    made.start()
    made.wait_for_alerts(3)
    yield made
    end(made)


@pytest.fixture
def examples(up):
    """Gives the topic `ports` these examples, and puts back what was."""
    before = up.config["topics"]

    def give(**lists):
        up.config["topics"] = [dict(topic, **({"examples": lists} if topic["name"] == "ports" else {})) for topic in before]
        up.write_config()
    yield give
    up.config["topics"] = before
    up.reload()


def number_of(service, news):
    return next(item["_storywatch"]["item"] for item in service.ask("items") if item["title"] == news["title"])


def place_of(service, text):
    """LINE:COLUMN of a text in the config."""
    line, found = next((n, found) for n, found in enumerate(service.config_path.read_text().splitlines(), 1) if text in found)
    return "%s:%d:%d" % (service.config_path, line, found.index(text) + 1)


def test_examples_that_hold_are_no_news(up, examples):
    examples(match=["Dockers strike at Rotterdam", number_of(up, DOCKS)], no_match=["Dockers dance", str(number_of(up, QUAKE))])
    status, out, err = up.run("check")
    assert (status, err) == (0, "") and out.endswith("good: 1 feed, 4 topics, 1 sink, 4 examples\n"), out
    up.reload()


@pytest.mark.parametrize("lists,text,words", [
    ({"match": ["Dockers go home"]}, "Dockers go home", ["must match, and does not", "strike* is not in title, summary or content"]),
    ({"no_match": ["Harbour strike ends"]}, "Harbour strike ends", ["must not match, and does", "strike* (“strike” in the title)"])])
def test_one_that_fails_is_a_mistake_at_its_place_and_no_reload_takes_it(up, examples, lists, text, words):
    examples(**lists)
    status, out, err = up.run("check")
    assert (status, err) == (78, "") and out.count("\n") == 1, out
    assert out.startswith(place_of(up, text) + ": ") and all(word in out for word in words), out
    problem = json.loads(up.run("check", "--json")[1])
    assert problem["kind"] == "mistake" and out.endswith(problem["message"] + "\n")
    assert "%s:%d:%d" % (problem["file"], problem["line"], problem["column"]) == place_of(up, text)
    status, _, err = up.run("reload")
    assert status == 78 and err == out
    up.signal(1)  # SIGHUP: nobody looks at the config before
    up.wait_to_say("the reload was refused", problem["message"])
    assert "config" in up.trouble()


def test_doctor_tells_of_one_that_fails(up, examples):
    examples(match=["Dockers go home"])
    status, out, _ = up.run("doctor")
    assert status == 78 and place_of(up, "Dockers go home") + ": this example must match, and does not" in out


def test_a_stored_item_that_fails_is_one_too(up, examples):
    examples(match=[number_of(up, QUAKE)])
    status, out, _ = up.run("check")
    assert status == 78 and "item %d must match, and does not: " % number_of(up, QUAKE) in out


def test_an_item_that_is_gone_is_a_warning(up, examples):
    examples(match=[4711])
    status, out, _ = up.run("check")
    assert status == 0 and place_of(up, "4711") + ": warning: item 4711 is not stored" in out
    up.reload()


def test_a_start_goes_on_and_warns(service, site):
    service.feed("harbour-news", site(rss(DOCKS)).url())
    service.config["topics"] = [{"name": "ports", "query": "dockers AND strike", "examples": {"match": ["Dockers go home", 1]}}]
    service.write_config()
    status, out, _ = service.run("check")
    assert status == 78 and "warning: item 1 is not tried: no store can be read" in out
    service.start()
    service.wait_for_alerts(1)
    service.wait_to_say(" warning core: ", "this example must match, and does not: strike is not in")
