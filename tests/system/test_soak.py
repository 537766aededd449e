"""Work that goes on for long takes no more memory and no more descriptors than it did half-way."""
import os
import pathlib
import re
import time

from conftest import DAEMON, ROOT
from news import atom, dispatch, json_feed, rss
from server import Answer, conditional

RELEASE = ROOT / "build" / "release"
SECONDS = 600 if "STORYWATCH_LONG" in os.environ else 10
ROUNDS = 20  # at least: what is needed once is had by half-way
MAY_GROW = 3 << 10  # KiB: pages that an allocator had not touched before


def sizes(service):
    """By process: KiB of memory, and descriptors."""
    found = {}
    for role in service.status()[1]["roles"]:
        process = pathlib.Path("/proc/%d" % role["pid"])
        kib = int(re.search(r"^VmRSS:\s+(\d+)", (process / "status").read_text(), re.MULTILINE)[1])
        found["%s %d" % (role["role"], role["number"])] = kib, len(list((process / "fd").iterdir())), role["pid"]
    return found


def test_no_role_grows_while_nothing_new_is_stored(service, site):
    service.daemon = RELEASE / DAEMON.relative_to(DAEMON.parent.parent)  # a sanitizer keeps what is freed
    service.command = RELEASE / "daemon" / "cli" / "storywatch"
    items = [dispatch(number) for number in range(40)]
    answers = [Answer(body=rss(*items)), Answer(body=atom(*items), gzipped=True), Answer(body=json_feed(*items), chunked=True),
               Answer(500), Answer(body=b"no feed"), Answer(body=rss(*items), cut=300), Answer(301, {"Location": "/feed.xml"}),
               conditional(rss(*items), '"edition"')]
    for number, answer in enumerate(answers):
        service.feed("feed-%d" % number, site(answer).url())
    service.config["fetch"].update(per_host={"spacing": "0s"})
    service.start()

    def work(seconds):
        end, polls = time.monotonic() + seconds, 0
        while time.monotonic() < end or polls < ROUNDS * len(answers):
            assert service.run("poll", "feed-%d" % (polls % len(answers)))[0] == 0
            polls += 1
            time.sleep(0.01)
    work(SECONDS / 2)
    before = sizes(service)
    work(SECONDS / 2)
    after = sizes(service)
    assert {name: pid for name, (_, _, pid) in after.items()} == {name: pid for name, (_, _, pid) in before.items()}
    for name, (kib, descriptors, _) in after.items():
        assert kib - before[name][0] < MAY_GROW, (name, before[name], after[name])
        assert descriptors - before[name][1] <= 4, (name, before[name], after[name])
