"""A machine of its own: a small Debian that systemd boots, with storywatch installed in it as the README says.

Its root is made once (a minute) and kept in /var/cache. What a machine changes is in memory, in a mount namespace, and
gone when it ends. It has the network of its host, so that it reaches the tests' sites."""
import fcntl
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from conftest import PATIENCE, ROOT, wait_until

RELEASE = ROOT / "build" / "release"
PROGRAMS = [RELEASE / "daemon" / "storywatchd", RELEASE / "daemon" / "cli" / "storywatch"]
CACHE = pathlib.Path("/var/cache/storywatch-tests")
# beside what the programs are linked with
PACKAGES = ["systemd-sysv", "dbus", "ca-certificates", "adduser", "logrotate"]
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Runs a command with the root $2 below $1/root: a layer in memory over it, and a cgroup tree that any kernel can mount.
PREPARE = """
mount -t tmpfs -o size=256m,mode=755 machine "$1" && mkdir "$1/upper" "$1/work" "$1/root" || exit
mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" machine "$1/root" || exit
mkdir -p /run/systemd && mount -t tmpfs machine /run/systemd || exit
mount -t cgroup2 none /sys/fs/cgroup && mkdir /sys/fs/cgroup/storywatch.$$ || exit
echo $$ >/sys/fs/cgroup/storywatch.$$/cgroup.procs || exit
shift 2
while :; do
    "$@"
    status=$?
    [ $status = 133 ] || break # a reboot
done
echo $$ >/sys/fs/cgroup/cgroup.procs
find /sys/fs/cgroup/storywatch.$$ -depth -type d -exec rmdir {} +
exit $status
"""


def container(folder, root, *command):
    """The command line that runs a command in the root, as the first process or beside one (`--boot`)."""
    return ["unshare", "--mount", "--propagation=private", "sh", "-c", PREPARE, "sh", folder, root,
            "systemd-nspawn", "--quiet", "--directory=%s/root" % folder, "--machine=storywatch", "--register=no",
            "--keep-unit", "--console=pipe", "--settings=no", "--timezone=off", "--link-journal=no", "--resolv-conf=off",
            # calls of the service's own sandbox, which systemd-nspawn 252 does not know and refuses
            "--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp", *command]


@functools.cache
def why_not():
    """What keeps this machine from booting another; empty when nothing does."""
    if os.geteuid() != 0:
        return "only root may boot a machine"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(container(folder, "/", "/bin/true"), stdin=subprocess.DEVNULL, capture_output=True,
                               text=True, timeout=PATIENCE)
    return "" if tried.returncode == 0 else "no container can be run here: " + tried.stderr.strip()


def libraries():
    """The packages of what the programs are linked with."""
    linked = subprocess.run(["readelf", "--dynamic", *PROGRAMS], check=True, capture_output=True, text=True).stdout
    files = ["*/" + name for name in set(re.findall(r"Shared library: \[(.*)\]", linked))]
    owners = subprocess.run(["dpkg-query", "--search", *files], check=True, capture_output=True, text=True).stdout
    return sorted({owner for owner in re.findall(r"^([^:]+):", owners, re.MULTILINE) if not owner.startswith("libc6")})


def make_root():
    """The folder of a root that has the packages; made when there is none."""
    release = re.search(r"VERSION_CODENAME=(\w+)", pathlib.Path("/etc/os-release").read_text(encoding="utf-8"))[1]
    packages = ",".join(PACKAGES + libraries())
    root = CACHE / ("%s-%s" % (release, hashlib.sha256(packages.encode()).hexdigest()[:16]))
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            half = root.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            subprocess.run(["mmdebstrap", "--quiet", "--variant=essential", "--include=" + packages,
                            "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
                            release, half], check=True, timeout=600)
            half.rename(root)
    return root


class Machine:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        with (self.folder / "console").open("wb") as console:
            (self.folder / "memory").mkdir()
            self.process = subprocess.Popen(container(self.folder / "memory", make_root(), "--boot"),
                                            stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        wait_until(lambda: self.run("systemctl", "is-system-running")[1] == "running\n", self.console)

    def console(self):
        return "the machine is up: " + (self.folder / "console").read_text(encoding="utf-8", errors="replace")

    def first(self):
        """The first process of the machine, as its host numbers it; None before it has one."""
        found = self.process.pid
        for _ in range(2):  # of the shell, of systemd-nspawn
            try:
                found = int(pathlib.Path("/proc/%d/task/%d/children" % (found, found)).read_text(encoding="ascii").split()[0])
            except (OSError, IndexError):
                return None
        return found

    def path(self, path):
        """A file of the machine, as its host reaches it."""
        return pathlib.Path("/proc/%d/root" % self.first() + path)

    def run(self, *command, user=None):
        """Exit status, stdout and stderr of a command in the machine."""
        first = self.first()
        if first is None:
            return 255, "", "it has no process"
        become = ["setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups"] if user else []
        enter = ["nsenter", "--target=%d" % first, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root"]
        done = subprocess.run([*enter, "env", "-i", "PATH=" + PATHS, "LANG=C.UTF-8", *become, *command],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stdout, done.stderr

    def do(self, *command):
        """stdout of a command that must succeed."""
        status, out, err = self.run(*command)
        assert status == 0, "%r: exit %d\n%s%s\n%s" % (command, status, out, err, self.journal())
        return out

    def shell(self, text):
        return self.do("sh", "-ec", text)

    def unit(self, *properties):
        """What systemd says of the service."""
        shown = self.do("systemctl", "show", "storywatchd", "--property=" + ",".join(properties))
        return dict(line.split("=", 1) for line in shown.splitlines())

    def journal(self):
        return self.run("journalctl", "--no-pager", "--unit=storywatchd", "--lines=60")[1]

    def ask(self, *command):
        """The objects that a command of storywatch prints with --json."""
        return [json.loads(line) for line in self.do("storywatch", *command, "--json").splitlines()]

    def end(self):
        first = self.first()
        if first is not None:
            self.run("systemctl", "poweroff")
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    if why_not():
        pytest.skip(why_not())
    made = Machine(tmp_path_factory.mktemp("machine"))
    yield made
    made.end()
