"""The sandbox of every role as the kernel shows it, and the work that goes on in it."""
import ctypes
import os
import pathlib
import platform
import re
import shutil
import signal
import sys

import pytest
from conftest import BUILD, COMMAND, DAEMON, ROOT, as_user, topics_of, wait_until
from news import DOCKS, QUAKE, TROOPS, rss
from server import Answer

IS_SANITIZED = b"__asan_init" in DAEMON.read_bytes()
NOBODY = as_user(65534, 65534)

LANDLOCK_CREATE_RULESET, LANDLOCK_VERSION = 444, 1
LANDLOCK = max(0, ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION))
PRCTL, SECCOMP = {"x86_64": (157, 317), "aarch64": (167, 277)}[platform.machine()]

# Runs a command line on a kernel that has less: calls that are refused with an errno, by number and, if it counts, first argument.
POORER_KERNEL = r"""
import ctypes, os, struct, sys
LOAD, IF_EQUAL, RETURN, REFUSE, ALLOW, NUMBER, ARGUMENT = 0x20, 0x15, 0x06, 0x50000, 0x7FFF0000, 0, 16
program = []
for number, argument, code in %r:
    rest = [(RETURN, 0, 0, REFUSE | code)]
    if argument is not None:
        rest = [(LOAD, 0, 0, ARGUMENT), (IF_EQUAL, 0, 1, argument), *rest]
    program += [(LOAD, 0, 0, NUMBER), (IF_EQUAL, 0, len(rest), number), *rest]
program.append((RETURN, 0, 0, ALLOW))
packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
filter = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(packed)))
prctl = ctypes.CDLL(None, use_errno=True).prctl
assert prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, filter, 0, 0) == 0, os.strerror(ctypes.get_errno())
os.execv(sys.argv[1], sys.argv[1:])
"""
NO_LANDLOCK = [(LANDLOCK_CREATE_RULESET, None, 38)]
NO_SECCOMP = [(SECCOMP, None, 38), (PRCTL, 22, 22)]


def on_poorer_kernel(*missing):
    return [sys.executable, "-c", POORER_KERNEL % (sum(missing, []),)]


def roles(service):
    """Of each process, what `status` says of it and what the kernel does."""
    found = service.status()[1]["roles"]
    assert [role["role"] for role in found] == ["core", "spawner", "fetcher", "fetcher", "notifier"]
    for role in found:
        text = pathlib.Path("/proc/%d/status" % role["pid"]).read_text(encoding="ascii")
        role["kernel"] = dict(re.findall(r"^(\w+):\s+(.*)$", text, re.MULTILINE))
        role["limits"] = pathlib.Path("/proc/%d/limits" % role["pid"]).read_text(encoding="ascii")
    return found


def wait_for_roles(service):
    wait_until(lambda: all(role["pid"] > 0 and role["seccomp"] for role in service.status()[1]["roles"]),
               lambda: "every role is in its sandbox: %r" % service.status()[1]["roles"])
    return roles(service)


def serve_all_ways(service, site):
    """Feeds by address and by name, a log and a webhook; every answer but the first has one dispatch more."""
    editions = [rss(TROOPS), rss(TROOPS, DOCKS), rss(TROOPS, DOCKS, QUAKE)]
    host = site(*editions, address="127.0.0.1")
    service.feed("by-name", host.url().replace("127.0.0.1", "localhost"))
    service.feed("by-address", site(*editions).url())
    hook = site()
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": hook.serve(Answer(204), path="/hook")})
    return hook


@pytest.fixture(scope="module")
def at_work(module_service, site):
    serve_all_ways(module_service, site)
    module_service.start()
    module_service.wait_for_alerts(1)
    wait_for_roles(module_service)
    return module_service


def test_the_kernel_shows_every_role_in_the_sandbox_that_status_tells_of(at_work):
    for role in roles(at_work):
        assert role["kernel"]["Seccomp"] == "2" and role["seccomp"], role
        assert role["kernel"]["NoNewPrivs"] == "1", role
        assert role["landlock"] == LANDLOCK, role
    assert "the sandbox is not whole" not in at_work.stderr()


def test_no_role_has_privileges_whoever_starts_the_service(at_work):
    for role in roles(at_work):
        for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            assert int(role["kernel"][kind], 16) == 0, role


def test_every_role_has_limits(at_work):
    files = {"core": 1024, "fetcher": 4096, "notifier": 1024}
    for role in roles(at_work):
        def limit(name):
            return re.search(r"^%s\s+(\S+)" % name, role["limits"], re.MULTILINE)[1]
        assert limit("Max core file size") == "0"
        if role["role"] in files:
            assert int(limit("Max open files")) <= files[role["role"]]
        if role["role"] in ("fetcher", "notifier") and not IS_SANITIZED:
            assert limit("Max data size") != "unlimited" and int(limit("Max stack size")) <= 2 << 20


def test_fetchers_end_first_when_memory_runs_out(at_work):
    scores = {role["role"]: int(pathlib.Path("/proc/%d/oom_score_adj" % role["pid"]).read_text()) for role in roles(at_work)}
    assert scores["fetcher"] == 500 and max(scores[role] for role in ("core", "spawner", "notifier")) < 500


def test_nobody_reads_the_memory_of_a_role(open_service, site):
    service = open_service
    if IS_SANITIZED:  # a leak checker reads its own memory: what is installed is asked
        for program, made in ((DAEMON, service.daemon), (COMMAND, service.command)):
            shutil.copy(ROOT / "build" / "release" / program.relative_to(BUILD), made)
    serve_all_ways(service, site)
    os.chown(service.folder, 65534, 65534)
    service.prefix = NOBODY
    service.start()
    for role in wait_for_roles(service):
        assert os.stat("/proc/%d/mem" % role["pid"]).st_uid == 0  # of who is not dumpable; else its user's


def test_all_of_the_work_is_done_in_the_sandbox(service, site, tmp_path):
    """Names and addresses, log and webhook, a rotation, a reload that brings a file and a feed, a new fetcher."""
    hook = serve_all_ways(service, site)
    service.config["sandbox"] = "require"
    service.start()
    before = {role["role"]: role["pid"] for role in wait_for_roles(service)}
    service.wait_for_alerts(1)
    service.log_path.rename(service.log_path.with_suffix(".old"))
    service.poll("by-name")
    assert topics_of(service.wait_for_alerts(1)) == ["ports"]
    late, more = tmp_path / "late" / "more.jsonl", site(rss(QUAKE))
    late.parent.mkdir()
    service.config["sinks"].append({"name": "late", "type": "log", "path": str(late)})
    service.feed("late", more.url())
    service.reload()
    assert topics_of(service.wait_for_alerts(1, late)) == ["quakes"]
    wait_until(lambda: len({request.header("webhook-id") for request in hook.requests()}) == 3, "the webhook has all three")
    os.kill(service.role("fetcher")["pid"], signal.SIGKILL)
    wait_until(lambda: all(role["pid"] > 0 for role in service.status()[1]["roles"]), "the fetcher is replaced")
    service.poll("by-name")
    service.poll("by-address")
    after = {role["role"]: role["pid"] for role in wait_for_roles(service)}
    assert after["core"] == before["core"] and after["spawner"] == before["spawner"]
    assert {feed["state"] for feed in service.feeds().values()} == {"ok"} and service.trouble() == ""


def test_a_log_folder_that_is_made_anew_is_written_again(service, site, tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    path = logs / "desk.jsonl"
    service.config["sinks"].append({"name": "desk", "type": "log", "path": str(path)})
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.start()
    service.wait_for_alerts(1, path)
    logs.rename(tmp_path / "old-logs")
    logs.mkdir()
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(1, path)) == ["ports"]
    wait_until(lambda: service.trouble() == "", lambda: "nothing is wrong: " + service.trouble())


# ---- kernels that have less

LESS = {
    "no Landlock": ([NO_LANDLOCK], "Landlock: this kernel has none", True),
    "no seccomp": ([NO_SECCOMP], "seccomp: ", False),
    "neither": ([NO_LANDLOCK, NO_SECCOMP], "Landlock: this kernel has none; seccomp: ", False),
}


@pytest.mark.parametrize("missing, words, has_seccomp", LESS.values(), ids=LESS)
def test_what_the_kernel_lacks_is_said_once_and_the_work_goes_on(service, site, missing, words, has_seccomp):
    serve_all_ways(service, site)
    service.prefix = on_poorer_kernel(*missing)
    service.start()
    service.wait_for_alerts(1)
    wait_until(lambda: all(role["pid"] > 0 for role in service.status()[1]["roles"]), "every role runs")
    said = [line for line in service.stderr().splitlines() if "the sandbox is not whole" in line]
    assert len(said) == 1 and words in said[0], said
    for role in service.status()[1]["roles"]:
        assert role["seccomp"] == has_seccomp and role["landlock"] in (0, LANDLOCK), role


@pytest.mark.parametrize("missing, words, has_seccomp", LESS.values(), ids=LESS)
def test_a_config_that_requires_the_sandbox_does_without_no_part_of_it(service, site, missing, words, has_seccomp):
    serve_all_ways(service, site)
    service.config["sandbox"] = "require"
    service.write_config()
    done = service.try_once(prefix=on_poorer_kernel(*missing))
    assert done.returncode == 1
    assert words in done.stderr and "`sandbox: require`" in done.stderr
    assert not service.log_path.exists()


def test_certificates_that_are_renewed_are_read_by_new_processes(service, site, tmp_path):
    """A sandbox holds the file that it saw, so that one renamed into its place asks for new processes."""
    certificates = tmp_path / "certificates.pem"
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", certificates)
    service.config["fetch"]["ca_file"] = str(certificates)
    serve_all_ways(service, site)
    service.start()
    before = {(role["role"], role["number"]): role["pid"] for role in wait_for_roles(service)[2:]}
    renewed = tmp_path / "renewed.pem"
    shutil.copy(certificates, renewed)
    renewed.rename(certificates)
    service.wait_to_say("was replaced")
    wait_until(lambda: all(role["pid"] not in (0, before[role["role"], role["number"]]) and role["seccomp"]
                           for role in service.status()[1]["roles"][2:]), "each has been replaced")
    service.poll("by-address")
    service.wait_for_alerts(2)


@pytest.mark.parametrize("umask", ["000", "777"])
def test_what_it_writes_is_for_its_group_whatever_the_umask(service, site, umask):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.prefix = ["sh", "-c", "umask %s; exec \"$@\"" % umask, "sh"]
    service.start()
    service.wait_for_alerts(1)
    modes = {path.name: "%o" % (path.stat().st_mode & 0o7777) for path in (service.state, *service.state.iterdir(), service.log_path)}
    assert modes == {"state": "750", "control": "660", "lock": "600", "storywatch.db": "640", "storywatch.db-shm": "640",
                     "storywatch.db-wal": "640", "alerts.jsonl": "640"}
