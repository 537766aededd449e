"""What every system test stands on: a service with a config, a state folder and an alert log of its own."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest
import yaml

import clocks
import news
import server

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("STORYWATCH_BUILD", ROOT / "build" / "asan"))
RELEASE = ROOT / "build" / "release"
DAEMON, COMMAND = BUILD / "daemon" / "storywatchd", BUILD / "daemon" / "cli" / "storywatch"
WITHOUT_MEMORY = -signal.SIGABRT  # the exit status of a program that can have none
PATIENCE = 180  # seconds; only a broken program needs them, or a machine that is busy with others


def wait_until(is_true, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = is_true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("after %d s still not: %s" % (patience, what() if callable(what) else what))


class Service:
    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        self.folder, self.state = folder, folder / "state"
        self.config_path, self.log_path = folder / "storywatch.yaml", folder / "alerts.jsonl"
        self.stderr_path = folder / "stderr.txt"
        self.process = None
        self.daemon, self.command, self.prefix = DAEMON, COMMAND, ()  # prefix: of the service's command line
        self.config = {
            "state_dir": str(self.state),
            "contact": "https://desk.example/bot",
            "fetch": {"allow_addresses": ["127.0.0.0/8"]},
            "feeds": [],
            "topics": news.TOPICS,
            "sinks": [{"name": "alerts", "type": "log", "path": str(self.log_path)}],
        }

    def use_installed(self):
        """A sanitized build has an allocator of its own, and cannot be given another clock."""
        self.daemon = RELEASE / DAEMON.relative_to(BUILD)
        self.command = RELEASE / COMMAND.relative_to(BUILD)

    # ---- the config

    def feed(self, name, url, **more):
        self.config["feeds"].append({"name": name, "url": url, **more})

    def write_config(self):
        text = yaml.dump(self.config, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        self.config_path.write_text(text, encoding="utf-8")

    # ---- the service

    def start(self):
        self.write_config()
        self.launch()
        wait_until(lambda: self.process.poll() is not None or (self.state / "control").exists()
                   and self.run("status")[0] != 3, lambda: "the control socket answers: " + self.stderr())
        assert self.process.poll() is None, self.stderr()

    def launch(self):
        with self.stderr_path.open("ab") as err:
            self.process = subprocess.Popen([*self.prefix, self.daemon, "--config", self.config_path],
                                            stdin=subprocess.DEVNULL, stdout=err, stderr=err, start_new_session=True)

    def stop(self):
        """SIGTERM ends it with exit 0, within 5 s; a sanitized build on a busy machine may take twice that."""
        began = time.monotonic()
        self.signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        took = time.monotonic() - began
        self.process = None
        assert status == 0, self.stderr()
        assert took < 10, "the end took %.1f s\n%s" % (took, self.stderr())

    def kill(self):
        """kill -9 of the core."""
        self.signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None

    def once(self, timeout=PATIENCE):
        """Runs --once; the end is part of what is checked."""
        self.write_config()
        done = self.try_once(timeout)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def try_once(self, timeout=PATIENCE, prefix=()):
        done = subprocess.run([*self.prefix, *prefix, self.daemon, "--config", self.config_path, "--once"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout)
        done.stderr = done.stderr.decode()
        assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
        return done

    def stderr(self):
        return self.stderr_path.read_text(encoding="utf-8", errors="replace") if self.stderr_path.exists() else ""

    def wait_to_say(self, *words):
        """Until one line of what the service says has all of the words."""
        def line():
            return next((said for said in self.stderr().splitlines() if all(word in said for word in words)), None)
        return wait_until(line, lambda: "the service says %r: %s" % (words, self.stderr()[-2000:]))

    def signal(self, number):
        self.process.send_signal(number)

    # ---- the command

    def run(self, *arguments, stdin=b"", prefix=()):
        done = subprocess.run([*prefix, self.command, arguments[0], "--config", self.config_path, *arguments[1:]], input=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        assert b"Sanitizer" not in done.stderr, done.stderr.decode()
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def ask(self, *arguments):
        """The objects that a listing prints with --json."""
        status, out, err = self.run(*arguments, "--json")
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]

    def feeds(self):
        return {feed["name"]: feed for feed in self.ask("feeds")}

    def status(self):
        status, out, err = self.run("status", "--json")
        return status, json.loads(out)

    def role(self, name):
        return next(role for role in self.status()[1]["roles"] if role["role"] == name)

    def trouble(self):
        """What `status` finds wrong, on one line; exit 1 goes with it."""
        status, found = self.status()
        assert status == (1 if found["trouble"] else 0)
        return "; ".join(found["trouble"])

    def reload(self):
        self.write_config()
        status, _, err = self.run("reload")
        assert status == 0, err

    def poll(self, name):
        """Polls the feed now, and waits until that has been stored."""
        before = self.feeds()[name]["polls"]
        status, _, err = self.run("poll", name)
        assert status == 0, err
        wait_until(lambda: self.feeds()[name]["polls"] > before, "%s was polled" % name)

    def alerts(self, path=None):
        """The alerts of the log that are about stories."""
        return [line for line in self.log_lines(path) if "service" not in line]

    def service_alerts(self, path=None):
        """What the log tells of the service itself: the kind of each, and "over" for its end."""
        told = [line["service"] for line in self.log_lines(path) if "service" in line]
        return [found["kind"] + (" over" if found["is_over"] else "") for found in told]

    def log_lines(self, path=None):
        """The alert log; each line is whole, and the ids ascend."""
        path = path or self.log_path
        text = path.read_bytes().decode() if path.exists() else ""
        assert text == "" or text.endswith("\n"), "the last line is torn: %r" % text[-80:]
        lines = [json.loads(line) for line in text.splitlines()]
        ids = [line["id"] for line in lines]
        assert ids == sorted(set(ids)), ids
        return lines

    def wait_for_alerts(self, count, path=None):
        path = path or self.log_path

        def read():
            whole = path.exists() and path.read_bytes().endswith(b"\n")
            return whole and len(self.alerts(path)) >= count
        wait_until(read, lambda: "%d alerts in the log: %s" % (count, self.stderr()[-2000:]))
        return self.alerts(path)


def topics_of(alerts):
    return sorted(alert["topic"] for alert in alerts)


def end(made):
    """Ends a service, and looks at what it said."""
    if made.process is not None:
        try:
            made.stop()
        finally:
            if made.process is not None:
                made.kill()
    assert "Sanitizer" not in made.stderr() and "runtime error" not in made.stderr(), made.stderr()


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path)
    yield made
    end(made)


@pytest.fixture
def open_service():
    """A service in a folder that every user may enter, with programs that every user may run. It needs root."""
    if os.geteuid() != 0:
        pytest.skip("only root may become other users, and mount")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="storywatch-"))
    folder.chmod(0o755)
    made = Service(folder / "service")
    made.daemon, made.command = (shutil.copy(program, folder) for program in (DAEMON, COMMAND))
    yield made
    end(made)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def module_service(tmp_path_factory):
    """A service for all tests of a file."""
    made = Service(tmp_path_factory.mktemp("module"))
    yield made
    end(made)


def give_names(service, hosts):
    """Lets the service, and nobody else, find these names: {name: addresses}."""
    if os.geteuid() != 0:
        pytest.skip("only root may give the service names of its own")
    path = service.folder / "hosts"
    path.write_text("".join("%s %s\n" % (address, name) for name, addresses in hosts.items() for address in addresses))
    service.prefix = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', path, *service.prefix]


def as_user(user, group, *groups):
    """The start of a command line that runs it as somebody without privileges."""
    return ["setpriv", "--reuid=%d" % user, "--regid=%d" % group,
            "--groups=%s" % ",".join(map(str, groups)) if groups else "--clear-groups"]


@pytest.fixture
def small_disk(tmp_path):
    """Makes folders that are file systems of their own, of 3 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    mounted = []

    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=755", "storywatch-test", folder], check=True)
        mounted.append(folder)
        return folder
    yield make
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder):
    """Takes all that is free; returns the file to remove."""
    taken = folder / "taken"
    with taken.open("wb", buffering=0) as out:
        for size in (65536, 4096, 512):
            with contextlib.suppress(OSError):
                while True:
                    out.write(b"\0" * size)
    return taken


@pytest.fixture(scope="session")
def web():
    running = server.Server()
    yield running
    running.close()


@pytest.fixture(scope="session")
def site(web):
    """Makes sites, each a host of its own."""
    return web.site


@pytest.fixture
def clock(service):
    """The clocks of the service, which is the installed build then."""
    made = clocks.Clock(service)
    yield made
    made.go()
