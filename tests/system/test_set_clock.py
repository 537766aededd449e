"""Somebody sets the wall clock of a service that runs: what waits goes on waiting as long as it had to, by the other clocks."""
import calendar
import time

import pytest

from conftest import topics_of, wait_until
from news import DOCKS, TROOPS, rss
from server import Answer

DAY = 86400


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def times(service):
    """When the feeds are due, and until when they are held."""
    return {name: [seconds(feed[key]) if feed[key] else None for key in ("next_poll", "hold_until")]
            for name, feed in service.feeds().items()}


def moment_later(clock, service):
    """A commit may have to wait for a moment, and none passes by itself."""
    clock.jump(.03)
    return times(service)


def settle(service):
    """Whatever is due at this moment has begun: the loop has gone round since."""
    for _ in range(3):
        service.run("status")


@pytest.mark.parametrize("days", [1, -400], ids=["forward", "back"])
def test_a_clock_that_is_set_lets_nobody_be_asked_sooner_or_later(service, clock, site, days):
    news, busy = site(rss(TROOPS), rss(TROOPS, DOCKS)), site(Answer(429, {"Retry-After": "7200"}), rss(TROOPS))
    service.feed("harbour-news", news.url(), every="1h")
    service.feed("busy", busy.url(), every="1h")
    service.start()
    service.wait_for_alerts(1)
    wait_until(lambda: times(service)["busy"][1], service.stderr)
    clock.stand()
    before, now = times(service), clock.wall_time()
    clock.set_wall(days * DAY)
    moved = {name: [at and at + days * DAY for at in both] for name, both in before.items()}
    wait_until(lambda: moment_later(clock, service) == moved, lambda: "%s is %s" % (times(service), moved))
    clock.jump(before["harbour-news"][0] - now - 3)
    settle(service)
    assert len(news.requests()) == 1
    clock.jump(3)
    wait_until(lambda: len(news.requests()) == 2, service.stderr)
    clock.jump(before["busy"][1] - before["harbour-news"][0] - 3)
    settle(service)
    assert len(busy.requests()) == 1
    clock.jump(400)  # a poll may be 5 % of its interval later
    wait_until(lambda: len(busy.requests()) == 2, service.stderr)
    clock.go()
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]
