"""A command that cannot have all of its memory fails and says so, or says all that it has to say; it never harms the store."""
import itertools
import re
import sqlite3

import pytest

from conftest import WITHOUT_MEMORY
from faults import IS_LONG, Fault, Ways
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, atom, json_feed, rss
from server import Answer

PAGE = b"""<!doctype html><title>Harbour</title><link rel=alternate type=application/rss+xml title=News href=/feed.xml>
<article><h2><a href=/docks>Dockers begin a strike</a></h2><p>Dockers walked out on Monday.</article>"""
LIST = """<opml version="2.0"><body><outline text="World">
<outline type="rss" text="Gazette" xmlUrl="https://gazette.example/rss"/>
<outline type="rss" text="Ledger" xmlUrl="https://ledger.example/rss" crawler="true"/>
</outline></body></opml>"""
SAYS_SO = "out of memory|allocate memory|a temporary database file|the process that read it|more than 5 s|ca-certificates.crt"
QUERY = "troop* AND russia*"


@pytest.fixture(scope="module")
def desk(module_service, site):
    """A store with a story and its copy, and beside it what commands read."""
    service, one = module_service, site()
    service.use_installed()
    service.config["fetch"]["per_host"] = {"spacing": "0s"}
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": site().url("/none")})
    service.feed("harbour-news", one.serve(rss(TROOPS, DOCKS, QUAKE, MARKET)))
    service.once()
    service.feed("ledger", site(atom(TROOPS_REPRINT)).url())
    service.once()
    service.page = one.serve(Answer(headers={"Content-Type": "text/html"}, body=PAGE), path="/")
    for name, text in {
            "items.jsonl": service.run("items", "--json")[1], "news.opml": LIST, "rss.xml": rss(TROOPS, DOCKS),
            "atom.xml": atom(QUAKE), "feed.json": json_feed(TROOPS), "broken.xml": rss(TROOPS, DOCKS)[:-300], "page.html": PAGE,
            "letter.txt": "Dear editor", "wrong.yaml": service.config_path.read_text().replace("strike*", "(strike*"),
            "new.yaml": service.config_path.read_text().replace("strike*", "walkout*")}.items():
        (service.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return service


def rows_of(service):
    with sqlite3.connect("file:%s?mode=ro" % (service.state / "storywatch.db"), uri=True) as store:
        return list(store.iterdump())


class Command:
    def __init__(self, desk, arguments):
        self.desk, self.arguments = desk, [word.replace("PAGE", desk.page) for word in arguments]
        # libc's NSS, which looks for the service's user, does not live through all failures.
        self.spared = ["FAULT_SPARE=libc.so"] if arguments[0] == "doctor" else []

    def run(self, fault):
        status, out, err = self.desk.run(*self.arguments, prefix=fault.prefix)
        has_clock = self.arguments[0] in ("discover", "doctor")
        return status, re.sub(r"[0-9.]+", "#", out) if has_clock else out, err

    def fault(self, number, *more):
        return Fault(self.desk, "storywatch", "memory", number, *more)

    def try_without(self, number, *more):
        """Whether there was such a call to fail."""
        fault = self.fault(number, *more)
        status, out, err = self.run(fault)
        when = "%s, allocation %d %s: exit %d, %s%s" % (" ".join(self.arguments), number, more, status, out[-1000:], err)
        if (status, out) != self.due[:2]:
            assert status != 0 and re.search(SAYS_SO, err + out) and "put a backup back" not in err + out, when
            assert len(err.splitlines()) <= len(self.due[2].splitlines()) + 1, when
            assert status in (1, 3, 78, WITHOUT_MEMORY), when
        return fault.has_fired()


@pytest.mark.parametrize("arguments", [  # those that tell the same whatever the time is
    ["alerts"], ["alerts", "--json"], ["check"], ["check", "--config", "wrong.yaml"], ["compare", "4", "5"],
    ["compare", "4", "page.html"], ["deliveries", "--json"], ["diff", "new.yaml"], ["discover", "PAGE"], ["doctor"], ["export"], ["feeds", "--json"],
    ["import", "--output", "-", "news.opml"], ["items", "--json"], ["parse", "rss.xml"], ["parse", "atom.xml"],
    ["parse", "feed.json"], ["parse", "broken.xml"], ["parse", "page.html"], ["parse", "letter.txt"], ["replay", "items.jsonl"],
    ["status"], ["story", "4"], ["test", QUERY], ["test", "--why", "2", QUERY], ["topics", "--json"]], ids=" ".join)
def test_a_command_without_memory_fails_or_says_all_that_it_has_to_say(desk, monkeypatch, arguments):
    """Each allocation in turn, or some of the ways to them."""
    monkeypatch.chdir(desk.folder)
    command, ways, rows = Command(desk, arguments), Ways(desk), rows_of(desk)
    command.due = command.run(command.fault(1, ways.variable, *command.spared))
    assert command.due[1] != "" or command.due[2] != ""
    assert sum([command.try_without(number, "FAULT_STACK=" + way, *command.spared) for way, number in ways.faults(5)]) > 0
    if IS_LONG:
        assert not all(command.try_without(number, *command.spared) for number in itertools.count(1))
    assert rows_of(desk) == rows
