"""What the service tells its manager (sd_notify), and that it starts under what the manager's unit refuses."""
import os
import platform
import signal
import socket
import time

import pytest

from conftest import wait_until
from news import DOCKS, TROOPS, rss
from test_sandbox import NOBODY, on_poorer_kernel, serve_all_ways, wait_for_roles

CAPSET = {"x86_64": 126, "aarch64": 91}[platform.machine()]
PERMITTED = 1  # EPERM


class Manager:
    """The socket that a manager listens on, and what it has been told."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)
        self.told = []

    def listen(self):
        try:
            while True:
                self.told.append(dict(line.split("=", 1) for line in self.socket.recv(4096).decode().splitlines()))
        except BlockingIOError:
            return self.told

    def wait_for(self, key, value=None):
        """Until it is told; forgets what came before."""
        def found():
            for number, message in enumerate(self.listen()):
                if key in message and value in (None, message[key]):
                    self.told = self.told[number + 1:]
                    return message
            return None
        return wait_until(found, lambda: "%s is told: %r" % (key, self.told))


@pytest.fixture
def manager(tmp_path, monkeypatch):
    listening = Manager(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    yield listening
    listening.socket.close()


def test_start_reload_and_end_are_told(service, site, manager):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    manager.wait_for("READY", "1")
    service.feed("ledger", site(rss(DOCKS)).url())
    service.write_config()
    service.signal(signal.SIGHUP)
    began = manager.wait_for("RELOADING", "1")
    assert int(began["MONOTONIC_USEC"]) > 0
    manager.wait_for("READY", "1")
    service.stop()
    manager.wait_for("STOPPING", "1")


def test_its_status_says_how_much_it_watches_and_that_a_change_was_refused(service, site, manager):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    assert manager.wait_for("STATUS")["STATUS"] == "feeds: 1, topics: %d" % len(service.config["topics"])
    service.feed("harbour-news", site(rss(DOCKS)).url())  # a name that is taken
    service.write_config()
    service.signal(signal.SIGHUP)
    assert manager.wait_for("STATUS")["STATUS"].endswith("the changed config was refused, the old one goes on")
    service.config["feeds"][1]["name"] = "ledger"
    service.write_config()
    service.signal(signal.SIGHUP)
    assert manager.wait_for("STATUS")["STATUS"].startswith("feeds: 2, ")
    service.stop()


def test_a_reload_that_is_refused_ends_as_one(service, site, manager):
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    manager.wait_for("READY", "1")
    service.config_path.write_text("feeds: [")
    service.signal(signal.SIGHUP)
    manager.wait_for("RELOADING", "1")
    manager.wait_for("READY", "1")


def test_the_watchdog_is_fed_while_the_loop_turns(service, site, manager, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    for _ in range(3):
        manager.wait_for("WATCHDOG", "1")
    os.kill(service.process.pid, signal.SIGSTOP)
    manager.listen()
    manager.told = []
    time.sleep(3)  # longer than it may be silent
    assert manager.listen() == []
    os.kill(service.process.pid, signal.SIGCONT)
    manager.wait_for("WATCHDOG", "1")


def test_it_starts_where_privileges_cannot_be_given_up_because_there_are_none(open_service, site):
    """The unit's SystemCallFilter=~@privileged refuses the call."""
    service = open_service
    serve_all_ways(service, site)
    os.chown(service.folder, 65534, 65534)
    service.prefix = NOBODY + on_poorer_kernel([(CAPSET, None, PERMITTED)])
    service.start()
    wait_for_roles(service)
    service.wait_for_alerts(1)
