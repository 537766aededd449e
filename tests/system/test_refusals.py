"""What cannot go well: each case says what is wrong, and leaves everything else running."""
import fcntl
import shutil
import sqlite3

import pytest

from conftest import as_user, fill, topics_of, wait_until
from news import DOCKS, QUAKE, TROOPS, dispatch, fixture, rss
from server import Answer

NOBODY = as_user(65534, 65534)
DATABASE = "storywatch.db"


# ---- the config

def test_ten_mistakes_are_ten_messages_with_their_places(service):
    shutil.copy(fixture("config", "ten-mistakes.yaml"), service.config_path)
    told = fixture("config", "ten-mistakes.expected").read_text(encoding="utf-8").splitlines()[1:]
    told = [line.replace("ten-mistakes.yaml", str(service.config_path)) for line in told]
    status, out, _ = service.run("check")
    assert (status, len(told)) == (78, 10) and out.splitlines() == told
    done = service.try_once()
    assert done.returncode == 78 and done.stderr.splitlines() == told
    assert not service.state.exists()


def test_a_watch_list_of_ten_thousand_topics_with_fifty_mistakes_tells_the_fifty(service):
    broken = ["harbour AND", "(strike OR walkout", "aground )", "port w/5 strike", "feerry: port"]
    queries = [broken[i // 200 % 5] if i % 200 == 77 else '"harbour %d" OR quay%d* OR (pilot%d NEAR/5 tug%d)' % (i, i, i, i)
               for i in range(10_000)]
    service.feed("ledger", "http://127.0.0.1:9/rss")
    service.write_config()
    config = service.config_path.read_text().split("topics:")[0]
    for number, query in enumerate(queries):
        config += ("topics:\n" if number == 0 else "") + "  - name: topic-%d\n    query: |-\n      %s\n" % (number, query)
    service.config_path.write_text(config)
    lines = config.splitlines()
    places = [number for number, line in enumerate(lines, 1) if line.strip() in broken]
    status, out, _ = service.run("check")
    told = [int(line.split(":")[1]) for line in out.splitlines() if "warning" not in line]
    assert (status, len(places)) == (78, 50) and told == places


# ---- the store

def damage(service):
    store = service.state / DATABASE
    store.write_bytes(b"No database at all. " * 400)


def truncate(service):
    (service.state / DATABASE).write_bytes(b"")


def make_newer(service):
    with sqlite3.connect(service.state / DATABASE) as db:
        db.execute("PRAGMA user_version = 99")


def lose_all_but_the_log(service):
    shutil.copy(service.state / DATABASE, service.state / (DATABASE + "-wal"))
    (service.state / DATABASE).unlink()


@pytest.mark.parametrize("harm,words", [
    (damage, "damaged|not a database"), (truncate, "damaged"), (make_newer, "newer"),
    (lose_all_but_the_log, "without its store")])
def test_a_store_that_cannot_be_used_is_named_and_left_as_it_is(service, site, harm, words):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.once()
    harm(service)
    before = {path.name: path.read_bytes() for path in service.state.glob(DATABASE + "*") if not path.name.endswith("-shm")}
    done = service.try_once()
    assert done.returncode == 1
    assert DATABASE in done.stderr and any(word in done.stderr for word in words.split("|")), done.stderr
    assert {name: (service.state / name).read_bytes() for name in before} == before
    status, out, err = service.run("alerts")
    assert (status, out) == (1, "") and DATABASE in err


def test_a_store_that_the_user_may_not_read_is_named(open_service, site):
    service = open_service
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.once()
    service.state.chmod(0o777)
    (service.state / "lock").chmod(0o666)
    (service.state / DATABASE).chmod(0o600)
    done = service.try_once(prefix=NOBODY)
    assert done.returncode == 1
    assert DATABASE in done.stderr and "cannot start" in done.stderr, done.stderr


def test_a_state_dir_that_is_a_file_is_named(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.write_config()
    service.state.write_text("I am no folder.\n")
    done = service.try_once()
    assert done.returncode == 1 and str(service.state) in done.stderr and "Not a directory" in done.stderr
    assert service.state.read_text() == "I am no folder.\n"


def test_a_state_dir_that_the_user_may_not_write_is_named(open_service, site):
    service = open_service
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.write_config()
    done = service.try_once(prefix=NOBODY)
    assert done.returncode == 1 and str(service.state) in done.stderr and "Permission denied" in done.stderr
    service.state.mkdir(0o755)
    done = service.try_once(prefix=NOBODY)
    assert done.returncode == 1 and str(service.state) in done.stderr and "Permission denied" in done.stderr


def test_a_second_service_on_a_state_dir_does_not_start_and_the_first_goes_on(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    done = service.try_once()
    assert done.returncode == 1
    assert str(service.state) in done.stderr and "another storywatchd (process %d)" % service.process.pid in done.stderr
    service.wait_for_alerts(1)
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]


# ---- the control socket

def test_a_control_socket_that_cannot_be_made_is_named(service, site):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    (service.state / "control" / "something").mkdir(parents=True)
    service.write_config()
    done = service.try_once()
    assert done.returncode == 1 and str(service.state / "control") in done.stderr
    (service.state / "control" / "something").rmdir()
    (service.state / "control").rmdir()
    service.once()
    assert topics_of(service.alerts()) == ["dprk-troops"]


def test_a_path_too_long_for_a_socket_serves_too(service, site, tmp_path):
    service.state = tmp_path / ("a-folder-with-a-long-name-" * 5)
    service.config["state_dir"] = str(service.state)
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    assert service.trouble() == ""
    service.poll("harbour-news")


# ---- log files

def test_a_log_that_cannot_be_written_is_said_and_its_alerts_come_when_it_can(service, site, tmp_path):
    """A folder that is missing, a path that is a folder, a file that another process holds: and one that is well."""
    missing, folder, held = tmp_path / "missing" / "alerts.jsonl", tmp_path / "folder", tmp_path / "held.jsonl"
    folder.mkdir()
    holder = held.open("w")
    fcntl.flock(holder, fcntl.LOCK_EX)
    paths = {"missing": missing, "folder": folder, "held": held}
    service.config["sinks"] += [{"name": name, "type": "log", "path": str(path)} for name, path in paths.items()]
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    service.wait_for_alerts(1)
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]
    wait_until(lambda: all("sink %s: %s" % item in service.trouble() for item in paths.items()), "status names the three")
    for name in paths:
        service.wait_to_say("a sink does not take alerts", "sink=%s" % name)
    missing.parent.mkdir()
    folder.rmdir()
    holder.close()
    for path in paths.values():
        assert service.wait_for_alerts(2, path) == service.alerts()
    wait_until(lambda: service.trouble() == "", "nothing is wrong any more")


def test_a_log_whose_folder_the_service_may_not_write_is_said_and_mended(open_service, site):
    service = open_service
    logs = service.folder / "logs"
    logs.mkdir(0o755)
    shutil.chown(service.folder, 65534, 65534)
    service.config["sinks"].append({"name": "desk", "type": "log", "path": str(logs / "desk.jsonl")})
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.prefix = NOBODY
    service.start()
    service.wait_for_alerts(1)
    wait_until(lambda: "sink desk: %s/desk.jsonl: Permission denied" % logs in service.trouble(), "status names it")
    shutil.chown(logs, 65534, 65534)
    assert service.wait_for_alerts(1, logs / "desk.jsonl") == service.alerts()


# ---- feeds

def test_what_is_no_feed_is_named_and_the_others_go_on(service, site):
    wrong = {
        "page": (site(Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><p>All the news")), "not a feed"),
        "picture": (site(Answer(200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0")), "not a feed"),
        "empty": (site(b""), "empty"),
        "binary": (site(bytes(range(256)) * 40), "not a feed"),
    }
    for name, (host, _) in wrong.items():
        service.feed(name, host.url())
    service.feed("nobody", "http://127.77.9.9:1/")
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.once()
    feeds = service.feeds()
    assert topics_of(service.alerts()) == ["dprk-troops"] and feeds["harbour-news"]["state"] == "ok"
    for name, (_, words) in wrong.items():
        assert feeds[name]["state"] == "failing" and words in feeds[name]["last_error"], feeds[name]
    assert "cannot connect" in feeds["nobody"]["last_error"]


# ---- the disk

NEWS = [dispatch(number) for number in range(120)]


def assert_all_dispatches_once(service):
    alerts = service.wait_for_alerts(len(NEWS))
    assert sorted(a["item"]["title"] for a in alerts) == sorted(item["title"] for item in NEWS)


def test_a_full_disk_under_the_store_is_said_and_nothing_is_lost_or_doubled(service, site, small_disk):
    service.state = small_disk("state")
    service.config["state_dir"] = str(service.state)
    service.feed("bureau", site(rss(*NEWS[:3]), rss(*NEWS)).url())
    service.start()
    service.wait_for_alerts(3)
    taken = fill(service.state)
    assert service.run("poll", "bureau")[0] == 0
    wait_until(lambda: "store: " in service.trouble(), "status names the store")
    service.wait_to_say("the store cannot be written; polling waits until it can", "full")
    assert len(service.alerts()) == len(service.ask("alerts")) == 3
    taken.unlink()
    service.wait_to_say("the store can be written again")
    assert_all_dispatches_once(service)
    wait_until(lambda: service.trouble() == "", "nothing is wrong any more")
    service.stop()
    service.once()
    assert_all_dispatches_once(service)


def test_a_service_whose_disk_is_full_ends_and_starts_again(service, site, small_disk):
    service.state = small_disk("state")
    service.config["state_dir"] = str(service.state)
    service.feed("bureau", site(rss(*NEWS[:3]), rss(*NEWS)).url())
    service.start()
    service.wait_for_alerts(3)
    taken = fill(service.state)
    assert service.run("poll", "bureau")[0] == 0
    wait_until(lambda: "store: " in service.trouble(), "status names the store")
    service.stop()
    assert len(service.ask("alerts")) == 3
    taken.unlink()
    service.once()
    assert_all_dispatches_once(service)


def test_a_start_on_a_full_disk_names_it_and_the_next_one_goes_on(service, site, small_disk):
    disk = small_disk("state")
    service.state = disk / "state"
    service.config["state_dir"] = str(service.state)
    service.feed("bureau", site(rss(*NEWS[:3]), rss(*NEWS)).url())
    service.write_config()
    for count in (3, len(NEWS)):
        taken = fill(disk)
        done = service.try_once()
        assert done.returncode == 1 and str(service.state) in done.stderr, done.stderr
        assert "full" in done.stderr or "No space left" in done.stderr, done.stderr
        taken.unlink()
        service.once()
        assert len(service.alerts()) == count


def test_a_full_disk_under_the_log_is_said_and_no_line_is_lost_doubled_or_torn(service, site, small_disk):
    disk = small_disk("logs")
    service.log_path = disk / "alerts.jsonl"
    service.config["sinks"][0]["path"] = str(service.log_path)
    service.feed("bureau", site(rss(*NEWS[:3]), rss(*NEWS)).url())
    service.start()
    service.wait_for_alerts(3)
    taken = fill(disk)
    service.poll("bureau")
    wait_until(lambda: "sink alerts: %s" % service.log_path in service.trouble(), "status names the log")
    assert len(service.ask("alerts")) == len(NEWS)
    assert len(service.alerts()) < len(NEWS)
    service.kill()  # the file is read again by the next notifier
    service.start()
    taken.unlink()
    assert_all_dispatches_once(service)
    wait_until(lambda: service.trouble() == "", "nothing is wrong any more")


def test_a_feed_whose_polls_can_never_be_stored_is_asked_less_and_less_and_stops_no_other(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.once()
    with sqlite3.connect(service.state / "storywatch.db") as store:
        store.execute("CREATE TRIGGER refusal BEFORE INSERT ON item WHEN new.identity LIKE '%quake%'"
                      " BEGIN SELECT raise(ABORT, 'no such thing'); END")
    store.close()
    service.feed("radio-north", site(rss({**QUAKE, "id": "quake-1"})).url())
    service.start()
    service.wait_to_say("what a poll brought cannot be stored", "feed=radio-north", "no such thing", "wait_s=5")
    service.wait_to_say("what a poll brought cannot be stored", "feed=radio-north", "wait_s=10")
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]
