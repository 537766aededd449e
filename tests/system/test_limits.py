"""What reaches a limit is taken, what goes one beyond is refused by its name, and no other feed suffers (TRUST 4)."""
import json
import subprocess
import threading

import pytest

from conftest import topics_of, wait_until
from news import DOCKS, TROOPS, dispatch, rss
from server import IS_DIALLED, STANDS, Answer, connections_to

MIB = 1 << 20


def padded(size):
    document = rss(TROOPS)
    return Answer(body=document + b"\n" * (size - len(document)))


def with_header_lines(count):
    """Content-Length among them; the status line and the empty one at the end count, too."""
    return Answer(headers={"X-Desk-%d" % n: "harbour" for n in range(count - 1)}, body=rss(TROOPS))


def with_header_bytes(count):
    """Status line, empty line and all."""
    head, line = b"HTTP/1.1 200 OK\r\n", b"X-Desk: " + b"x" * 990 + b"\r\n"
    head += line * ((count - len(head)) // len(line) - 1)
    head += b"X-Last: " + b"x" * (count - len(head) - len("X-Last: \r\n\r\n")) + b"\r\n\r\n"
    assert len(head) == count
    return Answer(raw=head + rss(TROOPS))


SERVED = {  # taken, refused, what is said
    "bytes of a document": (padded(16 * MIB), padded(16 * MIB + 1), "max_body"),
    "lines of a header": (with_header_lines(398), with_header_lines(399), "400 lines"),
    "bytes of a header": (with_header_bytes(256 << 10), with_header_bytes((256 << 10) + 1), "max_header"),
    "growth of a packed document": (Answer(body=padded(MIB).body, gzipped=True), Answer(body=padded(4 * MIB).body, gzipped=True), "100"),
}


@pytest.mark.parametrize("taken, refused, words", SERVED.values(), ids=SERVED)
def test_a_server_is_heard_up_to_the_limit(service, site, taken, refused, words):
    service.feed("at-the-limit", site(taken).url())
    service.feed("one-beyond", site(refused).url())
    service.feed("another", site(rss(DOCKS)).url())
    service.once()
    feeds = service.feeds()
    assert feeds["at-the-limit"]["failures"] == 0, feeds["at-the-limit"]
    assert feeds["one-beyond"]["failures"] == 1 and words in feeds["one-beyond"]["last_error"], feeds["one-beyond"]
    assert feeds["another"]["failures"] == 0 and "ports" in topics_of(service.alerts())


@pytest.mark.parametrize("hops, is_followed", [(10, True), (11, False)])
def test_redirects_are_followed_ten_times(service, site, hops, is_followed):
    host = site()
    for hop in range(hops):
        host.serve(Answer(302, {"Location": "/hop-%d" % (hop + 1)}), path="/hop-%d" % hop)
    host.serve(rss(TROOPS), path="/hop-%d" % hops)
    service.feed("moved", host.url("/hop-0"))
    service.once()
    feed = service.feeds()["moved"]
    assert (feed["failures"] == 0) == is_followed, feed
    assert is_followed or "10" in feed["last_error"], feed


# ---- times, of clocks that pass as the test says

def poll_in_standing_time(service, clock, is_asked):
    """Polls the one feed for a second time, and waits until its host is asked: since then no time has passed."""
    service.start()
    wait_until(lambda: service.feeds()["slow"]["polls"], service.stderr)
    clock.stand()
    clock.jump(2)  # no host is to be left alone for a moment
    assert service.run("poll", "slow")[0] == 0
    wait_until(is_asked, service.stderr)


def assert_polled(service, clock, is_over, is_heard, words):
    wait_until(is_over, service.stderr)
    clock.go()  # what has been answered has to be stored
    wait_until(lambda: service.feeds()["slow"]["polls"] == 2, service.stderr)
    feed = service.feeds()["slow"]
    assert (feed["failures"] == 0) == is_heard, feed
    assert is_heard or words in feed["last_error"], feed
    assert not is_heard or topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]


@pytest.mark.parametrize("seconds, is_heard", [(29.999, True), (30, False)])
def test_a_poll_may_take_30_s(service, clock, site, seconds, is_heard):
    said = threading.Event()
    host = site(rss(TROOPS), Answer(held=said, body=rss(TROOPS, DOCKS)))
    service.feed("slow", host.url())
    poll_in_standing_time(service, clock, lambda: len(host.requests()) == 2)
    clock.jump(seconds)
    if is_heard:
        said.set()
    assert_polled(service, clock, lambda: STANDS not in connections_to(host.address, host.port), is_heard,
                  "timed out, after timeout (30 s)")


@pytest.mark.parametrize("seconds, is_heard", [(9.999, True), (10, False)])
def test_a_connection_may_take_10_s(service, clock, site, web, seconds, is_heard):
    far = web.shut_site(rss(TROOPS, DOCKS))
    service.feed("slow", site(rss(TROOPS), Answer(302, {"Location": far.url()})).url())
    poll_in_standing_time(service, clock, lambda: IS_DIALLED in connections_to(far.address, far.port))
    clock.jump(seconds)
    if is_heard:
        far.open()
        wait_until(far.requests, service.stderr)
    sign = STANDS if is_heard else IS_DIALLED
    assert_polled(service, clock, lambda: sign not in connections_to(far.address, far.port), is_heard,
                  "timed out, after connect_timeout (10 s)")


@pytest.mark.parametrize("prefix, is_read", [((), True), (("env", "CPU_TIME_PART=5000"), False)], ids=["5-s", "a-moment"])
def test_a_document_that_takes_too_long_to_read_costs_only_its_own_poll(service, clock, site, prefix, is_read):
    """The other part of it, that it is 5 s of CPU, is shown by tests/unit/test_guard.c."""
    service.prefix = [*prefix, *service.prefix]
    service.feed("long", site(rss(*map(dispatch, range(5000)))).url())
    service.feed("short", site(rss(DOCKS)).url())
    service.start()
    wait_until(lambda: all(feed["polls"] for feed in service.feeds().values()), service.stderr)
    feeds = service.feeds()
    assert feeds["short"]["failures"] == 0 and (feeds["long"]["failures"] == 0) == is_read, feeds
    assert is_read or feeds["long"]["last_error"] == "reading the document took more than 5 s of CPU, the most"


# ---- documents: two items, of which the first has much of something

def dispatches(first, head=""):
    return "%s<rss version='2.0'><channel>%s<item><title>Second dispatch</title></item></channel></rss>" % (head, first)


def item(inner, attributes=""):
    return "<item %s><guid>1</guid>%s</item>" % (attributes, inner)


def of_json(depth):
    nest = "[" * (depth - 1) + "]" * (depth - 1)  # the document itself is one level
    return '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}, {"id": "2"}], "_desk": %s}' % nest


def url(length):
    return "https://harbour.example/".ljust(length, "a")


def many(tag, count):
    return "".join("<%s>desk %d</%s>" % (tag, n, tag) for n in range(count))


def in_entities(count):
    return dispatches(item("<title>&e1;</title>"), "<!DOCTYPE rss [%s]>" % "".join("<!ENTITY e%d 'harbour'>" % n for n in range(count)))


def first(key):
    return lambda document: document["items"][0].get(key)


BOUNDS = {  # the bound, a document that has so many, what is looked at of it: at the bound, beyond; the warning
    "items": (10000, lambda n: dispatches("".join("<item><guid>%d</guid></item>" % i for i in range(n - 1))),
              lambda document: len(document["items"]), 10000, 10000, "more than 10000 items"),
    "bytes of a title": (1024, lambda n: dispatches(item("<title>%s</title>" % ("h" * n))),
                         lambda document: document["items"][0]["title"][-2:], "hh", "h…", "1 KiB"),
    "bytes of a URL": (4096, lambda n: dispatches(item("<link>%s</link>" % url(n))), first("url"), url(4096), None, "4 KiB"),
    "bytes of a name": (256, lambda n: dispatches(item("<author>%s</author>" % ("n" * n))),
                        lambda document: document["items"][0]["authors"][0]["name"][-2:], "nn", "n…", "256 bytes"),
    "bytes of a tag": (256, lambda n: dispatches(item("<category>%s</category>" % ("n" * n))),
                       lambda document: document["items"][0]["tags"][0][-2:], "nn", "n…", "256 bytes"),
    "bytes of a text": (512 << 10, lambda n: dispatches(item("<description>%s</description>" % ("h" * n))),
                        lambda document: document["items"][0]["content_text"][-2:], "hh", "h…", "512 KiB"),
    "authors": (64, lambda n: dispatches(item(many("author", n))), lambda document: len(document["items"][0]["authors"]), 64, 64, "64 authors"),
    "tags": (256, lambda n: dispatches(item(many("category", n))), lambda document: len(document["items"][0]["tags"]), 256, 256, "256 tags"),
    "levels of XML": (256, lambda n: dispatches(item("<x>" * (n - 3) + "</x>" * (n - 3) + "<title>Ships</title>")),
                      first("title"), "Ships", "Ships", "deeper than 256"),
    "attributes": (128, lambda n: dispatches(item("<title>Ships</title>", " ".join("a%d='1'" % i for i in range(n)))),
                   first("title"), "Ships", "Ships", "128 attributes"),
    "entities": (100, in_entities, first("title"), "harbour", "harbour", "100 entities"),
}


def parse(service, document):
    return subprocess.run([service.command, "parse", "-"], input=document.encode(), capture_output=True)


@pytest.mark.parametrize("bound, document, seen, reached, beyond, words", BOUNDS.values(), ids=BOUNDS)
def test_a_document_is_read_up_to_the_limit_and_what_is_beyond_costs_no_other_item(service, bound, document, seen, reached, beyond, words):
    for number, due in ((bound, reached), (bound + 1, beyond)):
        done = parse(service, document(number))
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert seen(found) == due
        warnings = found["_storywatch"].get("warnings", [])
        assert [words in warning for warning in warnings] == [True] * (number - bound), warnings
        assert bound == 10000 or found["items"][-1].get("title") == "Second dispatch"


def test_a_json_feed_nests_up_to_2048_levels_and_what_is_deeper_costs_no_item(service):
    for depth in (2048, 2049):
        done = parse(service, of_json(depth))
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert [item["id"] for item in found["items"]] == ["1", "2"]
        warnings = found["_storywatch"].get("warnings", [])
        assert ["depth" in warning for warning in warnings] == [True] * (depth - 2048), warnings
