"""storywatch discover: the feeds of a web page, with five requests at most."""
import json

import pytest
import yaml

from news import DOCKS, TROOPS, atom, rss
from server import Answer

HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(body):
    return Answer(headers=HTML, body=("<!doctype html><html><head><title>News</title>%s</html>" % body).encode())


def link(href, title="News", kind="rss"):
    return '<link rel="alternate" type="application/%s+xml" title="%s" href="%s">' % (kind, title, href)


@pytest.fixture
def desk(service):
    service.feed("ours", "https://ours.example/feed")
    service.config["fetch"]["per_host"] = {"spacing": "0s"}
    service.write_config()
    return service


def paths(one):
    return [request.path for request in one.requests()]


def test_a_page_names_its_feeds_and_they_are_printed_for_the_config(desk, site):
    one = site()
    one.serve(page('<base href="/world/">' + link("rss.xml?a=1&amp;b=2") + link("/atom", kind="atom")), path="/")
    one.serve(rss(TROOPS, DOCKS, title='The "Harbour" News: #1'), path="/world/rss.xml?a=1&b=2")
    one.serve(atom(TROOPS), path="/atom")
    status, out, err = desk.run("discover", one.url("/"))
    assert (status, err) == (0, "")
    assert yaml.safe_load(out) == {"feeds": [
        {"name": "the-harbour-news-1", "url": one.url("/world/rss.xml?a=1&b=2")},
        {"name": "the-ledger", "url": one.url("/atom")}]}
    assert '# The "Harbour" News: #1: rss-2.0, 2 items, about ' in out and "# The Ledger: atom-1.0, 1 item\n" in out
    (desk.folder / "conf.d").mkdir()
    (desk.folder / "conf.d" / "found.yaml").write_text(out, encoding="utf-8")
    assert desk.run("check")[0] == 0
    status, out, _ = desk.run("discover", one.url("/"))
    assert status == 0 and "is in the config already, as the-ledger" in out
    request = one.requests("/")[0]
    assert request.header("User-Agent") == "storywatch/0.1.0 (+https://desk.example/bot)"


def test_what_it_finds_is_told_in_json_too(desk, site):
    one = site()
    one.serve(page(link("/feed") + '<a href="/gone.rss">x</a>'), path="/")
    one.serve(rss(TROOPS, DOCKS, title="Harbour"), path="/feed")
    feed, gone = desk.ask("discover", one.url("/"))
    assert (feed["url"], feed["state"], feed["by"], feed["title"], feed["format"], feed["items"], feed["name"]) == (
        one.url("/feed"), "feed", "declared", "Harbour", "rss-2.0", 2, "harbour")
    assert feed["items_per_day"] > 0 and feed["configured"] is None
    assert (gone["state"], gone["by"], gone["name"]) == ("no feed", "linked", None) and "404" in gone["why"]


def test_five_requests_are_the_most_and_what_was_not_asked_is_said(desk, site):
    one = site()
    one.serve(Answer(301, {"Location": "/home"}), path="/")
    one.serve(page("".join(link("/feed/%d" % n) for n in range(5)) + link("/feed/5#top", "The sixth")), path="/home")
    for n in range(6):
        one.serve(rss(TROOPS, title="Feed %d" % n), path="/feed/%d" % n)
    status, out, err = desk.run("discover", one.url("/"))
    assert status == 0 and paths(one) == ["/", "/home", "/feed/0", "/feed/1", "/feed/2"]
    assert len(yaml.safe_load(out)["feeds"]) == 3
    assert [line for line in out.splitlines() if "not asked" in line] == [
        "  # not asked: " + one.url(path) for path in ("/feed/3: News", "/feed/4: News", "/feed/5: The sixth")]
    assert "3 of its links were not asked, for 5 requests are the most" in err


def test_redirects_end_with_the_requests(desk, site):
    one = site()
    for n in range(9):
        one.serve(Answer(302, {"Location": "/%d" % (n + 1)}), path="/%d" % n)
    status, out, err = desk.run("discover", one.url("/0"))
    assert (status, out) == (1, "") and "no more than 5 requests" in err and len(one.requests()) == 5


def test_common_paths_are_tried_only_when_the_page_names_none(desk, site):
    one = site()
    one.serve(page("<p>No feeds"), path="/about/us")
    one.serve(rss(TROOPS, title="Hidden"), path="/rss.xml")
    status, out, _ = desk.run("discover", one.url("/about/us"))
    assert status == 0 and yaml.safe_load(out)["feeds"] == [{"name": "hidden", "url": one.url("/rss.xml")}]
    assert paths(one) == ["/about/us", "/feed", "/rss.xml"]
    other = site()
    other.serve(page(link("/broken")), path="/")
    status, out, err = desk.run("discover", other.url("/"))
    assert status == 1 and "no feed: %s: HTTP 404" % other.url("/broken") in out and "no feed was found" in err
    assert paths(other) == ["/", "/broken"]


def test_a_page_without_anything_is_said_in_a_line(desk, site):
    one = site()
    one.serve(page("<p>No feeds"), path="/")
    status, out, err = desk.run("discover", one.url("/"))
    assert (status, out, err) == (1, "", "storywatch: %s: no feed was found\n" % one.url("/"))


def test_a_feed_is_one_itself_and_where_it_moved_for_good_is_where_it_is(desk, site):
    one = site(Answer(301, {"Location": "/new.xml"}))
    one.serve(rss(TROOPS), path="/new.xml")
    status, out, _ = desk.run("discover", one.url())
    assert status == 0 and "no page but a feed itself" in out
    assert yaml.safe_load(out)["feeds"] == [{"name": "the-harbour-news", "url": one.url("/new.xml")}]
    assert desk.ask("discover", one.url())[0]["by"] == "itself"
    one.serve(Answer(302, {"Location": "/new.xml"}))
    assert yaml.safe_load(desk.run("discover", one.url())[1])["feeds"][0]["url"] == one.url()


@pytest.mark.parametrize("answer,words", [
    (Answer(404, HTML, b"<p>Nothing here"), "HTTP 404 Not Found"),
    (Answer(raw=b""), "Empty reply"),
    (Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n"), "not HTTP"),
    (Answer(302, {"Location": "ftp://news.example/"}), "neither http nor https")])
def test_a_page_that_cannot_be_had_is_one_clear_line(desk, site, answer, words):
    one = site()
    one.serve(answer, path="/")
    status, out, err = desk.run("discover", one.url("/"))
    assert (status, out) == (1, "") and err.startswith("storywatch: %s: " % one.url("/")) and err.count("\n") == 1
    assert words in err


def test_private_addresses_are_refused_as_for_feeds(desk, site):
    one = site()
    one.serve(page(link("http://10.1.2.3/feed")), path="/")
    status, out, _ = desk.run("discover", one.url("/"))
    assert status == 1 and "10.1.2.3 is not in fetch.allow_addresses" in out
    desk.config["fetch"]["allow_addresses"] = []
    desk.write_config()
    status, _, err = desk.run("discover", one.url("/"))
    assert status == 1 and "is not in fetch.allow_addresses" in err
    assert len(one.requests()) == 1


@pytest.mark.parametrize("url,words", [
    ("ftp://news.example/", "ftp:// cannot be used"), ("https://desk:geheim@news.example/", "with a name or password"),
    ("https://", "names no host")])
def test_what_is_no_url_is_a_wrong_usage(desk, url, words):
    status, out, err = desk.run("discover", url)
    assert (status, out) == (2, "") and words in err and "geheim" not in err


def test_what_a_page_says_is_shown_escaped(desk, site):
    one = site()
    one.serve(page(link("/feed", title="\x1b[31mred\u202e")), path="/")
    one.serve(rss(TROOPS, title="Red \u202e\u2028 feed \x9b2J"), path="/feed")
    for form in ([], ["--json"]):
        status, out, err = desk.run("discover", one.url("/"), *form)
        assert status == 0 and not any(c in out + err for c in "\x1b\u202e\u2028\x9b")
        assert (json.loads(out)["name"] if form else yaml.safe_load(out)["feeds"][0]["name"]).startswith("red-feed")
