"""What storywatchd asks for, and what it makes of each answer: a row of the decision table each (POLLING.md).

Most rows share one service and three polls of every feed (`--once` three times), each feed on a host of its own."""
import base64
import gzip
import os

import pytest

from conftest import Service, wait_until
from news import atom, dispatch, json_feed, rss
from server import Answer

NEWS = [dispatch(number) for number in range(60)]
FEED = rss(*NEWS[:3])
LATER = rss(*NEWS[:4])
MANY = rss(*NEWS[20:])
QUICK = {"allow_addresses": ["127.77.0.0/16"], "timeout": "12s", "connect_timeout": "10s", "max_body": "2MiB",
         "per_host": {"spacing": "0s"}, "per_address": {"starts": 1000}}
POLITE = {"allow_addresses": ["127.77.0.0/16"]}

# The answers that each feed gets, one a poll; the last one stays.
SCRIPTS = {
    "whole": [Answer(200, {"Set-Cookie": "visit=1", "ETag": '"a"', "Last-Modified": "Tue, 24 Nov 2026 15:00:00 GMT"}, FEED),
              Answer(304)],
    "atom": [atom(*NEWS[:3])],
    "json": [Answer(200, {"Content-Type": "application/feed+json"}, json_feed(*NEWS[:3]))],
    "non-authoritative": [Answer(203, {}, FEED)],
    "chunked": [Answer(200, {}, FEED, chunked=True)],
    "gzipped": [Answer(200, {}, FEED, gzipped=True)],
    "gzipped-chunks": [Answer(200, {}, FEED, gzipped=True, chunked=True)],
    "weak": [Answer(200, {"ETag": 'W/"a  b"'}, FEED), Answer(304)],
    "unquoted": [Answer(200, {"ETag": "1f-bare;x"}, FEED), Answer(304)],
    "empty-quotes": [Answer(200, {"ETag": '""'}, FEED), Answer(304)],
    "latin": [Answer(200, {"ETag": '"\xe9t\xe9"'}, FEED), Answer(304)],
    "long": [Answer(200, {"ETag": '"%s"' % ("x" * 4096)}, FEED), Answer(304)],
    "odd-date": [Answer(200, {"Last-Modified": "yesterday at noon"}, FEED), Answer(304)],
    "one-forgotten": [Answer(200, {"ETag": '"a"', "Last-Modified": "Tue, 24 Nov 2026 15:00:00 GMT"}, FEED),
                      Answer(200, {"ETag": '"b"'}, LATER), Answer(304)],
    "renewed-by-304": [Answer(200, {"ETag": '"a"', "Last-Modified": "Tue, 24 Nov 2026 15:00:00 GMT"}, FEED),
                       Answer(304, {"ETag": '"b"'})],
    "same-again": [Answer(200, {"ETag": '"a"'}, FEED), Answer(200, {"ETag": '"b"'}, FEED)],
    "unasked-304": [Answer(304)],
    "no-content": [Answer(204)],
    "part": [Answer(206, {}, FEED)],
    "delta": [Answer(226, {}, FEED)],
    "empty": [Answer(200)],
    "page": [Answer(200, {"Content-Type": "text/html"}, b"<html><title>Welcome</title><p>Hello")],
    "cut": [Answer(200, {"ETag": '"a"'}, FEED), Answer(200, {"ETag": '"b"'}, MANY, cut=len(MANY) // 2)],
    "cut-chunks": [Answer(200, {}, MANY, chunked=True, cut=len(MANY) // 2)],
    "cut-by-reset": [Answer(200, {}, MANY, cut=len(MANY) // 2, reset=True)],
    "cut-in-gzip": [Answer(200, {"ETag": '"a"'}, FEED),
                    Answer(200, {"ETag": '"b"', "Content-Encoding": "gzip"}, gzip.compress(MANY)[:-500])],
    "cut-in-gzip-chunks": [Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(MANY)[:-500], chunked=True)],
    "too-big": [Answer(200, {}, b"<rss>" + b" " * 3_000_000)],
    "bomb": [Answer(200, {}, b"<rss>" + b" " * 40_000_000, gzipped=True)],
    "bad-gzip": [Answer(200, {"Content-Encoding": "gzip"}, FEED)],
    "long-headers": [Answer(200, {"X-Pad-%d" % n: "x" * 100 for n in range(410)}, FEED)],
    "unauthorised": [Answer(401)],
    "forbidden": [Answer(403, {}, b"<html><style>p{}</style><p>Members  of the \x1b[31mclub only</p>")],
    "missing": [Answer(200, {"ETag": '"a"'}, FEED), Answer(404), Answer(304)],
    "legal": [Answer(451)],
    "gone": [Answer(410)],
    "too-early": [Answer(425)],
    "request-timeout": [Answer(408)],
    "broken": [Answer(500)],
    "bad-gateway": [Answer(502)],
    "unavailable": [Answer(503)],
    "back-soon": [Answer(503, {"Retry-After": "3600"})],
    "misdirected": [Answer(421), FEED],
    "misdirected-for-good": [Answer(421)],
    "slow-down": [Answer(429, {"Retry-After": "3600"})],
    "silent": [Answer(silent=True)],
    "slow-hops": [Answer(302, {"Location": "/slow-hop"}, delay=1.2)],
    "slow-document": [Answer(200, {}, FEED, delay=1)],
    "closed": [Answer(raw=b"")],
    "not-http": [Answer(raw=b"220 mail.example ESMTP\r\n")],
    "moved": [Answer(301, {"Location": "/new"})],
    "moved-308": [Answer(308, {"Location": "/new"})],
    "moved-twice": [Answer(301, {"Location": "/half-way"})],
    "moved-nowhere": [Answer(301, {"Location": "/dead"})],
    "elsewhere": [Answer(302, {"Location": "/new"})],
    "elsewhere-307": [Answer(307, {"Location": "/new"})],
    "loop": [Answer(302, {"Location": "/loop-back"})],
    "endless": [Answer(302, {"Location": "/endless/1"})],
    "without-location": [Answer(301)],
    "to-a-file": [Answer(302, {"Location": "file:///etc/passwd"})],
    "to-the-inside": [Answer(302, {"Location": "http://127.99.0.1:1/metadata"})],
    "choices": [Answer(300, {"Location": "/new"})],
}
MORE = {
    "/new": [Answer(200, {"ETag": '"n"'}, FEED), Answer(304)],
    "/half-way": [Answer(308, {"Location": "/new"})],
    "/dead": [Answer(404)],
    "/slow-hop": [Answer(200, {}, FEED, delay=1.2)],
    "/loop-back": [Answer(302, {"Location": "/loop"})],
    **{"/endless/%d" % n: [Answer(302, {"Location": "/endless/%d" % (n + 1)})] for n in range(1, 15)},
}


OPTIONS = {"slow-hops": {"timeout": "2s"}}  # of the whole poll, hops and all


class Rounds:
    """Three polls of every feed of SCRIPTS: what was asked, and the listing after each."""

    def __init__(self, site, folder):
        self.hosts, self.service = {}, Service(folder)
        self.service.config["fetch"] = QUICK
        for name, answers in SCRIPTS.items():
            host = self.hosts[name] = site()
            self.service.feed(name, host.serve(*answers, path="/" + name), **OPTIONS.get(name, {}))
            for path, more in MORE.items():
                host.serve(*more, path=path)
        self.service.feed("inside", "http://127.99.0.1:%d/" % self.hosts["whole"].port)
        self.service.feed("nobody", "http://127.77.9.9:1/")
        self.after, self.items = [], {}
        for _ in range(3):
            self.service.once()
            self.after.append(self.service.feeds())
        for item in self.service.ask("items"):
            self.items.setdefault(item["feed"], []).append(item)

    def requests(self, name, path=None):
        return self.hosts[name].requests(path or "/" + name)

    def feed(self, name, poll=3):
        return self.after[poll - 1][name]


@pytest.fixture(scope="module")
def rounds(site, tmp_path_factory):
    return Rounds(site, tmp_path_factory.mktemp("polling"))


# ---- documents

@pytest.mark.parametrize("name", ["whole", "atom", "json", "non-authoritative", "chunked", "gzipped", "gzipped-chunks",
                                  "slow-document", "moved", "elsewhere"])
def test_a_whole_document_gives_its_items(rounds, name):
    assert rounds.feed(name, 1)["state"] == "ok"
    assert rounds.feed(name, 1)["last_error"] is None
    assert len(rounds.items[name]) == 3


def test_the_same_document_again_gives_nothing_new_and_new_validators(rounds):
    assert [r.header("If-None-Match") for r in rounds.requests("same-again")] == [None, '"a"', '"b"']
    assert len(rounds.items["same-again"]) == 3
    assert rounds.feed("same-again")["state"] == "ok"


@pytest.mark.parametrize("name,complete", [("cut", 10), ("cut-chunks", 10), ("cut-by-reset", 10),
                                           ("cut-in-gzip", 10), ("cut-in-gzip-chunks", 10)])
def test_a_document_cut_short_gives_its_complete_items_and_counts_as_a_failure(rounds, name, complete):
    assert len(rounds.items[name]) >= complete
    assert rounds.feed(name)["state"] == "failing"
    assert "short" in rounds.feed(name)["last_error"] or "broke" in rounds.feed(name)["last_error"]


@pytest.mark.parametrize("name", ["cut", "cut-in-gzip"])
def test_a_document_cut_short_leaves_the_old_validators(rounds, name):
    assert [r.header("If-None-Match") for r in rounds.requests(name)] == [None, '"a"', '"a"']


@pytest.mark.parametrize("name,words", [
    ("too-big", "max_body"), ("bomb", "max_body|100 times"), ("bad-gzip", "decompress"), ("long-headers", "400 lines"),
    ("empty", "empty"), ("page", "not a feed"), ("no-content", "HTTP 204|without a document"), ("part", "part"),
    ("delta", "delta"), ("unasked-304", "not modified")])
def test_what_is_no_document_is_named(rounds, name, words):
    feed = rounds.feed(name)
    assert feed["state"] == "failing" and feed["failures"] == 3
    assert any(word in feed["last_error"] for word in words.split("|")), feed["last_error"]
    assert name not in rounds.items


# ---- validators

@pytest.mark.parametrize("name,field,value", [
    ("whole", "If-None-Match", '"a"'), ("whole", "If-Modified-Since", "Tue, 24 Nov 2026 15:00:00 GMT"),
    ("weak", "If-None-Match", 'W/"a  b"'), ("unquoted", "If-None-Match", "1f-bare;x"),
    ("empty-quotes", "If-None-Match", '""'), ("latin", "If-None-Match", '"\xe9t\xe9"'),
    ("long", "If-None-Match", '"%s"' % ("x" * 4096)), ("odd-date", "If-Modified-Since", "yesterday at noon")])
def test_a_validator_goes_back_as_it_came(rounds, name, field, value):
    assert [r.header(field) for r in rounds.requests(name)] == [None, value, value]
    assert rounds.feed(name)["not_modified"] == 2
    assert rounds.feed(name)["failures"] == 0


def test_a_validator_that_is_missing_in_a_new_document_is_forgotten(rounds):
    sent = rounds.requests("one-forgotten")
    assert sent[1].header("If-Modified-Since") is not None
    assert (sent[2].header("If-None-Match"), sent[2].header("If-Modified-Since")) == ('"b"', None)


def test_a_304_renews_what_it_names_and_keeps_the_rest(rounds):
    sent = rounds.requests("renewed-by-304")
    assert sent[2].header("If-None-Match") == '"b"'
    assert sent[2].header("If-Modified-Since") == "Tue, 24 Nov 2026 15:00:00 GMT"


def test_a_failure_leaves_the_validators(rounds):
    assert [r.header("If-None-Match") for r in rounds.requests("missing")] == [None, '"a"', '"a"']
    assert rounds.feed("missing", 2)["state"] == "failing"
    assert rounds.feed("missing", 3)["state"] == "ok"


def test_validators_go_to_the_hop_that_gave_them_alone(rounds):
    assert [r.header("If-None-Match") for r in rounds.requests("elsewhere")] == [None, None, None]
    assert [r.header("If-None-Match") for r in rounds.requests("elsewhere", "/new")] == [None, '"n"', '"n"']
    assert rounds.feed("elsewhere")["not_modified"] == 2


# ---- redirects

@pytest.mark.parametrize("name", ["moved", "moved-308", "moved-twice"])
def test_a_permanent_redirect_is_remembered(rounds, name):
    assert len(rounds.requests(name)) == 1
    assert len(rounds.requests(name, "/new")) == 3
    assert rounds.feed(name)["moved_to"] == rounds.hosts[name].url("/new")
    assert rounds.feed(name)["url"] == rounds.hosts[name].url("/" + name)


def test_check_says_which_feeds_have_moved(rounds):
    status, out, _ = rounds.service.run("check")
    said = [line.split(": warning: ")[1] for line in out.splitlines() if "has moved to" in line]
    assert status == 0
    assert said == ["the feed %s has moved to %s, for good; write that URL" % (name, rounds.hosts[name].url("/new"))
                    for name in ("moved", "moved-308", "moved-twice")]
    told = [problem for problem in rounds.service.ask("check") if "has moved to" in problem["message"]]
    assert {(problem["kind"], problem["file"]) for problem in told} == {("warning", str(rounds.service.config_path))}
    assert min(problem["line"] for problem in told) > 1


@pytest.mark.parametrize("name", ["elsewhere", "elsewhere-307"])
def test_a_temporary_redirect_is_followed_each_time(rounds, name):
    assert len(rounds.requests(name)) == len(rounds.requests(name, "/new")) == 3
    assert rounds.feed(name)["moved_to"] is None


def test_a_permanent_redirect_to_no_feed_is_not_remembered(rounds):
    assert len(rounds.requests("moved-nowhere")) == 3
    assert rounds.feed("moved-nowhere")["moved_to"] is None


@pytest.mark.parametrize("name,words,asked", [
    ("loop", "loop", 2), ("endless", "more than 10", 11), ("without-location", "without a Location", 1),
    ("to-a-file", "neither http nor https", 1), ("choices", "cannot be followed", 1)])
def test_a_redirect_that_must_not_be_followed_is_a_failure(rounds, name, words, asked):
    assert rounds.feed(name)["state"] == "failing"
    assert words in rounds.feed(name)["last_error"]
    assert len(rounds.hosts[name].requests()) == 3 * asked


@pytest.mark.parametrize("name", ["inside", "to-the-inside"])
def test_an_address_that_is_not_allowed_is_refused_and_named(rounds, name):
    assert rounds.feed(name)["state"] == "refused"
    assert "127.99.0.1" in rounds.feed(name)["last_error"]


# ---- failures

@pytest.mark.parametrize("name,words", [
    ("unauthorised", "401"), ("forbidden", "403"), ("legal", "451"), ("too-early", "425"), ("request-timeout", "408"),
    ("broken", "500"), ("bad-gateway", "502"), ("unavailable", "503"), ("misdirected-for-good", "421"),
    ("silent", "timed out"), ("slow-hops", "timed out"), ("closed", "without an answer"), ("not-http", "not HTTP"),
    ("nobody", "cannot connect")])
def test_a_failure_is_said_counted_and_tried_again(rounds, name, words):
    feed = rounds.feed(name)
    assert feed["state"] in ("failing", "offline") and feed["failures"] == 3
    assert words in feed["last_error"]
    assert feed["next_poll"] is not None


def test_the_text_of_an_error_page_is_shown_without_markup_and_controls(rounds):
    assert rounds.feed("forbidden")["last_error"].endswith("Members of the [31mclub only")


def test_a_feed_that_is_gone_is_asked_once(rounds):
    assert len(rounds.requests("gone")) == 1
    assert rounds.feed("gone")["state"] == "gone"
    assert rounds.feed("gone")["next_poll"] is None


def test_a_misdirected_request_is_made_once_more_on_a_new_connection(rounds):
    first, second = rounds.requests("misdirected")[:2]
    assert first.connection != second.connection
    assert rounds.feed("misdirected", 1)["state"] == "ok"


@pytest.mark.parametrize("name", ["back-soon", "slow-down"])
def test_retry_after_is_obeyed_across_restarts(rounds, name):
    assert len(rounds.requests(name)) == 1
    assert rounds.feed(name)["state"] == "held"
    assert rounds.feed(name)["hold_why"]
    assert rounds.feed(name)["hold_until"] > rounds.feed("whole")["last_success"]


# ---- the request

def test_a_request_says_what_it_must_and_nothing_else(rounds):
    first = rounds.requests("whole")[0]
    assert first.method == "GET"
    assert {name for name, _ in first.headers} == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert first.header("User-Agent").startswith("storywatch/")
    assert first.header("User-Agent").endswith(" (+https://desk.example/bot)")
    assert first.header("Accept-Encoding") == "gzip, br, zstd"
    assert first.header("Accept") == (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1")
    again = rounds.requests("whole")[1]
    assert {name for name, _ in again.headers} - {name for name, _ in first.headers} == {
        "If-None-Match", "If-Modified-Since"}  # and no Cookie, though one was set


def test_nothing_is_asked_beside_the_feeds(rounds):
    for name, host in rounds.hosts.items():
        assert not {r.path for r in host.requests()} - {"/" + name} - set(MORE)


def secret_file(folder, text):
    path = folder / "secret"
    path.write_text(text + "\n")
    os.chmod(path, 0o600)
    return str(path)


def test_credentials_and_headers_go_to_the_configured_origin_alone(site, service, tmp_path):
    home, other = site(), site()
    other.serve(FEED, path="/b")
    service.config["fetch"] = QUICK
    service.feed("desk", home.serve(Answer(302, {"Location": other.url("/b")}), path="/a"), headers={"X-Key-Id": "desk"},
                 auth={"type": "bearer", "file": secret_file(tmp_path, "s3cret")})
    said = service.once()
    assert home.requests("/a")[0].header("Authorization") == "Bearer s3cret"
    assert home.requests("/a")[0].header("X-Key-Id") == "desk"
    sent = other.requests("/b")[0]
    assert sent.header("Authorization") is None and sent.header("X-Key-Id") is None
    assert "s3cret" not in said


def test_basic_credentials_are_sent_at_once(site, service, tmp_path):
    host = site(FEED)
    service.config["fetch"] = QUICK
    service.feed("desk", host.url(),
                 auth={"type": "basic", "file": secret_file(tmp_path, "desk:pa:ss")})
    service.once()
    assert [r.header("Authorization") for r in host.requests()] == [
        "Basic " + base64.b64encode(b"desk:pa:ss").decode()]


def test_requests_go_through_the_proxy_but_for_feeds_that_want_none(site, service):
    proxy, host = site(), site()
    host.serve(FEED, path="/direct")
    proxy.serve(FEED, path="http://news.invalid/rss")
    service.config["fetch"] = {**QUICK, "proxy": proxy.url("")}
    service.feed("far", "http://news.invalid/rss")
    service.feed("near", host.url("/direct"), proxy="none")
    service.once()
    assert [r.path for r in proxy.requests()] == ["http://news.invalid/rss"]
    assert {name for name, _ in proxy.requests()[0].headers} == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert [r.path for r in host.requests()] == ["/direct"]
    assert {feed["state"] for feed in service.feeds().values()} == {"ok"}


# ---- hosts

def test_a_host_is_asked_once_a_second(site, service):
    host = site()
    service.config["fetch"] = POLITE
    for number in range(4):
        path = "/%d" % number
        service.feed("desk-%d" % number, host.serve(rss(NEWS[number]), path=path))
    service.once()
    times = [r.time for r in host.requests()]
    assert len(times) == 4
    assert min(b - a for a, b in zip(times, times[1:])) > 0.5


def test_after_a_429_the_whole_host_is_left_alone(site, service):
    host = site()
    service.config["fetch"] = POLITE
    for number in range(4):
        service.feed("desk-%d" % number, host.serve(Answer(429, {"Retry-After": "600"}), path="/%d" % number))
    service.once()
    assert len(host.requests()) == 1


def test_a_feed_that_hangs_holds_up_no_other(site, service):
    hanging, other = site(), site(FEED)
    service.config["fetch"] = POLITE
    for number in range(2):
        service.feed("hangs-%d" % number, hanging.serve(Answer(silent=True), path="/%d" % number))
    service.feed("quick", other.url())
    service.start()
    wait_until(lambda: service.feeds()["quick"]["state"] == "ok", "the quick feed is read", 20)
    assert {service.feeds()["hangs-%d" % number]["state"] for number in range(2)} == {"new"}


# ---- while it runs

def test_a_feed_is_never_asked_earlier_than_its_interval(site, service):
    host = site(Answer(200, {"ETag": '"1"'}, FEED), Answer(304))
    service.config.update(fetch=QUICK, poll={"every": "1s", "min": "1s"})
    service.feed("courier", host.url(), every="1s")
    service.start()
    wait_until(lambda: len(host.requests()) >= 4, "four polls of a feed")
    times = [r.time for r in host.requests()]
    assert min(b - a for a, b in zip(times, times[1:])) > 0.5
    assert [r.header("If-None-Match") for r in host.requests()][:3] == [None, '"1"', '"1"']
