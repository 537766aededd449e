"""A clean end leaves the dedup memory in a file for the next start; without it, or where it is of no use, the memory is
made from the store. What comes next is judged the same."""
import sqlite3

import pytest

from news import DOCKS, TROOPS, TROOPS_REPRINT, rss

ENOUGH = 10000  # stories for which a file is written
NOTICE = {"title": "Timber for Brennholm lands at the Old Quay", "link": "https://harbour.example/1",
          "text": "The Old Quay took 107 tonnes of timber for Brennholm this morning."}
FIELDS = "edition, is_lead, is_fullest, is_current, is_shown, revision, seen, revised, outlet, fingerprint, is_split"


def multiply(service):
    """As many stories as are enough, each with the notice for its lead."""
    with sqlite3.connect(service.state / "storywatch.db") as store:
        ids = "WITH RECURSIVE id(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM id WHERE n < 100 + %d)" % ENOUGH
        store.execute("%s INSERT INTO story (id, seen) SELECT n, seen FROM id, item WHERE identity = ?" % ids, [NOTICE["link"]])
        store.execute("%s INSERT INTO item (id, feed, identity, story, %s) SELECT n, feed, identity || n, n, %s FROM id, item"
                      " WHERE identity = ?" % (ids, FIELDS, FIELDS), [NOTICE["link"]])
        store.execute("%s INSERT INTO item_text (item, title) SELECT n, ? FROM id" % ids, [NOTICE["title"]])
    store.close()


@pytest.fixture(scope="module")
def harbour(module_service, site):
    """A service that ended with so many stories, one of them that of the troops."""
    module_service.feed("harbour-news", site(rss(TROOPS, NOTICE)).url())
    module_service.once()
    assert not file_of(module_service).exists(), "two stories are read from the store as fast"
    multiply(module_service)
    module_service.once()
    return module_service


def file_of(service):
    return service.state / "storywatch.memory"


def stories_of(service, feed):
    return {item["title"]: item["_storywatch"]["story"] for item in service.ask("items", "--feed", feed)}


def test_the_file_is_taken_by_the_next_start_and_written_anew_at_its_end(harbour, site):
    written = file_of(harbour).stat()
    assert written.st_mode & 0o777 == 0o600
    harbour.feed("ledger", site(rss(TROOPS_REPRINT, DOCKS)).url())
    harbour.start()
    assert not file_of(harbour).exists(), "what the service does from now on is not in it"
    harbour.poll("ledger")
    found = stories_of(harbour, "ledger")
    troops = stories_of(harbour, "harbour-news")[TROOPS["title"]]
    assert found[TROOPS_REPRINT["title"]] == troops != found[DOCKS["title"]]
    harbour.stop()
    assert "of no use" not in harbour.stderr()
    assert file_of(harbour).stat().st_mtime_ns > written.st_mtime_ns


@pytest.mark.parametrize("outlet, spoil", [
    ("torn-times", lambda content: content[:len(content) // 2]),
    ("other-times", lambda content: b"not a memory at all, but a letter to the harbour master"),
], ids=["torn", "another"])
def test_a_file_that_is_of_no_use_costs_nothing_but_time(harbour, site, outlet, spoil):
    file_of(harbour).write_bytes(spoil(file_of(harbour).read_bytes()))
    harbour.feed(outlet, site(rss({**TROOPS_REPRINT, "link": "https://%s.example/kursk" % outlet})).url())
    assert "of no use" in harbour.once()
    assert stories_of(harbour, outlet)[TROOPS_REPRINT["title"]] == stories_of(harbour, "harbour-news")[TROOPS["title"]]
