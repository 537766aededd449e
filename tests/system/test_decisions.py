"""What storywatchd decides by more than one answer: validators that lie, gaps, outages, hints, holds and moves (POLLING.md)."""

import pytest

from conftest import give_names, wait_until
from news import atom, dispatch, hours_ago, rss
from server import Answer

NEWS = [dispatch(number) for number in range(80)]
FEED = rss(*NEWS[:3])
LATER = rss(*NEWS[2:6])
DATE = "Tue, 24 Nov 2026 15:00:00 GMT"
QUICK = {"allow_addresses": ["127.77.0.0/16"], "timeout": "12s", "connect_timeout": "10s",
         "per_host": {"spacing": "0s"}, "per_address": {"starts": 1000}}
EACH_SECOND = {"every": "1s", "min": "1s"}


@pytest.fixture
def quick(service):
    service.config.update(fetch=QUICK, poll=EACH_SECOND)
    return service


def unconditional(request):
    return request.header("If-None-Match") is None and request.header("If-Modified-Since") is None


# ---- validators

def test_a_feed_whose_304_lies_is_found_out_and_its_etag_used_no_more(site, quick):
    def answer(request):
        if not unconditional(request):
            return Answer(304)
        body = FEED if len(host.requests()) == 1 else LATER
        return Answer(200, {"ETag": '"frozen"', "Last-Modified": DATE}, body)
    host = site()
    quick.feed("frozen", host.serve(answer), every="1s", verify="2s")
    quick.start()
    wait_until(lambda: len([r for r in host.requests() if unconditional(r)]) == 2, "it is asked unconditionally again")
    count = len(host.requests())
    wait_until(lambda: len(host.requests()) > count, "it is asked once more")
    sent = host.requests()[count]
    assert (sent.header("If-None-Match"), sent.header("If-Modified-Since")) == (None, DATE)
    assert host.requests()[1].header("If-None-Match") == '"frozen"'
    assert quick.feeds()["frozen"]["validators"] == "last-modified"


def test_an_etag_that_gzip_spoils_is_left_out_after_three_same_documents(site, quick):
    host = site(Answer(200, {"ETag": '"5d-6a-gzip"', "Last-Modified": DATE}, FEED))
    quick.feed("apache", host.url())
    for _ in range(4):
        quick.once()
    assert [r.header("If-None-Match") for r in host.requests()] == [None, '"5d-6a-gzip"', '"5d-6a-gzip"', None]
    assert host.requests()[3].header("If-Modified-Since") == DATE


# ---- what must not be missed

def paged(next_page, *items):
    link = '<link rel="next" href="%s"/>' % next_page if next_page else ""
    return atom(*items).replace(b"<id>https://news.example/</id>", b"<id>https://news.example/</id>" + link.encode(), 1)


def test_after_a_gap_the_pages_are_read_until_an_item_is_known(site, quick):
    host = site()
    host.serve(paged(None, *NEWS[:4]), paged("/page-2", *NEWS[10:14]))
    host.serve(paged("/page-3", *NEWS[6:10]), path="/page-2")
    host.serve(paged("/page-4", *NEWS[2:6]), path="/page-3")
    quick.feed("wire", host.url())
    quick.once()
    assert [r.path for r in host.requests()] == ["/feed.xml"]
    said = quick.once()
    assert said.count("some were missed feed=wire gaps=1") == 1
    assert [r.path for r in host.requests()] == ["/feed.xml", "/feed.xml", "/page-2", "/page-3"]
    assert unconditional(host.requests()[2])
    assert {item["title"] for item in quick.ask("items")} == {item["title"] for item in NEWS[:14]}
    assert quick.feeds()["wire"]["gaps"] == 1


# ---- an outage

def test_an_outage_counts_for_no_feed_and_is_asked_into_gently(site, quick):
    is_down = [True]
    hosts = []
    for number in range(12):
        body = rss(NEWS[number])
        host = site(lambda request, body=body: Answer(raw=b"") if is_down else Answer(200, {}, body))
        hosts.append(host)
        quick.feed("f%d" % number, host.url(), every="2s")
    quick.start()
    quick.wait_to_say("nothing can be reached")
    before = sorted(r.time for host in hosts for r in host.requests())[-1]
    wait_until(lambda: len([r for host in hosts for r in host.requests() if r.time > before]) >= 3, "three hosts are asked")
    asked = sorted((r.time, number) for number, host in enumerate(hosts) for r in host.requests() if r.time > before)
    assert all(later[0] - sooner[0] > 1 and later[1] != sooner[1] for sooner, later in zip(asked, asked[1:]))
    states = quick.feeds().values()
    assert {feed["failures"] for feed in states} == {0}
    assert "offline" in {feed["state"] for feed in states}
    is_down.clear()
    quick.wait_to_say("the network is back")
    wait_until(lambda: {feed["state"] for feed in quick.feeds().values()} == {"ok"}, "all is well again")


# ---- hints and holds

@pytest.mark.parametrize("headers", [{"Cache-Control": "max-age=600"}, {"Date": DATE, "Expires": "Tue, 24 Nov 2026 15:10:00 GMT"}])
def test_a_fresh_document_is_not_asked_for_by_once_either(site, quick, headers):
    host = site(Answer(200, headers, FEED))
    quick.feed("fresh", host.url())
    quick.once()
    quick.once()
    assert len(host.requests()) == 1
    feed = quick.feeds()["fresh"]
    assert feed["state"] == "ok" and "asked to wait until" in feed["hold_why"]
    assert feed["next_poll"] >= feed["hold_until"]


def test_a_ttl_holds_after_a_304_too(site, quick):
    timed = FEED.replace(b"<link>https://news.example/</link>", b"<link>https://news.example/</link><ttl>30</ttl>", 1)
    host = site(Answer(200, {"ETag": '"a"'}, timed), Answer(304))
    quick.feed("slow", host.url())
    quick.start()
    wait_until(lambda: quick.feeds()["slow"]["polls"] == 1, "the feed is read")
    quick.poll("slow")
    assert "(ttl)" in quick.feeds()["slow"]["hold_why"]
    assert len(host.requests()) == 2


def test_hints_are_ignored_where_the_operator_says_so(site, quick):
    host = site(Answer(200, {"Cache-Control": "max-age=600"}, FEED))
    quick.feed("eager", host.url(), hints="ignore")
    quick.once()
    quick.once()
    assert len(host.requests()) == 2


def test_a_poll_by_hand_asks_the_held_feed_and_no_other_of_its_host(site, quick):
    host = site()
    quick.config["fetch"] = {**QUICK, "per_host": {"spacing": "1s"}}
    for name in ("one", "two"):
        quick.feed(name, host.serve(Answer(429, {"Retry-After": "600"}), path="/" + name), every="1s")
    quick.start()
    wait_until(lambda: len(host.requests()) == 1, "the host is asked")
    asked = host.requests()[0].path[1:]
    wait_until(lambda: quick.feeds()[asked]["state"] == "held", "the hold is known")
    quick.poll(asked)
    assert {r.path for r in host.requests()} == {"/" + asked}
    assert {feed["state"] for feed in quick.feeds().values()} == {"held"}
    assert all("(429)" in feed["hold_why"] for feed in quick.feeds().values())


def test_a_second_feed_with_503_holds_the_host_across_a_kill(site, quick):
    host = site()
    for name in ("one", "two"):
        quick.feed(name, host.serve(Answer(503, {"Retry-After": "600"}), path="/" + name))
    quick.once()
    quick.feed("three", host.serve(FEED, path="/three"))
    quick.once()
    assert [r.path for r in host.requests() if r.path == "/three"] == []


def test_a_429_behind_a_redirect_holds_the_host_that_said_it(site, quick):
    front, back = site(), site()
    back.serve(Answer(429, {"Retry-After": "600"}), path="/limited")
    quick.feed("limited", front.serve(Answer(302, {"Location": back.url("/limited")}), path="/a"))
    quick.once()
    quick.feed("other-of-front", front.serve(FEED, path="/b"))
    quick.feed("other-of-back", back.serve(FEED, path="/c"))
    quick.once()
    assert [len(front.requests("/a")), len(front.requests("/b")), len(back.requests("/c"))] == [1, 1, 0]
    assert [quick.feeds()[name]["state"] for name in ("limited", "other-of-front", "other-of-back")] == ["held", "ok", "held"]


def test_no_redirect_is_followed_to_a_host_under_a_hold_but_by_hand(site, quick):
    front, back = site(), site()
    quick.feed("limited", back.serve(Answer(429, {"Retry-After": "600"}), path="/limited"))
    quick.once()
    quick.feed("led", front.serve(Answer(302, {"Location": back.serve(FEED, path="/led")}), path="/led"))
    quick.once()
    assert [len(front.requests("/led")), len(back.requests("/led"))] == [1, 0]
    feed, limited = quick.feeds()["led"], quick.feeds()["limited"]
    assert (feed["state"], feed["failures"], feed["hold_until"]) == ("held", 0, limited["hold_until"])
    assert feed["next_poll"] >= limited["hold_until"]
    assert "a redirect leads to %s, which is left alone until" % back.address in feed["hold_why"]
    quick.start()
    quick.poll("led")
    assert len(back.requests("/led")) == 1
    assert quick.feeds()["led"]["state"] == "ok"


def test_after_a_429_behind_a_redirect_the_hosts_queue_is_not_asked_in_any_fetcher(site, quick):
    quick.config["fetch"] = {**QUICK, "per_host": {"spacing": "2s"}}
    backs = []
    for number in range(6):  # some of them with a fetcher that is not their front's
        front, back = site(), site()
        backs.append(back)
        limit = back.serve(Answer(429, {"Retry-After": "600"}), path="/limited")
        quick.feed("led-%d" % number, front.serve(Answer(302, {"Location": limit}, delay=0.5)))
        for path in ("/a", "/b", "/c"):
            quick.feed("back-%d%s" % (number, path[1:]), back.serve(FEED, path=path))
    quick.once()
    for back in backs:
        [limited] = back.requests("/limited")
        assert len(back.requests()) == 2
        assert max(r.time for r in back.requests()) == limited.time


def test_a_failure_by_hand_lifts_no_hold(site, quick):
    host = site(Answer(503, {"Retry-After": "600"}), Answer(raw=b""))
    quick.feed("closed", host.url())
    quick.start()
    wait_until(lambda: quick.feeds()["closed"]["state"] == "held", "the hold is known")
    until = quick.feeds()["closed"]["hold_until"]
    quick.poll("closed")
    feed = quick.feeds()["closed"]
    assert (feed["failures"], feed["hold_until"]) == (2, until)
    assert feed["next_poll"] >= until


# ---- hosts

def test_a_host_with_many_feeds_holds_up_no_other_and_is_told_of(site, quick):
    busy, other = site(), site(FEED)
    quick.config["fetch"] = {**QUICK, "per_host": {"spacing": "1s"}}
    quick.config["fetchers"] = 1
    for number in range(1100):  # more than a fetcher has room for
        quick.feed("busy-%d" % number, busy.serve(FEED, path="/%d" % number), every="5m")
    quick.start()
    quick.feed("other", other.url(), every="1s")
    quick.reload()
    wait_until(lambda: len(other.requests()) >= 2, "the other host's feed is asked twice")
    asked = sorted(r.time for r in busy.requests())
    assert all(later - sooner > 0.9 for sooner, later in zip(asked, asked[1:]))
    assert len(asked) < 100
    quick.config["feeds"] = [dict(feed, every="1s") for feed in quick.config["feeds"][:3]]
    quick.reload()
    quick.wait_to_say("their intervals are stretched", busy.address)


def test_a_feed_is_asked_an_interval_after_its_last_poll_and_hardly_later(site, quick):
    host = site(Answer(200, {"ETag": '"a"'}, FEED), Answer(304))
    quick.feed("exact", host.url(), every="2s")
    quick.start()
    wait_until(lambda: len(host.requests()) == 5, "it is asked five times")
    times = [r.time for r in host.requests()]
    gaps = sorted(later - sooner for sooner, later in zip(times, times[1:]))
    assert gaps[0] > 1.95  # the interval counts from before the connection is made, which takes a moment
    assert gaps[0] < 2.5  # the others may be later on a machine that has more to do


def test_names_of_one_address_are_asked_as_one_from_the_first_poll_on(site, quick):
    shared = site()
    names = ["desk-%d.example" % number for number in range(12)]
    give_names(quick, {name: [shared.address] for name in names})
    quick.config["fetch"] = {**QUICK, "per_address": {"starts": 4}}
    for name in names:
        shared.serve(FEED, path="/" + name)
        quick.feed(name, "http://%s:%d/%s" % (name, shared.port, name), every="1h")
    quick.start()
    wait_until(lambda: len(shared.requests()) == len(names), "each is asked")
    times = sorted(r.time for r in shared.requests())
    assert min(later - sooner for sooner, later in zip(times, times[1:])) > 0.2


# ---- moves

def test_a_move_to_the_url_of_another_feed_is_not_remembered(site, quick):
    host = site()
    host.serve(FEED, path="/main")
    quick.feed("main", host.url("/main"))
    quick.feed("old", host.serve(Answer(301, {"Location": "/main"}), path="/old"))
    quick.once()
    quick.once()
    assert len(host.requests("/old")) == 2
    assert quick.feeds()["old"]["moved_to"] is None
    assert quick.feeds()["old"]["same_as"] == "main"


def test_a_feed_that_has_come_back_has_not_moved_any_more(site, quick):
    host = site()
    host.serve(Answer(301, {"Location": "/new"}), FEED)
    host.serve(FEED, Answer(301, {"Location": "/feed.xml"}), path="/new")
    quick.feed("back", host.url())
    for _ in range(3):
        quick.once()
    assert [r.path for r in host.requests()] == ["/feed.xml", "/new", "/new", "/feed.xml", "/feed.xml"]
    assert (quick.feeds()["back"]["moved_to"], quick.feeds()["back"]["same_as"]) == (None, None)


def test_a_remembered_url_that_fails_three_times_gives_way_to_the_configured_one(site, quick):
    host = site()
    host.serve(Answer(301, {"Location": "/new"}), FEED)
    host.serve(FEED, Answer(500), path="/new")
    quick.feed("back", host.url())
    for _ in range(5):
        quick.once()
    assert [r.path for r in host.requests()] == ["/feed.xml", "/new", "/new", "/new", "/new", "/feed.xml"]


def test_the_query_goes_out_byte_for_byte_and_the_fragment_does_not(site, quick):
    host = site()
    path = "/feed.xml?q=a%2fb%2Fc&&x=%C3%a9+~'!*();y=?"
    host.serve(FEED, path=path)
    quick.feed("odd", host.url(path + "#top"))
    quick.once()
    assert [r.path for r in host.requests()] == [path]


# ---- identity

def test_items_whose_ids_are_made_anew_with_each_answer_stay_the_items_that_they_are(site, quick):
    host = site()

    def answer(_):
        edition = len(host.requests())
        return Answer(body=rss(*({**item, "id": "urn:%d:%d" % (edition, number), "published": hours_ago(9 * 24)}
                                 for number, item in enumerate(NEWS[:3]))))
    quick.config["topics"] = [{"name": "dispatches", "query": "dispatch*"}]
    quick.feed("restless", host.serve(answer))
    quick.start()
    wait_until(lambda: quick.feeds()["restless"]["polls"] >= 3, "it was read three times")
    items = quick.ask("items")
    assert len(items) == 3 and len({item["_storywatch"]["story"] for item in items}) == 3
    assert quick.ask("alerts") == [], "all of it is of the first document, and old"
