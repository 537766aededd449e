"""`storywatch doctor`: what is fine, what is not, and what would mend it."""
import json
import os
import sqlite3
import time

import pytest

from conftest import as_user, fill
from news import TROOPS, dispatch, rss
from test_sandbox import LESS, on_poorer_kernel

AREAS = {"config", "files", "secrets", "state", "log", "disk", "store", "clock", "names", "tls", "sandbox", "service"}
DATABASE = "storywatch.db"
SERVICE, MEMBER, STRANGER = as_user(64000, 64000), as_user(64001, 64001, 64000), as_user(64002, 64002)


def findings(service, **how):
    """The exit status, and (level, area, what it is, what would mend it) of each line."""
    status, out, err = service.run("doctor", "--json", **how)
    assert err == ""
    lines = [json.loads(line) for line in out.splitlines()]
    return status, [(line["level"], line["area"], line["what"], line["mend"]) for line in lines]


def wrong(service, **how):
    """Area, what it is and what would mend it, of what is wrong; the exit status goes with it."""
    status, found = findings(service, **how)
    found = [line[1:] for line in found if line[0] == "wrong"]
    assert status == (78 if any(area == "config" for area, _, _ in found) else 1 if found else 0)
    return found


@pytest.fixture
def at_work(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    service.wait_for_alerts(1)
    return service


def test_nothing_is_wrong_with_a_service_that_runs(at_work):
    status, found = findings(at_work)
    assert status == 0 and {level for level, *_ in found} <= {"fine", "note"}, found
    assert {area for _, area, *_ in found} == AREAS
    assert ("fine", "store", "whole: 1 items, 1 stories, 1 alerts", None) in found
    status, out, _ = at_work.run("doctor")
    assert status == 0 and ", 0 wrong, 0 unknown" in out.splitlines()[-1]


def test_a_service_that_does_not_run_is_all_that_is_wrong_then(at_work):
    at_work.stop()
    (area, what, mend), = wrong(at_work)
    assert area == "service" and str(at_work.state / "control") in what and "systemctl start" in mend


def test_before_the_first_start_only_the_service_is_missing(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.write_config()
    assert [area for area, *_ in wrong(service)] == ["service"]
    assert not service.state.exists()


def test_a_broken_config_is_told_by_place_and_the_rest_is_looked_at(at_work):
    text = at_work.config_path.read_text()
    at_work.config_path.write_text(text + "evry: 5m\npoll: {every: 5 parsecs}\n")
    status, found = findings(at_work)
    assert status == 78
    count = text.count("\n")
    places = [what for level, area, what, _ in found if (level, area) == ("wrong", "config")]
    assert [place.split(": ")[0] for place in places] == ["%s:%d:1" % (at_work.config_path, count + 1),
                                                          "%s:%d:15" % (at_work.config_path, count + 2)]
    assert {area for _, area, *_ in found} == AREAS
    assert any((level, area) == ("fine", "store") for level, area, *_ in found)
    at_work.config_path.write_text("feeds: [")
    status, found = findings(at_work)
    assert status == 78 and ("unknown", "state") in [line[:2] for line in found]
    assert {"tls", "sandbox", "clock"} <= {area for _, area, *_ in found}


def test_a_config_that_is_not_there_is_named(service):
    (area, what, _), *_ = wrong(service)
    assert area == "config" and str(service.config_path) in what and "No such file" in what


def test_all_that_is_wrong_is_told_in_one_run(at_work, site, small_disk):
    at_work.stop()
    secret = at_work.folder / "desk.secret"
    secret.write_text("drowssap\n")
    secret.chmod(0o644)
    logs = small_disk("logs")
    fill(logs)
    at_work.config["sinks"] += [
        {"name": "desk", "type": "webhook", "url": "https://desk.example/hook", "secret_file": str(secret)},
        {"name": "full", "type": "log", "path": str(logs / "alerts.jsonl")},
        {"name": "lost", "type": "log", "path": str(at_work.folder / "nowhere" / "alerts.jsonl")},
        {"name": "folder", "type": "log", "path": str(logs)}]
    at_work.feed("gone", "https://no-such-host.invalid/feed.xml")
    at_work.config["fetch"]["ca_file"] = str(at_work.folder / "no.pem")
    at_work.write_config()
    at_work.state.chmod(0o777)
    with sqlite3.connect(at_work.state / DATABASE) as store:
        store.execute("UPDATE feed SET last_poll = ?", (int(time.time()) + 86400,))
    found = wrong(at_work)
    told = {(area, word) for area, what, mend in found for word in (
        str(secret), str(logs), "nowhere", "no-such-host.invalid", "no.pem", "which is to come", "control",
        str(at_work.state) + " can be written", "is no file") if word in what}
    assert told >= {("config", str(secret)), ("secrets", str(secret)), ("disk", str(logs)), ("log", "nowhere"),
                    ("names", "no-such-host.invalid"), ("tls", "no.pem"), ("clock", "which is to come"),
                    ("service", "control"), ("state", str(at_work.state) + " can be written"), ("log", "is no file")}, found
    assert "chmod o-r %s" % secret in [mend for _, _, mend in found]


def test_a_damaged_store_is_seen(service, site):
    service.feed("harbour-news", site(rss(*map(dispatch, range(100)))).url())
    service.once()
    with sqlite3.connect(service.state / DATABASE) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (service.state / DATABASE).read_bytes()
    (service.state / DATABASE).write_bytes(whole[:len(whole) // 2] + b"\xff" * 20000 + whole[len(whole) // 2 + 20000:])
    damaged = [(what, mend) for area, what, mend in wrong(service) if area == "store"]
    assert damaged and all("backup" in mend for _, mend in damaged), damaged


def test_members_of_the_group_are_told_what_they_may_not_look_at(open_service, site):
    service = open_service
    secret = service.folder / "desk.secret"
    secret.write_text("drowssap\n")
    secret.chmod(0o640)
    os.chown(secret, 64000, 64000)
    os.chown(service.folder, 64000, 64000)
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": site().url("/hook"), "secret_file": str(secret)})
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.prefix = SERVICE
    service.start()
    service.wait_for_alerts(1)
    for user in (SERVICE, ()):
        status, found = findings(service, prefix=user)
        assert "unknown" not in [level for level, *_ in found], found
    status, found = findings(service, prefix=MEMBER)
    assert [line[:2] for line in found if line[0] == "unknown"] == [("unknown", "secrets")]
    assert "drowssap" not in str(found)
    assert any((level, area) == ("fine", "service") for level, area, *_ in found)
    status, found = findings(service, prefix=STRANGER)
    assert {area for level, area, *_ in found if level == "unknown"} >= {"secrets", "store", "service"}


@pytest.mark.parametrize("missing, words, has_seccomp", LESS.values(), ids=LESS)
def test_what_the_kernel_lacks_is_wrong_where_the_config_requires_it(at_work, missing, words, has_seccomp):
    poorer = on_poorer_kernel(*missing)
    _, found = findings(at_work, prefix=poorer)
    noted = [what for level, area, what, _ in found if (level, area) == ("note", "sandbox")]
    assert len(noted) == len(missing) and all(any(part.split(": ")[0] in what for what in noted) for part in words.split("; "))
    at_work.config["sandbox"] = "require"
    at_work.write_config()
    assert len([what for area, what, _ in wrong(at_work, prefix=poorer) if area == "sandbox"]) == len(missing)
