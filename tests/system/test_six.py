"""Hosts that have an IPv6 address from which nothing comes, not even a refusal, beside an IPv4 one that answers."""
from conftest import give_names, topics_of, wait_until
from news import DOCKS, TROOPS, rss
from server import IS_DIALLED, connections_to


def test_a_host_whose_ipv6_address_is_dead_is_asked_at_the_other_a_fifth_of_a_second_later(service, clock, site, web):
    host = site(rss(TROOPS), rss(TROOPS, DOCKS))
    give_names(service, {"harbour.example": ["::1", host.address]})
    service.config["fetch"]["allow_addresses"].append("::1/128")
    service.config["fetchers"] = 1
    service.feed("harbour-news", "http://harbour.example:%d/feed.xml" % host.port)
    service.start()
    service.wait_for_alerts(1)
    with web.ipv6_in_vain():
        clock.stand()
        clock.jump(2)  # no host is to be left alone for a moment
        assert service.run("poll", "harbour-news")[0] == 0
        wait_until(lambda: IS_DIALLED in connections_to("::1", host.port), service.stderr)
        clock.jump(0.2)
        wait_until(lambda: len(host.requests()) == 2, service.stderr)
        clock.go()
        assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]
    assert service.feeds()["harbour-news"]["failures"] == 0


def test_every_such_host_is_heard_at_its_first_poll_whichever_fetcher_dials(service, site, web):
    """Where one fetcher may ask the IPv6 address and another the IPv4 one, too."""
    hosts = {"bureau-%d.example" % number: site(rss(TROOPS)) for number in range(12)}
    give_names(service, {name: ["::1", host.address] for name, host in hosts.items()})
    service.config["fetch"].update(allow_addresses=["127.0.0.0/8", "::1/128"], connect_timeout="4s")
    service.config["fetchers"] = 3
    for name, host in hosts.items():
        service.feed(name, "http://%s:%d/feed.xml" % (name, host.port))
    with web.ipv6_in_vain():
        service.once()
    assert {(feed["polls"], feed["failures"]) for feed in service.feeds().values()} == {(1, 0)}
