"""Every write and sync that fails, every way to memory that cannot be had, and every moment at which the power is lost, leave each alert once.

It is the installed build that runs here: a sanitized one has an allocator of its own."""
import pathlib
import random
import shutil
import sqlite3
import struct

import pytest

from conftest import WITHOUT_MEMORY, topics_of
from faults import FAULTS, IS_LONG, Fault, Ways
from news import DOCKS, QUAKE, TROOPS, rss
from server import conditional

DATABASE = "storywatch.db"
TOPICS = ["dprk-troops", "ports", "quakes"]
CORE, SPAWNER, NOTIFIER, FETCHER = "storywatchd", "storywatchd: spawner", "storywatchd: notifier", "storywatchd: fetcher 1"


def name_of(value):
    return value.replace("storywatchd", "core").split(": ")[-1]


@pytest.fixture
def installed(service, site):
    """The installed build, with a feed that publishes three dispatches once and then answers 304 for good."""
    service.use_installed()
    service.config["fetchers"] = 1
    service.feed("harbour-news", site(conditional(rss(TROOPS, DOCKS, QUAKE), '"edition"')).url())
    service.write_config()
    return service


def begin_anew(service):
    shutil.rmtree(service.state, ignore_errors=True)
    service.log_path.unlink(missing_ok=True)


def fail(service, role, kind, number, *more):
    """Runs the service with this call failing. Its exit status, and whether there was such a call."""
    fault = Fault(service, role, kind, number, *more)
    return service.try_once(prefix=fault.prefix), fault.has_fired()


def assert_each_once(service, when):
    done = service.try_once()
    assert done.returncode == 0, "%s: %s" % (when, done.stderr)
    if topics_of(service.alerts()) != TOPICS:  # a feed that failed has to wait; --once does not make it
        done = service.try_once()
    assert topics_of(service.alerts()) == TOPICS, "%s: %s" % (when, done.stderr)


FULL = [(CORE, "write"), (CORE, "sync"), (NOTIFIER, "write"), (NOTIFIER, "sync")]


@pytest.mark.parametrize("role, kind", FULL, ids=name_of)
def test_a_write_or_sync_that_fails_costs_no_alert_and_ends_no_process(installed, role, kind):
    number, failed, chance = 0, 0, random.Random(4)
    while True:
        number += 1 if IS_LONG or failed == 0 else chance.randint(1, 40 if kind == "write" else 6)
        begin_anew(installed)
        done, has_failed = fail(installed, role, kind, number)
        if not has_failed:
            break
        failed += 1
        assert done.returncode in (0, 1), "%s %d: exit %d\n%s" % (kind, number, done.returncode, done.stderr)
        assert_each_once(installed, "%s %d" % (kind, number))
    assert failed > 0


@pytest.mark.parametrize("role", [CORE, NOTIFIER, FETCHER, SPAWNER], ids=name_of)
def test_memory_that_cannot_be_had_costs_no_alert(installed, role):
    """The process may end: another takes its place, or the next start goes on."""
    ways, failed = Ways(installed), 0
    assert fail(installed, role, "memory", 1, ways.variable)[0].returncode == 0
    faults = [(number, "FAULT_STACK=" + way) for way, number in ways.faults(6)] + [(number,) for number in ways.numbers(4)]
    for number, *more in faults:
        begin_anew(installed)
        done, has_failed = fail(installed, role, "memory", number, *more)
        when = "allocation %d %s: exit %d" % (number, more, done.returncode)
        assert "a process hangs" not in done.stderr and done.returncode in (0, 1, WITHOUT_MEMORY), "%s: %s" % (when, done.stderr)
        assert_each_once(installed, when)
        failed += has_failed
    assert failed > 0.9 * len(faults)  # what depends on time may come by another way


# ---- loss of power

CREATE, WRITE, SYNC, CUT, RENAME, REMOVE = 6, 1, 2, 3, 4, 5
SECTOR = 512


def read_trace(path, folder):
    """(operation, path, data or second path, offset) of all that was done to files below the folder, in its order."""
    trace, at, found = path.read_bytes(), 0, []
    while at < len(trace):
        operation, name_len, len_, offset = struct.unpack_from("QQQQ", trace, at)
        at += 32
        name, data = trace[at:at + name_len].decode(), trace[at + name_len:at + name_len + len_]
        at += name_len + len_
        if name.startswith(str(folder)) and not name.endswith(("-shm", "/lock", "stderr.txt")):
            found.append((operation, name, data, offset))
    return found


class Disk:
    """What is on a disk for good, and what is only in memory, after a number of operations. Folders are for good at once, as
    on a file system with a journal; what files hold only after a sync."""
    def __init__(self, operations):
        self.files, self.loose = {}, {}  # by name: bytes that are safe; operations that are not
        for operation, name, data, offset in operations:
            if operation == CREATE:
                self.files[name], self.loose[name] = bytearray(), []
            elif operation == REMOVE:
                self.files.pop(name, None)
                self.loose.pop(name, None)
            elif operation == RENAME:
                self.files[data.decode()], self.loose[data.decode()] = self.files.pop(name), self.loose.pop(name)
            elif operation == SYNC:
                for change in self.loose.get(name, []):
                    self.apply(name, *change)
                self.loose[name] = []
            elif name in self.files:
                self.loose[name].append((operation, data, offset))

    def apply(self, name, operation, data, offset):
        held = self.files[name]
        if operation == CUT:
            del held[offset:]
            held.extend(bytes(offset - len(held)))
        else:
            held.extend(bytes(max(0, offset - len(held))))
            held[offset:offset + len(data)] = data

    def lose_power(self, chance, keep):
        """Of what is not safe each change is kept with that probability; a write that is kept may be torn at sectors."""
        for name, changes in self.loose.items():
            for operation, data, offset in changes:
                if chance.random() >= keep:
                    continue
                if operation == WRITE and keep < 1 and chance.random() < 0.5:
                    data = data[:chance.randrange(0, len(data) + 1) // SECTOR * SECTOR]
                if operation == CUT or data:
                    self.apply(name, operation, data, offset)

    def put(self, folder):
        for name, held in self.files.items():
            path = pathlib.Path(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(held)


def promised(disk, log):
    """The ids of alerts that stood in the log for good: whole lines."""
    return disk.files.get(str(log), b"").count(b"\n")


def test_a_loss_of_power_at_any_moment_costs_no_alert_and_doubles_none(installed):
    trace, chance = installed.folder / "trace", random.Random(7)
    done = installed.try_once(prefix=["env", "LD_PRELOAD=%s" % FAULTS, "FAULT_TRACE=%s" % trace])
    assert done.returncode == 0 and topics_of(installed.alerts()) == TOPICS
    operations = read_trace(trace, installed.folder)
    assert {operation for operation, *_ in operations} >= {CREATE, WRITE, SYNC, RENAME}
    moments = range(1, len(operations) + 1)
    syncs = [moment for moment in moments if operations[moment - 1][0] == SYNC]
    if not IS_LONG:  # after each sync what it made safe must be enough, before it all that was safe before
        moments = sorted({*syncs[-8:], *(moment - 1 for moment in syncs[-8:]), *chance.sample(moments, 6)})
    for moment in moments:
        for keep in (0, 1, 0.5, 0.5) if IS_LONG else (chance.choice((0, 0.5)),):
            begin_anew(installed)
            disk = Disk(operations[:moment])
            had = promised(disk, installed.log_path)
            disk.lose_power(chance, keep)
            disk.put(installed.folder)
            kept = installed.log_path.read_bytes() if installed.log_path.exists() else b""
            assert kept.count(b"\n") >= had
            assert_each_once(installed, "power lost after %d operations, %s kept" % (moment, keep))
            assert installed.log_path.read_bytes().startswith(kept[:kept.rfind(b"\n") + 1])
            with sqlite3.connect(installed.state / DATABASE) as store:
                assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
