"""The alert log: a copy of the store that a restored or a new store goes on with."""
import fcntl
import json
import sqlite3

from conftest import topics_of, wait_until
from news import DOCKS, QUAKE, TROOPS, dispatch, rss

OLD_LINE = {"id": 500, "time": "2026-11-01T08:00:00Z", "topic": "ports", "severity": "medium", "story": 77,
            "item": {"feed": "harbour-news", "title": "Ferry crews at Esbjerg end their strike", "url": None,
                     "published": None}, "matched": [], "copies": 3}


def test_a_log_that_is_ahead_of_its_store_gets_every_new_alert_under_a_higher_id(service, site):
    service.log_path.write_text(json.dumps(OLD_LINE, separators=(",", ":")) + "\n", encoding="utf-8")
    service.feed("harbour-news", site(rss(TROOPS), rss(DOCKS, QUAKE, TROOPS)).url())
    service.start()
    service.wait_for_alerts(2)
    service.poll("harbour-news")
    alerts = service.wait_for_alerts(4)
    assert [a["id"] for a in alerts] == [500, 501, 502, 503]
    assert sorted(a["topic"] for a in alerts[1:]) == ["dprk-troops", "ports", "quakes"]
    assert "ahead of the store" in service.stderr()


def test_an_alert_recorded_before_such_a_log_could_be_opened_is_in_it_too(service, site):
    service.log_path.write_text(json.dumps(OLD_LINE, separators=(",", ":")) + "\n", encoding="utf-8")
    service.feed("harbour-news", site(rss(DOCKS, TROOPS)).url())
    with service.log_path.open("rb") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        service.start()
        wait_until(lambda: service.status()[1]["counts"]["alerts"] == 2, "two alerts are recorded")
        wait_until(lambda: "another process writes to it" in service.trouble(), service.stderr)
    alerts = service.wait_for_alerts(3)
    assert [a["id"] for a in alerts] == [500, 501, 502]
    assert sorted(a["topic"] for a in alerts[1:]) == ["dprk-troops", "ports"]
    assert {a["id"]: a["topic"] for a in service.ask("alerts")} == {a["id"]: a["topic"] for a in alerts[1:]}


def test_a_torn_line_is_cut_off_and_written_whole(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(DOCKS, TROOPS)).url())
    service.once()
    whole = service.log_path.read_bytes()
    service.log_path.write_bytes(whole + b'{"id":2,"time":"2026-11-')
    service.once()
    assert service.log_path.read_bytes().startswith(whole)
    assert sorted(a["topic"] for a in service.alerts()) == ["dprk-troops", "ports"]


def test_a_file_that_was_renamed_or_removed_is_made_anew_without_being_told(service, site):
    service.feed("bureau", site(*[rss(*map(dispatch, range(n))) for n in (1, 2, 3)]).url())
    service.start()
    assert [a["id"] for a in service.wait_for_alerts(1)] == [1]
    service.log_path.rename(service.log_path.with_suffix(".old"))
    service.poll("bureau")
    assert [a["id"] for a in service.wait_for_alerts(1)] == [2]
    service.log_path.unlink()
    service.poll("bureau")
    assert [a["id"] for a in service.wait_for_alerts(1)] == [3]


def test_a_rotation_between_a_line_and_its_mark_repeats_no_line(service, site):
    """What a service leaves that dies after the write, before the store knows of it; logrotate comes, and the next start."""
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.once()
    written = service.log_path.read_bytes()
    with sqlite3.connect(service.state / "storywatch.db") as store:
        store.execute("INSERT INTO delivery (sink, alert, next_try) SELECT 'alerts', id, 0 FROM alert")
        store.execute("UPDATE sink SET last_id = 0")
    old = service.log_path.rename(service.log_path.with_name("alerts.jsonl.1"))
    service.once()
    assert old.read_bytes() == written and topics_of(service.alerts()) == ["ports"]
    assert service.ask("deliveries") == []
