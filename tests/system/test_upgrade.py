"""A store that an earlier version made is brought up to date at the start, and nothing in it is lost.

Each fixture was written by the storywatchd of its version (those of 2 and 6 by the one before and the statements that
lead to them): five items in four stories of three feeds, three alerts in the log and, as yet, on no webhook."""
import itertools
import re
import shutil
import sqlite3
import time

import pytest

from conftest import WITHOUT_MEMORY, topics_of, wait_until
from faults import IS_LONG, Fault, few
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, dispatch, fixture, rss
from server import Answer

STORES = sorted(fixture("stores").glob("v*.sql"), key=lambda path: int(path.stem[1:]))
DATABASE, VERSION = "storywatch.db", "PRAGMA user_version"


def test_every_version_has_its_fixture(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.once()
    with sqlite3.connect(service.state / DATABASE) as store:
        version, = store.execute(VERSION).fetchone()
    assert [path.stem for path in STORES] == ["v%d" % number for number in range(1, version + 1)]


def put(path, service, urls):
    """The store as if it had been written an hour ago."""
    text = path.read_text(encoding="utf-8")
    written = max(int(moment) for moment in re.findall(r"\b1795\d{6}\b", text) if int(moment) < 1795970000 - 3600)
    later = int(time.time()) - 3600 - written
    service.state.mkdir()
    with sqlite3.connect(service.state / DATABASE) as store:
        store.executescript(re.sub(r"\b1795\d{6}\b", lambda moment: str(int(moment[0]) + later), text))
        store.executemany("UPDATE feed SET url = ? WHERE name = ?", [(url, name) for name, url in urls.items()])
    store.close()


@pytest.mark.parametrize("path", STORES, ids=lambda path: path.stem)
def test_all_is_found_in_a_store_of_an_earlier_version(service, site, path):
    once = site(lambda request: Answer(304) if request.header("If-None-Match") == '"edition-1"' else Answer(500))
    reprint = {**TROOPS, "title": "Pyongyang's soldiers trained in Kursk", "link": "https://radio-north.example/kursk"}
    sites = {"harbour-news": once, "ledger": site(rss(TROOPS_REPRINT, MARKET)), "bureau": site(rss(QUAKE, dispatch(1)))}
    hook = site()
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": hook.serve(Answer(204), path="/hook")})
    put(path, service, {name: made.url() for name, made in sites.items()})
    for name, made in sites.items():
        service.feed(name, made.url())
    service.feed("radio-north", site(rss(reprint)).url())
    service.once()
    alerts = service.ask("alerts")
    assert [alert["topic"] for alert in alerts] == ["quakes", "dprk-troops", "ports", "dispatches"]
    ids = [alert["id"] for alert in alerts]
    assert ids[:3] == [1, 2, 3]
    assert topics_of(service.alerts()) == ["dispatches"], "what was in the log is not told again"
    told = [request.json()["id"] for request in hook.requests()]
    assert sorted(set(told)) == ids, "what no webhook had is told"
    found = {item["title"]: item for item in service.ask("items")}
    assert found.keys() == {item["title"] for item in (TROOPS, DOCKS, TROOPS_REPRINT, MARKET, QUAKE, reprint, dispatch(1))}
    assert service.feeds()["harbour-news"]["failures"] == 0, "its validators are kept"
    service.start()
    wait_until(lambda: service.trouble() == "", service.stderr)
    copy = max(item["_storywatch"]["item"] for item in found.values() if item["_storywatch"]["story"] == alerts[1]["story"])
    status, _, err = service.run("split", str(copy))
    assert status == 0, err
    with sqlite3.connect(service.state / DATABASE) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []


# Calls of the core among which an upgrade's are, and how many of them a short run tries.
FAILING = {"write": (40, 2), "sync": (6, 1), "memory": (4000, 2)}


@pytest.mark.parametrize("path", STORES[:-1], ids=lambda path: path.stem)
def test_an_upgrade_that_fails_is_made_by_the_next_start(service, site, path):
    service.use_installed()
    sites = {"harbour-news": site(Answer(304)), "ledger": site(rss(TROOPS_REPRINT)), "bureau": site(rss(QUAKE, dispatch(1)))}
    urls = {name: made.url() for name, made in sites.items()}
    for name, url in urls.items():
        service.feed(name, url)
    service.write_config()
    for kind, (calls, some) in FAILING.items():
        for number in itertools.count(1) if IS_LONG and kind != "memory" else few(range(1, calls + 1), some):
            shutil.rmtree(service.state, ignore_errors=True)
            service.log_path.unlink(missing_ok=True)
            put(path, service, urls)
            fault = Fault(service, "storywatchd", kind, number)
            done = service.try_once(prefix=fault.prefix)
            if not fault.has_fired():
                assert number > 1
                break
            when = "%s %d: exit %d\n%s" % (kind, number, done.returncode, done.stderr)
            assert done.returncode in (0, 1, WITHOUT_MEMORY), when
            service.once()
            assert [alert["topic"] for alert in service.ask("alerts")] == ["quakes", "dprk-troops", "ports", "dispatches"], when
            assert topics_of(service.alerts()) == ["dispatches"], when
            with sqlite3.connect(service.state / DATABASE) as store:
                assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)], when
                assert store.execute(VERSION).fetchone() == (int(STORES[-1].stem[1:]),), when
