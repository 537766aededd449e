"""What reaches a limit is taken, what goes one beyond is refused by its name, and no other feed suffers (TRUST 4)."""
import json
import subprocess

import pytest

from conftest import topics_of
from news import DOCKS, TROOPS, rss
from server import Answer

MIB = 1 << 20


def padded(size):
    document = rss(TROOPS)
    return Answer(body=document + b"\n" * (size - len(document)))


def with_header_lines(count):
    """Content-Length among them; the status line and the empty one at the end count, too."""
    return Answer(headers={"X-Desk-%d" % n: "harbour" for n in range(count - 1)}, body=rss(TROOPS))


def with_header_bytes(count):
    line = "x" * 1000
    return Answer(headers={"X-Desk-%04d" % n: line for n in range(count // 1015)}, body=rss(TROOPS))


SERVED = {  # taken, refused, what is said
    "bytes of a document": (padded(16 * MIB), padded(16 * MIB + 1), "max_body"),
    "lines of a header": (with_header_lines(398), with_header_lines(399), "400 lines"),
    "bytes of a header": (with_header_bytes(250 << 10), with_header_bytes(300 << 10), "max_header"),
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


@pytest.mark.parametrize("length", [1024, 1025])
def test_a_title_is_kept_up_to_a_kibibyte_and_cut_with_a_mark(service, length):
    title = ("Harbour " * 200)[:length - 1].rstrip().ljust(length, "x")
    done = subprocess.run([service.command, "parse", "-"], input=rss({**TROOPS, "title": title}), capture_output=True, check=True)
    found = json.loads(done.stdout)["items"][0]["title"]
    assert (found == title) == (length == 1024) and len(found.encode()) <= 1024 and (length == 1024 or found.endswith("…"))
