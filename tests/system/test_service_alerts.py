"""What goes wrong with the service itself is told through its sinks, once, and once when it is over: over days of its own
clock, which are moments here. It is the installed build that runs: a sanitized one cannot be given another clock."""
import signal

import pytest

from conftest import fill, topics_of, wait_until
from mailserver import MailServer
from news import DOCKS, QUAKE, TROOPS, rss
from server import Answer

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture(autouse=True)
def desk(service):
    """Mails that the service sends, beside its log."""
    service.desk = MailServer()
    service.config["sinks"].append({"name": "desk", "type": "mail", "url": service.desk.url(), "tls": "none",
                                    "from": "watch@desk.example", "to": "desk@example.org"})
    yield
    service.desk.close()


def told(service, *kinds):
    """Waits until the log and the mails have told of these, and no other; returns the log's."""
    def asked():
        service.run("status")
        return service.service_alerts() == list(kinds) and len(subjects(service)) == len(kinds)
    wait_until(asked, lambda: "told of %s: log %s, mails %s\n%s" % (kinds, service.service_alerts(), subjects(service), service.stderr()))
    return [line for line in service.log_lines() if "service" in line]


def subjects(service):
    found = [mail.message()["Subject"] for mail in service.desk.mails()]
    return [subject for subject in found if subject.startswith("[storywatch]")]


def tried(service):
    """All that is to be delivered has been tried: no try is under way that would last as long as a jump of the clock."""
    wait_until(lambda: all(delivery["state"] != "waiting" for delivery in service.ask("deliveries")), service.stderr)


def jump(service, clock, seconds):
    tried(service)
    clock.jump(seconds)


def test_a_sink_that_took_nothing_for_an_hour_is_told_of_to_the_others(service, clock, site):
    dead = site()
    service.config["sinks"].append({"name": "hook", "type": "webhook", "url": dead.serve(Answer(503), path="/hook")})
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    wait_until(lambda: "hook" in service.trouble(), service.stderr)
    jump(service, clock, 50 * MINUTE)
    wait_until(lambda: service.ask("deliveries")[0]["attempts"] > 1, service.stderr)
    assert service.service_alerts() == []
    service.kill()  # since when it fails is not forgotten
    service.launch()
    attempts = service.ask("deliveries")[0]["attempts"]
    wait_until(lambda: service.run("retry", "1")[0] == 0, service.stderr)
    wait_until(lambda: service.ask("deliveries")[0]["attempts"] > attempts and "hook" in service.trouble(), service.stderr)
    jump(service, clock, 12 * MINUTE)
    begun, = told(service, "sink-dead")
    assert "The sink hook has taken no alert for an hour: " in begun["item"]["title"] and "503" in begun["item"]["title"]
    assert begun["severity"] == "high" and begun["service"]["subject"] == "hook"
    dead.serve(Answer(204), path="/hook")
    jump(service, clock, HOUR)  # tries are an hour apart by now
    wait_until(lambda: service.trouble() == "", service.stderr)
    jump(service, clock, 2 * MINUTE)
    told(service, "sink-dead", "sink-dead over")
    assert {request.json()["topic"] for request in dead.requests()} == {"dprk-troops", "ports"}


def test_a_disk_that_was_full_for_a_minute_is_told_of_when_there_is_room(service, clock, site, small_disk):
    service.state = small_disk("disk") / "state"
    service.config["state_dir"] = str(service.state)
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    service.wait_for_alerts(1)
    tried(service)
    taken = fill(service.state.parent)
    assert service.run("poll", "harbour-news")[0] == 0
    service.wait_to_say("the store cannot be written")
    clock.jump(2 * MINUTE)
    assert service.service_alerts() == []
    taken.unlink()
    begun, over = told(service, "store-failed", "store-failed over")
    assert "could not be written from" in begun["item"]["title"] and over["service"]["begun_by"] == begun["id"]
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]


def test_a_feed_that_failed_for_a_week_is_told_of_and_when_it_answers_again(service, clock, site):
    stood = site(rss(TROOPS), Answer(500))
    service.feed("harbour-news", stood.url())
    service.start()
    service.poll("harbour-news")
    jump(service, clock, 6 * DAY)
    service.poll("harbour-news")
    assert service.service_alerts() == []
    jump(service, clock, DAY)
    service.poll("harbour-news")
    begun, = told(service, "feed-broken")
    assert "The feed harbour-news has failed for 7 days: " in begun["item"]["title"] and begun["item"]["feed"] == "harbour-news"
    service.poll("harbour-news")
    stood.serve(rss(TROOPS, QUAKE))
    service.poll("harbour-news")
    told(service, "feed-broken", "feed-broken over")


def test_a_config_refused_at_reload_is_told_of_in_a_mail_too(service, clock, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    good = service.config_path.read_text()
    service.config_path.write_text(good + "evry: 5m\n")
    service.signal(signal.SIGHUP)  # `storywatch reload` would not even ask for it
    begun, = told(service, "config-refused")
    assert "unknown key \"evry\"" in begun["item"]["title"]
    service.reload()
    told(service, "config-refused", "config-refused over")
    assert all(mail.message()["Message-ID"] for mail in service.desk.mails())


def test_a_machine_that_slept_for_a_night_goes_on_where_it_was(service, clock, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    service.wait_for_alerts(1)
    before = [role["pid"] for role in service.status()[1]["roles"]]
    jump(service, clock, 9 * HOUR)
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]  # it was due, and is polled unasked
    assert [role["pid"] for role in service.status()[1]["roles"]] == before
    assert service.service_alerts() == [] and service.trouble() == ""
