"""storywatch parse over documents with known answers: tests/fixtures/parse. sample.jsonl has one case a line, made
from the tests of public feed parsers (LICENSES.txt names them); a check names places in the output, any of which may
hold any of the values."""
import html
import json
import re
import subprocess
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit, urlunsplit

import pytest

from conftest import COMMAND, ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "parse"
CASES = [json.loads(line) for line in (FIXTURES / "sample.jsonl").read_text(encoding="utf-8").splitlines()]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def fold(text):
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ")


def url(text):
    parts = urlsplit(fold(text))
    host, safe = parts.netloc.lower(), "%/:=&?~#+!$,;'@()*[]"
    path = quote(parts.path, safe=safe) or ("/" if host else "")
    return urlunsplit((parts.scheme.lower(), host, path, quote(parts.query, safe=safe), parts.fragment))


class Tokens(HTMLParser):
    """What an HTML text says, whatever its spelling."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.list = []
        self.feed(text)
        self.close()
        if len(self.list) > 1 and self.list[0] == ("<", "div", ()) and self.list[-1] == (">", "div"):
            self.list = self.list[1:-1]

    def handle_starttag(self, tag, attrs):
        shown = sorted((name, fold(value or "")) for name, value in attrs if not name.startswith("xmlns"))
        self.list.append(("<", tag, tuple(shown)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.list.append((">", tag))

    def handle_data(self, data):
        if fold(data):
            self.list.append(("text", fold(data)))

    def text(self):
        return "".join(token[1] for token in self.list if token[0] == "text").replace(" ", "")


def values_at(output, path):
    found = [output]
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if index:
            found = [value[int(index)] for value in found if isinstance(value, list) and int(index) < len(value)]
        else:
            found = [value[key] for value in found if isinstance(value, dict) and key in value]
    return found


def body(path, got, wanted):
    if path.endswith("_html"):
        return Tokens(got).list == Tokens(wanted).list
    return re.sub(r"\s", "", got) in (re.sub(r"\s", "", wanted), Tokens(wanted).text())


def encoding(got, wanted):
    larger = {"us-ascii": "utf-8", "iso-8859-1": "windows-1252", "gb2312": "gb18030", "euc-kr": "windows-949"}
    return got.lower() in (wanted.lower(), larger.get(wanted.lower()))


COMPARE = {
    "text": lambda path, got, wanted: fold(got) == fold(wanted),
    "lang": lambda path, got, wanted: got.lower().replace("_", "-") == wanted.lower().replace("_", "-"),
    "url": lambda path, got, wanted: url(got) == url(wanted),
    "html": lambda path, got, wanted: Tokens(got).list == Tokens(wanted).list,
    "body": body,
    "date": lambda path, got, wanted: got == wanted,
    "int": lambda path, got, wanted: got == wanted,
    "count": lambda path, got, wanted: len(got) == wanted,
    "contains": lambda path, got, wanted: fold(wanted) in map(fold, got),
    "encoding": lambda path, got, wanted: encoding(got, wanted),
}


def holds(check, output):
    if check["kind"] == "absent":
        return all(got in (None, "", []) for path in check["path"] for got in values_at(output, path))
    same = COMPARE[check["kind"]]
    return any(same(path, got, wanted) for path in check["path"] for got in values_at(output, path)
               for wanted in check["value"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_document_means_what_is_known_of_it(case):
    options = [word for key, value in case["args"].items() for word in ("--" + key.replace("_", "-"), value)]
    run = subprocess.run([COMMAND, "parse", *options, FIXTURES / case["input"]], capture_output=True, check=False)
    kinds = {check["kind"] for check in case["checks"]}
    if kinds == {"runs"}:
        assert run.returncode in (0, 1)
    elif kinds == {"notfeed"}:
        assert run.returncode == 1 and run.stderr.count(b"\n") == 1
    else:
        assert run.returncode == 0, run.stderr
        output = json.loads(run.stdout)
        assert [check for check in case["checks"] if not holds(check, output)] == []


@pytest.mark.parametrize("link, told", [("", "https://coast.example/rss"),
                                        ("<a10:link rel='self' href='/all.xml'/>", "https://coast.example/all.xml")])
def test_a_feed_that_names_no_address_of_its_own_has_the_one_it_came_from(link, told):
    document = f"<rss version='2.0'><channel><title>Coast</title>{link}</channel></rss>".encode()
    run = subprocess.run([COMMAND, "parse", "--url", "https://coast.example/rss", "-"], input=document,
                         capture_output=True, check=True)
    assert json.loads(run.stdout)["feed_url"] == told


def test_a_long_summary_with_markup_comes_whole_beside_the_content():
    sentence = "The ferry <b>Northline</b> left the harbour of Kelmouth at noon. "
    document = ("<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><description>"
                + html.escape(sentence * 40) + "</description><content:encoded>&lt;p&gt;It sails.&lt;/p&gt;</content:encoded>"
                "</item></channel></rss>").encode()
    run = subprocess.run([COMMAND, "parse", "-"], input=document, capture_output=True, check=True)
    item, = json.loads(run.stdout)["items"]
    assert item["summary"] == (re.sub("<.*?>", "", sentence) * 40).strip()
    assert item["content_html"] == "<p>It sails.</p>"


def test_an_html_page_is_no_feed_and_its_feeds_are_named():
    page = b"""<!DOCTYPE html><html><head><title>The Coast</title>
        <link rel="alternate" type="application/rss+xml" href="/rss"><link rel="icon" href="/i.png">
        <link rel="alternate" type="application/feed+json" href="https://coast.example/feed.json"></head></html>"""
    run = subprocess.run([COMMAND, "parse", "--url", "https://coast.example/news", "-"], input=page,
                         capture_output=True, check=False)
    assert run.returncode == 1 and run.stdout == b""
    assert run.stderr == (b"storywatch: -: it is an HTML page; it links to https://coast.example/rss, "
                          b"https://coast.example/feed.json\n")


@pytest.mark.parametrize("document", [
    b"<rss><channel>" + b"<item><title>Ferry</title></item>" * 20_000,
    b"<a>" * 500_000,
    b"<rss><channel><item " + b"".join(b"a%d='1' " % number for number in range(100_000)) + b"/>",
    b"<rss><channel>" + b"".join(b"<x:a xmlns:x='u:%d'/>" % number for number in range(60_000)),
    b"<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><rss><channel><title>&c;</title>",
    b"<rss><channel><item><title>" + b"&" * 250_000,
    b"<rss><channel>" + b"<![CDATA[" * 20_000,
    b"<rss><channel><item><description>" + b"&lt;div>" * 250_000,
    b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 250_000,
    b"x" * 17_000_000,
], ids=["items", "depth", "attributes", "namespaces", "entities", "ampersands", "sections", "html", "json", "size"])
def test_a_hostile_document_ends_with_an_answer(document):
    run = subprocess.run([COMMAND, "parse", "-"], input=document, capture_output=True, check=False, timeout=120)
    assert run.returncode in (0, 1), run.stderr[-2000:]
    assert run.returncode == 0 or run.stderr.count(b"\n") == 1
