"""storywatch import and export: the feeds of other readers come in, ours go out, and nothing is dropped without a word."""
import json
import re
import stat
import subprocess
import xml.etree.ElementTree as ET

import pytest
import yaml

from conftest import COMMAND

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Feeds</title></head><body>
  <outline text="Wire">
    <outline text="Asia"><outline text="The Harbour News: &quot;Asia&quot;" xmlUrl="https://harbour.example/asia.xml"/></outline>
    <outline text="Ledger" xmlUrl="https://ledger.example/feed?a=1&amp;b=2" crawler="true"/>
  </outline>
  <outline text="NO" xmlUrl="https://radio.example/feed"/>
  <outline text="Members" xmlUrl="https://desk:geheim@club.example/feed"/>
</body></opml>
"""
URLS = """# newsboat
https://ledger.example/feed?a=1&b=2 ports "far east" "~Ledger"
"query:Unread:unread = \\"yes\\""
exec:~/bin/feed.sh
"""


@pytest.fixture
def desk(service):
    """A config with one feed, and lists of other readers beside it."""
    service.feed("ours", "https://ours.example/feed")
    service.write_config()
    (service.folder / "feeds.opml").write_text(OPML, encoding="utf-8")
    (service.folder / "urls").write_text(URLS, encoding="utf-8")
    service.opml, service.urls = service.folder / "feeds.opml", service.folder / "urls"
    service.imported = service.folder / "conf.d" / "imported.yaml"
    return service


def feeds_of(text):
    return {feed["name"]: feed for feed in yaml.safe_load(text)["feeds"]}


def test_lists_become_a_file_of_the_config_and_what_has_no_counterpart_is_named(desk):
    status, out, err = desk.run("import", desk.opml, desk.urls)
    assert (status, out) == (1, "")  # a feed with a password was left out
    feeds = feeds_of(desk.imported.read_text(encoding="utf-8"))
    assert list(feeds) == ["the-harbour-news-asia", "ledger", "no"]
    assert feeds["the-harbour-news-asia"] == {
        "name": "the-harbour-news-asia", "url": "https://harbour.example/asia.xml", "groups": ["Wire/Asia"]}
    assert feeds["ledger"]["url"] == "https://ledger.example/feed?a=1&b=2"
    assert feeds["ledger"]["groups"] == ["Wire", "ports", "far east"]
    for words in ("feeds.opml:5: \"Ledger\": no counterpart for crawler", "feeds.opml:8: \"Members\" was left out",
                  "urls:3: query:Unread", "urls:4: exec:~/bin/feed.sh", "imported.yaml: 3 feeds; 0 known already, 1 mistake"):
        assert words in err, err
    assert "geheim" not in err + desk.imported.read_text(encoding="utf-8")
    assert stat.S_IMODE(desk.imported.stat().st_mode) == 0o644
    assert desk.run("check") == (0, "%s: good: 4 feeds, 4 topics, 1 sink\n" % desk.config_path, "")


def test_what_is_there_is_not_overwritten_and_not_imported_twice(desk):
    assert desk.run("import", desk.urls)[0] == 0
    before = desk.imported.read_bytes()
    status, out, err = desk.run("import", desk.urls)
    assert (status, out) == (0, "") and "is in the config already, as ledger" in err and "nothing is written" in err
    status, out, err = desk.run("import", desk.opml)
    assert (status, out) == (1, "") and "it is there already; --force replaces it" in err
    assert desk.imported.read_bytes() == before
    assert desk.run("import", "--force", desk.opml)[0] == 1
    assert list(feeds_of(desk.imported.read_text(encoding="utf-8"))) == ["the-harbour-news-asia", "ledger", "no"]
    assert [path.name for path in desk.imported.parent.iterdir()] == ["imported.yaml"]


def test_the_file_may_be_another_or_the_standard_output(desk):
    status, out, err = desk.run("import", "--output", "-", desk.urls)
    assert status == 0 and list(feeds_of(out)) == ["ledger"] and "standard output: 1 feed" in err
    assert not desk.imported.exists()
    other = desk.folder / "conf.d" / "10-wire.yaml"
    assert desk.run("import", "--output", other, desk.urls)[0] == 0
    assert list(feeds_of(other.read_text(encoding="utf-8"))) == ["ledger"]


def test_a_list_may_come_on_the_standard_input(desk):
    status, out, err = desk.run("import", "--output", "-", "-", stdin=desk.urls.read_bytes())
    assert status == 0
    assert list(feeds_of(out)) == ["ledger"]
    assert out.startswith("# Written by storywatch import, and yours from now on. From:\n#   standard input\n")
    assert "standard input:3: query:Unread" in err
    status, _, err = desk.run("import", "-", stdin=b"<html>")
    assert status == 1 and "standard input:1: it is no OPML" in err


def test_one_feed_is_one_however_its_url_is_written(desk):
    desk.urls.write_text("https://OURS.example:443/feed\nhttps://new.example\nhttps://New.example/#top\n", encoding="utf-8")
    status, out, err = desk.run("import", "--output", "-", desk.urls)
    assert (status, [feed["url"] for feed in feeds_of(out).values()]) == (0, ["https://new.example"])
    assert "is in the config already, as ours" in err


def test_an_import_tells_in_json_too(desk):
    status, out, err = desk.run("import", "--json", desk.urls)
    *notes, total = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(note["line"], note["kind"]) for note in notes] == [(3, "remark"), (4, "remark")]
    assert total == {"written": str(desk.imported), "feeds": 1, "known": 0, "mistakes": 0}
    assert desk.run("import", "--json", "--output", "-", desk.urls)[0] == 2


def test_a_config_that_waits_for_its_first_feeds_gets_them(desk):
    desk.config["feeds"] = []
    desk.write_config()
    assert desk.run("check")[0] == 78
    assert desk.run("import", desk.urls)[0] == 0
    assert desk.run("check")[0] == 0


def test_a_config_with_a_mistake_gets_nothing(desk):
    desk.config["pol"] = {}
    desk.write_config()
    status, out, err = desk.run("import", desk.urls)
    assert (status, out) == (78, "") and re.search(r"storywatch\.yaml:\d+:\d+: unknown key \"pol\"", err)
    assert not desk.imported.exists()


@pytest.mark.parametrize("text,words", [
    ("<html><body>Sign in</body></html>", ":1: it is no OPML: its first element is <html>"),
    ("\n\nDear all,\n", ":3: it is neither OPML nor newsboat's urls"),
    ("", ": it is empty"),
    ("<!DOCTYPE opml [<!ENTITY a \"%s\">]><opml>&a;</opml>" % ("x" * 70000), "70000")])
def test_what_is_no_list_is_said_and_the_others_are_taken(desk, text, words):
    other = desk.folder / "other"
    other.write_text(text, encoding="utf-8")
    status, _, err = desk.run("import", other, desk.urls)
    if words == "70000":
        assert status == 0 and "other:1: the DOCTYPE is over 64 KiB" in err
    else:
        assert status == 1 and "%s%s" % (other, words) in err
    assert list(feeds_of(desk.imported.read_text(encoding="utf-8"))) == ["ledger"]


def test_a_missing_list_is_named(desk):
    status, _, err = desk.run("import", desk.folder / "nowhere.opml")
    assert status == 1 and "nowhere.opml: cannot be opened: No such file or directory" in err
    status, _, err = desk.run("import", "/dev/zero")
    assert status == 1 and "/dev/zero: is a device" in err


# ---- export

def test_an_export_is_opml_with_folders(desk):
    desk.config["feeds"] = [
        {"name": "ledger", "url": "https://ledger.example/feed?a=1&b=2", "groups": ["wire", "far east/ports"], "every": "10m"},
        {"name": "radio", "url": "https://radio.example/feed", "headers": {"X-Key-Id": "desk"}}]
    desk.write_config()
    status, out, err = desk.run("export", "--opml")
    assert (status, err) == (0, "storywatch: radio: headers: not exported\n")
    body = ET.fromstring(out).find("body")
    assert [outline.get("text") for outline in body] == ["radio", "wire", "far east"]
    ledger, = body.findall("outline[@text='far east']/outline[@text='ports']/outline")
    assert ledger.get("xmlUrl") == "https://ledger.example/feed?a=1&b=2" and ledger.get("type") == "rss"
    assert out == desk.run("export")[1]
    assert desk.ask("export") == [
        {"name": "ledger", "url": "https://ledger.example/feed?a=1&b=2", "groups": ["wire", "far east/ports"], "every": "10m"},
        {"name": "radio", "url": "https://radio.example/feed", "groups": []}]


def test_an_import_of_an_export_gives_the_same_feeds(desk, tmp_path):
    desk.run("import", desk.opml, desk.urls)
    exported = desk.run("export")[1]
    (tmp_path / "ours.opml").write_text(exported, encoding="utf-8")
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "storywatch.yaml"
    other.write_text("state_dir: state\ncontact: desk@example.org\nfeeds: []\n", encoding="utf-8")

    def run(*arguments):
        return subprocess.run([COMMAND, *arguments, "--config", other], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    assert run("import", tmp_path / "ours.opml").stderr.count(b"\n") == 1

    def sorted_feeds(lines):
        return sorted(lines.splitlines())
    again = run("export", "--json").stdout.decode()
    assert sorted_feeds(again) == sorted_feeds(desk.run("export", "--json")[1])
