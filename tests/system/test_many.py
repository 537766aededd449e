"""10,000 feeds, each a host of its own: polled by --once to the end, and asked again to 304s."""
from news import dispatch, rss
from server import conditional

FEEDS = 10_000
NEWSWORTHY = 50  # every so many, a feed has an item that a topic is about
PATIENCE = 300


def item_of(number):
    if number % NEWSWORTHY == 0:
        return dispatch(number)
    return {"title": "Notice %d of the parish" % number, "text": "Parish %d meets in room %d." % (number, number * 7919),
            "link": "https://parish-%d.example/" % number}


def test_ten_thousand_feeds_are_polled_stored_and_told(service, site):
    hosts = [site(conditional(rss(item_of(number)), '"%d"' % number)) for number in range(FEEDS)]
    for number, host in enumerate(hosts):
        service.feed("feed-%d" % number, host.url())
    service.config["fetch"]["per_address"] = {"starts": 1000}

    service.once(PATIENCE)
    assert {len(host.requests()) for host in hosts} == {1}
    assert len(service.ask("items")) == FEEDS
    wanted = sorted(dispatch(number)["title"] for number in range(0, FEEDS, NEWSWORTHY))
    assert sorted(alert["item"]["title"] for alert in service.alerts()) == wanted

    service.once(PATIENCE)
    assert {len(host.requests()) for host in hosts} == {2}
    assert {host.requests()[1].header("If-None-Match") for host in hosts} == {'"%d"' % n for n in range(FEEDS)}
    assert {(feed["state"], feed["polls"], feed["not_modified"]) for feed in service.ask("feeds")} == {("ok", 2, 1)}
    assert len(service.alerts()) == len(wanted)
