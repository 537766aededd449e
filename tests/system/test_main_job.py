"""The main job: feeds in, one alert per story and topic out."""
import re

import news
from conftest import topics_of
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, atom, hours_ago, json_feed, rss
from server import conditional


def test_a_story_in_two_feeds_is_one_alert(service, site):
    service.feed("harbour-news", site(rss(TROOPS, MARKET)).url())
    service.feed("ledger", site(atom(TROOPS_REPRINT)).url())
    service.once()
    alerts = service.alerts()
    assert topics_of(alerts) == ["dprk-troops"]
    told = service.ask("alerts")
    assert [a["copies"] for a in told] == [1]
    status, out, _ = service.run("story", str(alerts[0]["story"]), "--json")
    assert status == 0 and out.count("harbour-news") and out.count("ledger")


def test_a_copy_that_comes_with_a_later_poll_is_no_new_alert(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    ledger = site(atom(MARKET), atom(TROOPS_REPRINT, MARKET))
    service.feed("ledger", ledger.url())
    service.once()
    assert len(service.alerts()) == 1
    service.once()
    assert len(service.alerts()) == 1
    assert service.ask("alerts")[0]["copies"] == 1


def test_two_topics_of_a_story_are_two_alerts(service, site):
    both = {"title": "Strike at the port of Arica after the earthquake",
            "text": DOCKS["text"] + "\nThe walk-out began hours after an earthquake of magnitude 6.1."}
    service.feed("harbour-news", site(rss(both)).url())
    service.once()
    alerts = service.alerts()
    assert topics_of(alerts) == ["ports", "quakes"]
    assert len({alert["story"] for alert in alerts}) == 1


def test_two_stories_of_a_topic_are_two_alerts(service, site):
    other = {"title": "Felixstowe port workers vote for a strike", "text":
             "Members of Unite at the port of Felixstowe voted by nine to one for a strike in August, the union said.\n"
             "Managers offered seven per cent; inflation stands at ten."}
    service.feed("harbour-news", site(rss(DOCKS, other)).url())
    service.once()
    assert topics_of(service.alerts()) == ["ports", "ports"]
    assert len({alert["story"] for alert in service.alerts()}) == 2


def test_every_format_is_read(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.feed("ledger", site(atom(DOCKS)).url())
    service.feed("radio-north", site(json_feed(QUAKE)).url())
    service.once()
    assert topics_of(service.alerts()) == ["dprk-troops", "ports", "quakes"]
    assert {f["format"] for f in service.ask("feeds")} == {"rss-2.0", "atom-1.0", "json-1.1"}


def test_an_alert_line_is_what_was_promised(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.once()
    alert, = service.alerts()
    assert list(alert) == ["id", "time", "topic", "severity", "story", "item", "matched", "copies"]
    assert alert["topic"] == "dprk-troops" and alert["severity"] == "high" and alert["copies"] == 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", alert["time"])
    assert list(alert["item"]) == ["feed", "title", "url", "published"]
    assert alert["item"]["feed"] == "harbour-news" and alert["item"]["title"] == TROOPS["title"]
    assert alert["item"]["url"] == news.link_of(TROOPS)
    assert "troop*" in [match["term"] for match in alert["matched"]]


def test_text_of_a_feed_cannot_move_the_cursor_of_who_reads_the_log(service, site):
    sly = dict(DOCKS, title="Strike at the port \u202edesrever\u202c \u009b2J\u2028 of Rotterdam")
    service.feed("harbour-news", site(json_feed(sly)).url())
    service.once()
    line = service.log_path.read_bytes().decode()
    assert not re.search("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line)
    status, out, _ = service.run("alerts")
    assert status == 0 and "Rotterdam" in out
    assert not re.search("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]", out)


def test_a_304_adds_nothing(service, site):
    one = site(conditional(rss(TROOPS, DOCKS), '"monday"'))
    service.feed("harbour-news", one.url())
    service.once()
    before = service.log_path.read_bytes()
    service.once()
    assert service.log_path.read_bytes() == before
    assert [r.header("If-None-Match") for r in one.requests()] == [None, '"monday"']
    feed = service.feeds()["harbour-news"]
    assert feed["polls"] == 2 and feed["not_modified"] == 1 and feed["state"] == "ok"


def test_an_unchanged_200_adds_nothing(service, site):
    body = rss(TROOPS, DOCKS)
    service.feed("harbour-news", site(body).url())
    service.once()
    before = service.log_path.read_bytes()
    service.once()
    assert service.log_path.read_bytes() == before


def test_a_new_item_alerts(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(DOCKS, TROOPS)).url())
    service.once()
    service.once()
    assert [alert["topic"] for alert in service.alerts()] == ["dprk-troops", "ports"]


def test_a_first_document_alerts_on_what_is_recent_only(service, site):
    old = dict(TROOPS, published=hours_ago(48))
    undated = dict(DOCKS, published=None)
    ahead = dict(QUAKE, published=hours_ago(-72))
    service.feed("harbour-news", site(rss(old, undated, ahead)).url())
    service.once()
    assert topics_of(service.alerts()) == ["ports", "quakes"]
    assert len(service.ask("items")) == 3


def test_the_copy_of_an_old_story_alerts_when_it_is_new(service, site):
    service.feed("harbour-news", site(rss(dict(TROOPS, published=hours_ago(48)))).url())
    service.once()
    assert service.alerts() == []
    service.feed("ledger", site(atom(TROOPS_REPRINT)).url())
    service.once()
    assert topics_of(service.alerts()) == ["dprk-troops"]


def test_an_item_that_is_revised_is_matched_again(service, site):
    early = {"title": "Rotterdam terminals idle", "text": DOCKS["text"].replace("strike", "protest"), "id": "item-1"}
    late = dict(DOCKS, id="item-1")
    service.feed("harbour-news", site(rss(early), rss(late)).url())
    service.once()
    assert service.alerts() == []
    service.once()
    assert topics_of(service.alerts()) == ["ports"]


def test_a_running_service_polls_and_alerts(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(QUAKE, TROOPS)).url())
    service.start()
    service.wait_for_alerts(1)
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "quakes"]
    service.stop()


def test_a_topic_goes_to_its_sinks_alone(service, site, tmp_path):
    desk = tmp_path / "desk.jsonl"
    service.config["sinks"].append({"name": "desk", "type": "log", "path": str(desk)})
    service.config["topics"] = [dict(news.TOPICS[0], notify=["desk"]), *news.TOPICS[1:]]
    service.feed("harbour-news", site(rss(TROOPS, DOCKS)).url())
    service.once()
    assert topics_of(service.alerts()) == ["ports"]
    assert topics_of(service.alerts(desk)) == ["dprk-troops", "ports"]
