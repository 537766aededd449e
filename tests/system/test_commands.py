"""storywatch: every command with the service up and down, as text and as JSON, and who may use it."""
import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest

from conftest import COMMAND, PATIENCE, Service, as_user, topics_of, wait_until
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, atom, fixture, json_feed, rss
from server import Answer

COMMANDS = ["check", "test", "alerts", "story", "items", "feeds", "topics", "status", "poll", "reload", "parse", "replay", "diff", "backfill", "compare", "split", "join", "discover",
            "import", "export", "deliveries", "retry", "sink"]
CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SLY = dict(DOCKS, title="Strike \x1b[31mred\x1b]0;title\x07 \u202edesrever\u202c \u009b2J\u2028 at the port of Rotterdam")


def describe(service, site):
    service.feed("harbour-news", site(rss(TROOPS, MARKET), rss(TROOPS, MARKET, QUAKE)).url())
    service.feed("ledger", site(atom(TROOPS_REPRINT)).url())
    service.feed("radio-north", site(json_feed(SLY)).url())
    service.feed("closed-club", site(Answer(404)).url())


@pytest.fixture(scope="module")
def up(module_service, site):
    """A service that runs. Its last alert is a second younger than the others."""
    describe(module_service, site)
    module_service.start()
    module_service.wait_for_alerts(2)
    wait_until(lambda: all(feed["polls"] for feed in module_service.feeds().values()), "every feed was polled")
    time.sleep(1.1)
    module_service.poll("harbour-news")
    module_service.wait_for_alerts(3)
    return module_service


@pytest.fixture(scope="module")
def down(site, tmp_path_factory):
    """A service that has run."""
    made = Service(tmp_path_factory.mktemp("down"))
    describe(made, site)
    made.once()
    return made


@pytest.fixture
def either(request):
    return request.getfixturevalue(request.param)


BOTH = pytest.mark.parametrize("either", ["up", "down"], indirect=True)


# ---- each command, as text and as JSON

@BOTH
@pytest.mark.parametrize("arguments,words", [
    (["check"], "good: 4 feeds, 4 topics, 1 sink"),
    (["test", "troops"], "troops"),
    (["alerts"], "dprk-troops"),
    (["story", "STORY"], "copy"),
    (["items"], "Village library"),
    (["feeds"], "closed-club"),
    (["feeds", "--feed", "ledger"], "ledger"),
    (["export"], "closed-club")])
def test_a_reading_command_answers_with_the_service_up_and_down(either, arguments, words):
    story = next(a for a in either.ask("alerts") if a["topic"] == "dprk-troops")["story"]
    arguments = [str(story) if word == "STORY" else word for word in arguments]
    status, out, err = either.run(*arguments)
    assert (status, err) == (0, "") and words in out and not CONTROLS.search(out)
    status, out, err = either.run(*arguments, "--json")
    assert (status, err) == (0, "") and not CONTROLS.search(out)
    for line in out.splitlines():
        assert isinstance(json.loads(line), dict)


def test_status_tells_the_service_up(up):
    status, out, err = up.run("status")
    assert (status, err) == (0, "")
    assert all(role in out for role in ("core", "spawner", "fetcher 1", "fetcher 2", "notifier")) and "4 feeds" in out
    status, told = up.status()
    assert (status, told["trouble"], told["counts"]["alerts"], told["pid"]) == (0, [], 3, up.process.pid)
    assert {"role", "number", "pid", "restarts", "seccomp", "landlock"} <= set(told["roles"][0])


def test_status_tells_the_service_down(down):
    status, out, _ = down.run("status")
    assert status == 3 and "not running" in out and "2 alerts" in out
    status, told = down.status()
    assert (status, told["ok"], told["counts"]["alerts"]) == (3, False, 2)


@pytest.mark.parametrize("arguments", [["poll", "ledger"], ["reload"], ["sink", "test", "alerts"]])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_request_needs_the_service(up, down, arguments, form):
    status, out, err = up.run(*arguments, *form)
    assert (status, err) == (0, "") and out != ""
    assert not form or json.loads(out)["ok"] is True
    status, out, err = down.run(*arguments, *form)
    assert (status, out) == (3, "") and str(down.state / "control") in err


@BOTH
@pytest.mark.parametrize("arguments,word", [
    (["alerts", "--topic", "prots"], "prots"), (["alerts", "--feed", "ledgre"], "ledgre"),
    (["items", "--feed", "ledgre"], "ledgre"), (["feeds", "--feed", "ledgre"], "ledgre"), (["test", "--feed", "ledgre", "strike"], "ledgre"), (["story", "9999"], "9999"),
    (["test", "strike AND AND"], "query:1:12: ")])
def test_what_is_not_there_is_exit_1_and_named(either, arguments, word):
    status, out, err = either.run(*arguments)
    assert (status, out) == (1, "") and word in err


def test_a_feed_that_is_not_there_cannot_be_polled(up):
    status, _, err = up.run("poll", "ledgre")
    assert status == 1 and "ledgre" in err


def test_an_alert_that_is_delivered_or_not_there_is_not_tried_again(up):
    wait_until(lambda: up.ask("deliveries") == [], "every alert is in the log")
    for alert, words in ("1", "alert 1 has no delivery"), ("9999", "there is no alert 9999: the last one is 3"):
        status, out, err = up.run("retry", alert)
        assert (status, out) == (1, "") and words in err


@BOTH
@pytest.mark.parametrize("arguments", [
    ["alerts", "--until", "2020-01-01"], ["items", "--until", "2020-01-01"], ["test", "zeppelin"],
    ["alerts", "--topic", "dispatches"]])
def test_an_empty_listing_is_no_failure(either, arguments):
    assert either.run(*arguments, "--json") == (0, "", "")


@pytest.mark.parametrize("arguments", [
    ["alerts"], ["items"], ["feeds"], ["story", "1"], ["test", "strike"], ["alerts", "--follow"]])
def test_before_the_first_start_there_is_nothing_to_read_and_that_is_said(service, site, arguments):
    describe(service, site)
    service.write_config()
    status, out, err = service.run(*arguments)
    assert (status, out) == (1, "") and str(service.state) in err and "there is no store yet" in err
    assert not service.state.exists()


def test_a_reader_that_goes_away_is_no_failure_and_a_full_disk_is_one(down):
    listing = "%s items --config %s" % (COMMAND, down.config_path)
    done = subprocess.run(["bash", "-o", "pipefail", "-c", listing + " | true"], stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    done = subprocess.run(["bash", "-c", listing + " > /dev/full"], stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1 and b"No space left on device" in done.stderr


# ---- usage

@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_printed_and_an_unknown_option_refused(service, command):
    status, out, err = service.run(command, "--help")
    assert (status, err) == (0, "") and out.startswith("usage: storywatch %s" % command)
    status, out, err = service.run(command, "--no-such-option")
    assert (status, out) == (2, "") and "no-such-option" in err and "usage: storywatch %s" % command in err


@pytest.mark.parametrize("arguments", [
    ["alerts", "--since", "soon"], ["items", "--since", "1h", "--until", "2h"], ["alerts", "--severity", "urgent"],
    ["alerts", "superfluous"], ["feeds", "--topic", "ports"],
    ["poll"], ["story"], ["story", "seven"], ["test"], ["discover"], ["import"], ["export", "superfluous"], ["alert"],
    ["retry"], ["retry", "two"], ["sink"], ["sink", "try", "alerts"], ["deliveries", "superfluous"]])
def test_a_wrong_usage_is_exit_2_and_explained(service, arguments):
    status, out, err = service.run(*arguments)
    assert (status, out) == (2, "") and err != ""


def test_a_command_that_there_is_not_gets_the_nearest_named():
    done = subprocess.run([COMMAND, "alrts"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (
        2, b"", "storywatch: alrts is no command; did you mean alerts? `storywatch --help` lists them all\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_says_what_it_does(service, command):
    synopsis, empty, said = service.run(command, "--help")[1].split("\n", 2)
    assert empty == "" and said.strip(), synopsis


def test_the_program_alone_explains_itself():
    shown = subprocess.run([COMMAND, "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert all(re.search("^  %s " % command, shown, re.MULTILINE) for command in COMMANDS)
    done = subprocess.run([COMMAND], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", shown)
    assert subprocess.run([COMMAND, "--version"], stdout=subprocess.PIPE, check=True).stdout.startswith(b"storywatch ")


OPERANDS = {"test": ["strike"], "story": ["1"], "poll": ["ledger"], "diff": ["new.yaml"], "backfill": ["ports"], "compare": ["1", "2"],
            "split": ["1"], "join": ["1", "2"], "discover": ["http://127.0.0.1:1/"], "import": ["nowhere.opml"], "retry": ["1"], "sink": ["test", "alerts"]}


@pytest.mark.parametrize("command", ["check", "reload", "replay", "diff"])
def test_a_bad_config_is_exit_78_with_its_place(service, command):
    service.config_path.write_text("state_dir: /var/lib/storywatch\nfeeds: []\n")
    status, out, err = service.run(command, *OPERANDS.get(command, []))
    assert status == 78 and "%s:2:8: " % service.config_path in out + err


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "parse"])
def test_a_config_that_does_not_name_the_store_is_exit_78_for_all(service, command):
    service.config_path.write_text("stat_dir: /var/lib/storywatch\nfeeds: []\n")
    status, out, err = service.run(command, *OPERANDS.get(command, []))
    assert status == 78 and "%s:1:1: " % service.config_path in out + err and "state_dir" in out + err


@pytest.mark.parametrize("mistake", [
    "every: soon\n", "topics: [{ query: strike* }, { name: ports }]\n", "sinks: [{ name: log }, 17]\n", "fetch: { per_host: {",
    "feeds: [{ name: harbour-news }, { url: 'https://ledger.example/' }, ledger]\n"])
def test_while_the_config_is_broken_what_was_stored_is_read_and_the_service_asked(up, mistake):
    """By commands of a second config, whose service is the one that runs."""
    broken = up.folder / "broken.yaml"
    broken.write_text("state_dir: %s\n%s" % (up.state, mistake))
    story = next(a for a in up.ask("alerts") if a["topic"] == "dprk-troops")["story"]
    for command, words in [
            (["alerts"], "dprk-troops"), (["alerts", "--topic", "ports"], "ports"), (["alerts", "--feed", "ledger"], ""),
            (["story", str(story)], "copy"), (["items"], "Village library"), (["feeds"], "closed-club"), (["topics"], ""),
            (["status"], "notifier"), (["test", "troops"], "story matches"), (["compare", "1", "2"], "\nB  "),
            (["poll", "ledger"], "polled now"), (["backfill", "ports"], "0 alerts raised")]:
        done = subprocess.run([COMMAND, *command, "--config", broken], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        err = done.stderr.decode()
        assert done.returncode == 0 and words in done.stdout.decode(), (command, err)
        assert err.count("\n") == 1 and "warning: the config has " in err and "%s:" % broken in err and "storywatch check" in err


# ---- what is shown

def test_alerts_are_filtered(up):
    def shown(*arguments):
        return topics_of(up.ask("alerts", *arguments))
    times = [alert["time"] for alert in up.ask("alerts")]
    assert shown() == ["dprk-troops", "ports", "quakes"]
    assert shown("--topic", "ports") == ["ports"]
    assert shown("--severity", "high") == ["dprk-troops"]
    assert shown("--feed", "radio-north") == ["ports"]
    assert shown("--since", times[-1]) == ["quakes"]
    assert "quakes" not in shown("--until", times[0])
    assert shown("--since", "1h") == ["dprk-troops", "ports", "quakes"]
    assert shown("--until", "1h") == []
    assert shown("--topic", "ports", "--severity", "high") == []


def test_alerts_come_newest_last(up):
    status, out, _ = up.run("alerts")
    assert status == 0 and out.index("quakes") > out.index("dprk-troops")
    ids = [alert["id"] for alert in up.ask("alerts")]
    assert ids == sorted(ids)


def test_follow_goes_on_with_alerts_as_they_come(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    service.wait_for_alerts(1)
    following = subprocess.Popen([COMMAND, "alerts", "--config", service.config_path, "--follow", "--json"],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        assert json.loads(following.stdout.readline())["topic"] == "dprk-troops"
        service.poll("harbour-news")
        assert json.loads(following.stdout.readline())["topic"] == "ports"
    finally:
        following.send_signal(signal.SIGTERM)
        following.communicate(timeout=PATIENCE)


def test_a_story_says_why_each_copy_is_one(up):
    story = next(a for a in up.ask("alerts") if a["topic"] == "dprk-troops")["story"]
    shown, = up.ask("story", str(story))
    assert [item["kind"] for item in shown["items"]] == ["lead", "copy"]
    assert shown["items"][1]["reason"]["rule"] not in (None, "none")
    assert shown["copies"] == 1 and shown["outlets"] == 2 and topics_of(shown["alerts"]) == ["dprk-troops"]
    status, out, _ = up.run("story", str(story))
    assert status == 0 and "a copy: " in out


def test_what_a_feed_sends_is_shown_escaped(up):
    for arguments in (["alerts"], ["items"], ["test", "strike*"]):
        status, out, _ = up.run(*arguments)
        assert status == 0 and "Rotterdam" in out and not CONTROLS.search(out)
        status, out, _ = up.run(*arguments, "--json")
        assert "Rotterdam" in out and not CONTROLS.search(out)


def on_a_terminal(service, *arguments, **environment):
    """What the command shows on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([COMMAND, *arguments, "--config", service.config_path], stdin=subprocess.DEVNULL, stdout=theirs,
                          env={**os.environ, "TERM": "xterm", **environment}) as running:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # EIO is a terminal's end
            while chunk := os.read(ours, 65536):
                shown += chunk
        os.close(ours)
    assert running.returncode == 0
    return shown


@pytest.mark.parametrize("arguments", [["alerts"], ["feeds"], ["test", "strike*"]])
def test_there_is_colour_on_a_terminal_alone_and_not_where_it_is_unwanted(up, arguments):
    assert b"\x1b[" in on_a_terminal(up, *arguments)
    assert b"\x1b" not in on_a_terminal(up, *arguments, NO_COLOR="1")
    assert b"\x1b" not in on_a_terminal(up, *arguments, TERM="dumb")
    assert b"\x1b" not in on_a_terminal(up, *arguments, "--json")
    assert "\x1b" not in up.run(*arguments)[1]


def test_a_row_that_is_wider_than_the_terminal_is_not_torn_apart(up):
    shown = on_a_terminal(up, "feeds", "--wide", "harbour-news", NO_COLOR="1").decode().splitlines()
    heading = next(i for i, line in enumerate(shown) if line.startswith("POLLED"))
    assert len(shown[heading]) > 80 and len(shown) > heading + 1
    assert [row for row in shown[heading + 1:] if not re.match(r"\d{4}-\d\d-\d\d \d\d:\d\dZ [a-z]", row)] == []


# ---- who may

OWNER, GROUP, READER, STRANGER = 47001, 47000, 47002, 47003
MEMBER, OUTSIDER = as_user(READER, READER, GROUP), as_user(STRANGER, STRANGER)
READING = [["alerts", "--json"], ["items", "--json"], ["feeds"], ["test", "strike*"], ["story", "1"]]


def test_members_of_the_group_read_and_ask_and_others_are_refused(open_service, site):
    service = open_service
    describe(service, site)
    shutil.chown(service.folder, OWNER, GROUP)
    service.prefix = as_user(OWNER, GROUP)
    service.start()
    service.wait_for_alerts(2)
    wait_until(lambda: all(feed["polls"] for feed in service.feeds().values()), "every feed was polled")

    def assert_group_reads():
        for arguments in READING:
            status, out, err = service.run(*arguments, prefix=MEMBER)
            assert (status, err) == (0, "") and out != ""
        status, out, err = service.run("alerts", prefix=OUTSIDER)
        assert (status, out) == (1, "") and str(service.state) in err and "ermission denied" in err

    assert_group_reads()
    for arguments in (["status"], ["poll", "ledger"], ["reload"]):
        assert service.run(*arguments, prefix=MEMBER)[0] == 0
        status, out, err = service.run(*arguments, prefix=OUTSIDER)
        assert status == 3 and "ermission denied" in out + err
    service.stop()
    assert_group_reads()
    service.start()
    service.kill()
    assert_group_reads()


# ---- replay

def replay(path, *arguments):
    done = subprocess.run([COMMAND, "replay", *arguments, path], stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_replay_stops_at_a_line_that_is_no_item_and_names_it(tmp_path):
    given = tmp_path / "items.jsonl"
    given.write_text('{"feed": "ledger", "title": "Dockers end strike"}\n{"feed": "ledger"\n{"feed": "ledger", "title": "Quake"}\n')
    done = subprocess.run([COMMAND, "replay", given], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    assert done.returncode == 1 and [json.loads(line)["n"] for line in done.stdout.splitlines()] == [1]
    assert done.stderr.decode().startswith("%s:2: no JSON: " % given)


def lines_of(*parts):
    return [json.loads(line) for line in fixture(*parts).read_text(encoding="utf-8").splitlines()]


def test_the_labelled_copies_are_recognised_and_no_story_swallows_another():
    gold, verdicts = lines_of("dedup", "sample.gold.jsonl"), replay(fixture("dedup", "sample.jsonl"))
    story = {label["n"]: label["story"] for label in gold}
    wrong = [v["n"] for v in verdicts if story[v["story"]] != story[v["n"]]]
    copies = [v["n"] for v in verdicts if story[v["n"]] != v["n"]]
    found = [v["n"] for v in verdicts if v["verdict"] == "copy"]
    assert [v["n"] for v in verdicts] == list(story)
    assert wrong == []
    assert len(copies) == 130 and len(found) >= 129
    assert all(v["reason"]["rule"] != "none" for v in verdicts if v["verdict"] == "copy")


def test_the_labelled_topics_are_told_exactly():
    verdicts = replay(fixture("topics", "items.jsonl"), "--config", fixture("topics", "config.yaml"))
    assert [{"n": v["n"], "topics": sorted(v["topics"])} for v in verdicts] == lines_of("topics", "expected.jsonl")


def test_the_stored_items_replay_to_what_the_service_told(down):
    status, items, _ = down.run("items", "--json")
    assert status == 0
    status, out, err = down.run("replay", stdin=items.encode())
    assert (status, err) == (0, "")
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert [v["verdict"] for v in verdicts].count("copy") == 1
    assert sorted(topic for v in verdicts for topic in v["alerts"]) == topics_of(down.ask("alerts"))


# ---- parse

def test_parse_prints_a_feed_as_json_feed_and_refuses_what_is_none(tmp_path):
    document = tmp_path / "feed.xml"
    document.write_bytes(rss(TROOPS, DOCKS))
    done = subprocess.run([COMMAND, "parse", document], stdout=subprocess.PIPE, check=True)
    parsed = json.loads(done.stdout)
    assert [item["title"] for item in parsed["items"]] == [TROOPS["title"], DOCKS["title"]]
    assert parsed["_storywatch"]["format"] == "rss-2.0"
    done = subprocess.run([COMMAND, "parse", "-"], input=b"<html><p>Hello", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    assert (done.returncode, done.stdout) == (1, b"") and done.stderr.count(b"\n") == 1
    done = subprocess.run([COMMAND, "parse", "-"], input=b"", stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"storywatch: -: it is empty\n")
