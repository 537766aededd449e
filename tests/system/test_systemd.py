"""The installed service in a machine that systemd boots: what its unit promises, and what README says of it."""
import json
import re
import subprocess

import pytest
import yaml

import news
from conftest import topics_of, wait_until
from machine import RELEASE, machine  # noqa: F401, a fixture
from news import DOCKS, QUAKE, TROOPS, dispatch, rss
from server import Answer

CONFIG, LOG = "/etc/storywatch/storywatch.yaml", "/var/log/storywatch/alerts.jsonl"
DROP_IN = "/run/systemd/system/storywatchd.service.d/test.conf"


def install(machine):
    subprocess.run(["cmake", "--install", RELEASE], check=True, stdout=subprocess.DEVNULL,
                   env={"DESTDIR": str(machine.path("/")), "PATH": "/usr/bin:/bin"})


def configure(machine, **feeds):
    config = {
        "state_dir": "/var/lib/storywatch", "sandbox": "require", "fetch": {"allow_addresses": ["127.0.0.0/8"]},
        "feeds": [{"name": name, "url": url} for name, url in feeds.items()], "topics": news.TOPICS,
        "sinks": [{"name": "alerts", "type": "log", "path": LOG}, {"name": "journal", "type": "journal"}],
    }
    machine.path(CONFIG).write_text(yaml.dump(config), encoding="utf-8")


def override(machine, *settings):
    """Settings of the unit in place of its own; without any its own hold again."""
    machine.do("mkdir", "-p", DROP_IN.rsplit("/", 1)[0])
    machine.path(DROP_IN).write_text("\n".join(["[Service]", *settings, ""]), encoding="ascii")
    machine.do("systemctl", "daemon-reload")


def alerts(machine):
    text = machine.path(LOG).read_text(encoding="utf-8")
    assert text.endswith("\n") or not text
    found = [json.loads(line) for line in text.splitlines()]
    assert len({alert["id"] for alert in found}) == len(found)
    return found


def wait_for_alerts(machine, *topics):
    wait_until(lambda: machine.path(LOG).exists() and topics_of(alerts(machine)) == sorted(topics),
               lambda: "alerts on %r: %s" % (topics, machine.journal()))


def processes(machine):
    """Of each role, what the kernel says of its process, once all are in their sandbox."""
    def all_up():
        status = json.loads(machine.run("storywatch", "status", "--json")[1] or '{"roles":[]}')
        up = status["roles"] and all(role["pid"] > 0 and role["seccomp"] for role in status["roles"])
        return status["roles"] if up else None
    roles = wait_until(all_up, machine.journal)
    for role in roles:
        text = machine.do("cat", "/proc/%d/status" % role["pid"])
        role["kernel"] = dict(re.findall(r"^(\w+):\s+(.*)$", text, re.MULTILINE))
        assert role["kernel"]["Name"] == "storywatchd"
    return roles


def end_of(machine, pid):
    wait_until(lambda: machine.run("test", "-e", "/proc/%d" % pid)[0] != 0, "process %d has ended" % pid)


@pytest.fixture(scope="module")
def installed(machine):  # noqa: F811
    install(machine)
    machine.shell("systemd-sysusers && systemctl daemon-reload")
    machine.do("storywatch", "check")  # what is installed is right as it is
    return machine


@pytest.fixture
def running(installed, site):
    """The service as its unit starts it, with one feed that told of the troops, and then tells of the docks, too."""
    stood = site(rss(TROOPS), rss(TROOPS, DOCKS))
    configure(installed, ledger=stood.url())
    override(installed)
    installed.do("systemctl", "enable", "--now", "storywatchd")
    wait_for_alerts(installed, "dprk-troops")
    yield installed
    installed.shell("systemctl disable --now storywatchd; rm -rf /var/lib/storywatch/* /var/log/storywatch/*")


def test_it_is_active_only_once_it_has_said_that_it_is_ready(installed, site):
    configure(installed, ledger=site(rss(TROOPS)).url())
    override(installed, "ExecStart=", "ExecStart=/bin/sh -c 'kill -STOP $$$$; exec /usr/local/sbin/storywatchd --config %s'" % CONFIG)
    installed.do("systemctl", "start", "--no-block", "storywatchd")
    pid = int(wait_until(lambda: int(installed.unit("MainPID")["MainPID"]), "it has a process"))
    wait_until(lambda: "(stopped)" in installed.do("cat", "/proc/%d/status" % pid), "it has stopped")
    assert installed.unit("ActiveState")["ActiveState"] == "activating"
    installed.shell("kill -CONT %d" % pid)
    installed.do("systemctl", "start", "storywatchd")  # waits for what has begun
    assert installed.unit("ActiveState")["ActiveState"] == "active"
    assert installed.run("storywatch", "status")[0] == 0
    installed.shell("systemctl stop storywatchd; rm -rf /var/lib/storywatch/* /var/log/storywatch/*")


def test_alerts_appear_in_the_log_and_members_of_the_group_read_them(running):
    running.do("adduser", "--quiet", "--disabled-password", "--gecos", "", "reader")
    assert running.run("storywatch", "alerts", user="reader")[0] == 1
    running.do("adduser", "--quiet", "reader", "storywatch")
    for command in ("alerts", "feeds", "items", "status"):
        status, out, err = running.run("storywatch", command, user="reader")
        assert status == 0 and out, err
    assert running.run("cat", LOG, user="reader")[0] == 0
    assert running.run("storywatch", "poll", "ledger", user="reader")[0] == 0
    wait_for_alerts(running, "dprk-troops", "ports")
    running.do("systemctl", "stop", "storywatchd")
    assert running.run("storywatch", "status", user="reader")[0] == 3
    assert len(running.run("storywatch", "alerts", "--json", user="reader")[1].splitlines()) == 2
    for folder in ("/var/lib/storywatch", "/var/log/storywatch"):
        assert running.do("stat", "--format=%U:%G %a", folder) == "storywatch:storywatch 750\n"


def test_every_role_runs_confined_by_the_unit_and_by_itself(running):
    roles = processes(running)
    assert [role["role"] for role in roles] == ["core", "spawner", "fetcher", "fetcher", "notifier"]
    user = running.do("id", "--user", "storywatch").strip()
    for role in roles:
        kernel = role["kernel"]
        assert kernel["Uid"].split() == [user] * 4 and kernel["NoNewPrivs"] == "1" and kernel["Seccomp"] == "2", role
        assert {int(kernel[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}, role
        assert role["landlock"] > 0 or role["role"] == "spawner", role
    assert "the sandbox is not whole" not in running.journal()


def test_a_reload_brings_a_feed_and_one_with_a_mistake_keeps_what_was(running, site):
    pid = running.unit("MainPID")
    configure(running, ledger=site(rss(TROOPS)).url(), quakes=site(rss(QUAKE)).url())
    running.do("systemctl", "reload", "storywatchd")
    wait_for_alerts(running, "dprk-troops", "quakes")
    running.path(CONFIG).write_text("feeds: [", encoding="ascii")
    assert running.run("systemctl", "reload", "storywatchd")[0] != 0
    wait_until(lambda: "the reload was refused" in running.journal(), running.journal)
    assert CONFIG + ":1:8: this bracket is not closed" in running.journal()
    assert running.unit("ActiveState", "MainPID") == {"ActiveState": "active", **pid}
    refused = wait_until(lambda: running.run("journalctl", "--no-pager", "--output=cat", "STORYWATCH_KIND=config-refused")[1],
                         running.journal)
    assert refused.startswith("storywatch: The changed config was refused") and CONFIG + ":1:8: " in refused, refused
    configure(running, ledger=site(rss(TROOPS)).url(), quakes=site(rss(QUAKE)).url())
    assert "the last reload was refused" in running.run("storywatch", "status")[1]


def test_a_config_with_a_mistake_fails_the_start_and_is_not_tried_again(running):
    running.do("systemctl", "stop", "storywatchd")
    running.path(CONFIG).write_text("feeds: [", encoding="ascii")
    assert running.run("systemctl", "start", "storywatchd")[0] != 0
    assert running.unit("ActiveState", "ExecMainStatus", "NRestarts") == {
        "ActiveState": "failed", "ExecMainStatus": "78", "NRestarts": "0"}


def test_a_start_that_fails_is_tried_again_for_as_long_as_it_takes(running):
    told = running.unit("Restart", "RestartUSec", "StartLimitIntervalUSec", "StartLimitBurst")
    wait, interval = (int(told[name].removesuffix("s")) for name in ("RestartUSec", "StartLimitIntervalUSec"))
    assert told["Restart"] == "on-failure" and interval // wait < int(told["StartLimitBurst"])


def test_a_core_that_is_killed_is_started_again_and_doubles_no_alert(running):
    override(running, "RestartSec=100ms")
    before = processes(running)
    running.do("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "storywatchd")
    for role in before:
        end_of(running, role["pid"])
    wait_until(lambda: running.unit("NRestarts", "ActiveState") == {"NRestarts": "1", "ActiveState": "active"}, running.journal)
    running.do("storywatch", "poll", "ledger")
    wait_for_alerts(running, "dprk-troops", "ports")


def test_a_core_that_does_nothing_is_ended_by_the_watchdog_and_started_again(running):
    override(running, "RestartSec=100ms", "WatchdogSec=3s")
    running.do("systemctl", "restart", "storywatchd")
    before = processes(running)
    running.shell("kill -STOP %d" % before[0]["pid"])
    for role in before:
        end_of(running, role["pid"])
    assert "Watchdog timeout (limit 3s)!" in running.journal()
    wait_until(lambda: running.unit("ActiveState")["ActiveState"] == "active", running.journal)
    running.do("storywatch", "poll", "ledger")
    wait_for_alerts(running, "dprk-troops", "ports")


def test_a_stop_ends_with_0_within_five_seconds_in_the_middle_of_a_poll(running, site):
    silent = site(Answer(silent=True))
    configure(running, ledger=site(rss(TROOPS)).url(), silent=silent.url())
    running.do("systemctl", "reload", "storywatchd")
    wait_until(silent.requests, "a poll is in flight")
    running.do("systemctl", "stop", "storywatchd")
    told = running.unit("Result", "ExecMainCode", "ExecMainStatus", "StateChangeTimestampMonotonic",
                        "ActiveExitTimestampMonotonic")
    assert (told["Result"], told["ExecMainCode"], told["ExecMainStatus"]) == ("success", "1", "0")
    assert int(told["StateChangeTimestampMonotonic"]) - int(told["ActiveExitTimestampMonotonic"]) < 5_000_000


def test_it_starts_with_the_machine_and_knows_what_it_has_alerted(running):
    before = running.first()
    running.do("systemctl", "reboot")
    wait_until(lambda: running.first() not in (None, before), running.console)
    wait_until(lambda: running.run("systemctl", "is-active", "storywatchd")[1] == "active\n", running.console)
    running.do("storywatch", "poll", "ledger")
    wait_for_alerts(running, "dprk-troops", "ports")


def test_the_log_is_rotated_by_what_is_installed(running):
    running.do("logrotate", "--force", "/etc/logrotate.d/storywatch")
    running.do("storywatch", "poll", "ledger")
    wait_until(lambda: running.path(LOG).exists() and topics_of(alerts(running)) == ["ports"], running.journal)
    old = running.path(LOG + ".1").read_text(encoding="utf-8")
    assert [json.loads(line)["topic"] for line in old.splitlines()] == ["dprk-troops"]


def test_another_installation_keeps_the_config_and_the_alerts(running):
    config = running.path(CONFIG).read_bytes()
    install(running)
    running.do("systemctl", "restart", "storywatchd")
    assert running.path(CONFIG).read_bytes() == config
    wait_for_alerts(running, "dprk-troops")


def test_its_journal_has_fields_and_the_text_of_a_feed_only_in_quotes(running, site):
    configure(running, strange=site(Answer(body=b"<\x1b[31m>no feed\nat all")).url())
    running.do("systemctl", "reload", "storywatchd")
    def said():
        lines = running.do("journalctl", "--unit=storywatchd", "--output=json", "--no-pager").splitlines()
        return next((line for line in map(json.loads, lines) if line.get("STORYWATCH_FEED") == "strange"), None)
    line = wait_until(said, running.journal)
    assert isinstance(line["MESSAGE"], str) and "\x1b" not in line["MESSAGE"]  # the journal gives what is no text as numbers
    assert (line["SYSLOG_IDENTIFIER"], line["STORYWATCH_ROLE"]) == ("storywatchd", "core")


def test_its_exposure_is_the_network_alone():
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                           RELEASE / "systemd" / "storywatchd.service"], capture_output=True, text=True, check=False)
    assert float(re.search(r"Overall exposure level for storywatchd.service: ([\d.]+)", done.stdout)[1]) <= 1.1, done.stdout
