"""Configs with one mistake, each named at its place, and configs made to harm whoever reads them."""
import os
import subprocess

import pytest

from conftest import PATIENCE, ROOT

HEAD = "state_dir: /var/lib/storywatch\ncontact: https://desk.example/bot\n"
FEEDS = "feeds:\n  - name: harbour-news\n    url: https://harbour.example/feed.xml\n"
TOPICS = "topics:\n  - name: ports\n    query: harbour AND strike*\n"
SINKS = "sinks:\n  - { name: alerts, type: log, path: /var/log/storywatch/alerts.jsonl }\n"
GOOD = HEAD + FEEDS + TOPICS + SINKS

# What is wrong stands behind a §; what the message must say beside it.
MISTAKES = [
    # keys
    (GOOD + "§evry: 5m\n", "unknown key \"evry\""),
    (GOOD + "poll: { every: 5m, §mx: 1h }\n", "did you mean max?"),
    (GOOD + "§every: 5m\n", "did you mean poll.every?"),
    (GOOD + "§contact: https://other.example/\n", "a second time"),
    (GOOD + "poll: { every: 5m, §every: 6m }\n", "a second time"),
    (GOOD + "poll:\n  §<<: { every: 5m }\n", "merges"),
    (GOOD + "? §[a, b]\n: c\n", "a key is a name"),
    (GOOD + "§: c\n", "a key is due"),
    (HEAD + FEEDS + "    §interval: 5m\n" + TOPICS + SINKS, "unknown key \"interval\""),
    (HEAD + FEEDS + TOPICS + SINKS.replace("name:", "§nme: x, name:"), "did you mean name?"),
    (HEAD.replace("state_dir", "§state-dir") + FEEDS + TOPICS + SINKS, "did you mean state_dir?"),
    (HEAD + FEEDS + TOPICS + SINKS.replace("path", "§pth"), "did you mean path?"),
    (HEAD.replace("state_dir", "§\x1bstate_dir") + FEEDS + TOPICS + SINKS, "U+001B is a control character"),
    # what is missing
    ("§contact: https://desk.example/bot\n" + FEEDS + TOPICS + SINKS, "state_dir is missing"),
    (HEAD.replace("state", "§state", 1) + TOPICS + SINKS, "feeds is missing"),
    (HEAD + "feeds:\n  - §name: harbour-news\n" + TOPICS + SINKS, "url is missing"),
    (HEAD + FEEDS + "topics:\n  - §name: ports\n" + SINKS, "query is missing"),
    (HEAD + FEEDS + TOPICS + "sinks:\n  - §{ name: alerts, type: log }\n", "a log needs it"),
    (HEAD + "feeds: §[]\n" + TOPICS + SINKS, "feed"),
    # kinds
    (GOOD + "poll: §5m\n", "map"),
    (GOOD + "keep: §[30d]\n", "map"),
    (HEAD.replace("/var/lib/storywatch", "§[a]") + FEEDS + TOPICS + SINKS, "state_dir"),
    (HEAD + "feeds:\n  - §https://harbour.example/feed.xml\n" + TOPICS + SINKS, "map"),
    (HEAD + "feeds:\n  §harbour-news: https://harbour.example/feed.xml\n" + TOPICS + SINKS, "list"),
    (HEAD + FEEDS + "    groups: [wire, §{ a: b }]\n" + TOPICS + SINKS, "groups"),
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: §[harbour, strike]\n" + SINKS, "query"),
    (HEAD + FEEDS + "    headers: { X-Desk: §[harbour] }\n" + TOPICS + SINKS, "\"X-Desk\" is a list here; write a text"),
    (HEAD + FEEDS + "    headers: { X-Desk: §\"harbour\\r\\nX-Other: b\" }\n" + TOPICS + SINKS, "the value of X-Desk has a control"),
    (HEAD + FEEDS + "    headers: { §X Desk: harbour }\n" + TOPICS + SINKS, "\"X Desk\" is not the name of a header"),
    (GOOD + "queries: { docks: §[dock] }\n", "\"docks\" is a list here; write a query"),
    # values
    (GOOD + "poll: { every: §15 }\n", "duration"),
    (GOOD + "poll: { every: §-5m }\n", "duration"),
    (GOOD + "poll: { max: §91d }\n", "90d"),
    (GOOD + "poll: { min: §2h, max: 1h }\n", "max"),
    (GOOD + "poll: { max: §4m }\n", "poll.min 5m is more than poll.max 4m"),
    (GOOD + "keep: { alerts: §99y }\n", "10"),
    (HEAD + FEEDS + "    headers: { X-Desk: a, §x-desk: b }\n" + TOPICS + SINKS, "on line 6 already, as X-Desk"),
    (GOOD + "fetchers: §0\n", "1 to 64"),
    (GOOD + "fetchers: §99999999999999999999999\n", "1 to 64"),
    (GOOD + "sandbox: §maybe\n", "try or require"),
    (GOOD + "fetch: { max_body: §16 }\n", "size"),
    (GOOD + "fetch: { allow_addresses: [10.0.0.0/8, §10.0.0.1/8] }\n", "10.0.0.0/8"),
    (GOOD + "fetch: { allow_addresses: [§localhost] }\n", "not a network"),
    (GOOD + "dedup: { enabled: §perhaps }\n", "on or off"),
    (GOOD.replace("https://harbour", "§ftp://harbour"), "http"),
    (GOOD.replace("https://harbour.example/feed.xml", "§harbour.example/feed.xml"), "http"),
    (GOOD.replace("https://desk.example/bot", "§\"desk\\nX-Evil: 1\""), "User-Agent"),
    (HEAD + FEEDS + TOPICS.replace("    query", "    severity: §urgent\n    query") + SINKS, "severity"),
    (HEAD + FEEDS + TOPICS + SINKS.replace("type: log", "type: §syslog"), "type"),
    (HEAD + FEEDS + TOPICS + SINKS.replace("/var/log/storywatch/alerts.jsonl", "§\"\""), "empty"),
    # names
    (HEAD + FEEDS + FEEDS[7:].replace("harbour-news", "§harbour-news") + TOPICS + SINKS, "harbour-news"),
    (HEAD + FEEDS + TOPICS + TOPICS[8:].replace("ports", "§ports") + SINKS, "ports"),
    (HEAD + FEEDS + TOPICS + SINKS + SINKS[7:].replace("alerts,", "§alerts,"), "alerts"),
    (HEAD + FEEDS + TOPICS + SINKS.replace("/var/log/storywatch/alerts.jsonl", "§/var/log/storywatch/"), "is a folder"),
    (HEAD + FEEDS + TOPICS + "    notify: [alerts, §dsk]\n" + SINKS, "dsk"),
    (HEAD + FEEDS + TOPICS + "    notify: [alerts]\n" + SINKS.replace("name", "§nme"), "did you mean name?"),
    (HEAD + FEEDS + TOPICS + "    notify: [alerts]\n" + SINKS.replace("sinks", "§snks"), "did you mean sinks?"),
    (HEAD + FEEDS + TOPICS.replace("strike*", "@docks") + SINKS + "queries: { docks: §'' }\n", "the query is empty"),
    (HEAD + FEEDS + TOPICS.replace("strike*", "@docks") + SINKS + "§querys: { docks: strike* }\n", "did you mean queries?"),
    (HEAD + FEEDS + TOPICS.replace("strike*", "@docks") + SINKS + "queries: { §docks!: strike* }\n", "docks!"),
    (HEAD + FEEDS + TOPICS.replace("strike*", "@docks") + SINKS + "queries: §strike*\n", "a map of names"),
    (GOOD + "poll: { min: §soon, max: 1m }\n", "not a duration"),
    (GOOD + "keep: { items: 13d }\ndedup: { window: §91d }\n", "90d"),
    (HEAD + FEEDS.replace("harbour-news", "§\" \"") + TOPICS + SINKS, "name"),
    # queries: the place is inside them
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: harbour AND §\"strike\n" + SINKS, "not closed"),
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: >\n      harbour AND\n      §(strike OR walkout\n" + SINKS, "not closed"),
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: 'harbour AND strike§)'\n" + SINKS, "not opened"),
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: harbour AND §@strikes\n" + SINKS, "strikes"),
    (HEAD + FEEDS + "topics:\n  - name: ports\n    query: \"\\u0061 AND harbour §OR strike\"\n" + SINKS, "parentheses"),
    (HEAD + FEEDS + TOPICS + SINKS + "queries:\n  docks: |\n    dock\n    OR (§*)\n", "wildcard"),
    # YAML
    (GOOD + "poll: §{ every: 5m\n", "not closed"),
    (GOOD + "poll: §[5m\n", "not closed"),
    (GOOD + "poll: { every: §\"5m }\n", "quote"),
    (GOOD + "poll: §&p { every: 5m }\n", "anchor"),
    (GOOD + "poll: §*p\n", "alias"),
    (GOOD + "poll: §!!map { every: 5m }\n", "tag"),
    (GOOD + "§---\n" + GOOD, "second document"),
    (HEAD + "feeds:\n§\t- name: harbour-news\n", "tab"),
    (GOOD + "poll:\n    every: 5m\n  §min: 1m\n", "indent"),
    (GOOD + "poll:\n    every: 5m\n      §min: 1m\n", "indented further"),
    (GOOD + "poll: { every: 5m }§}\n", "was not opened"),
    (GOOD + "fetch: { allow_addresses: [§::1] }\n", "begins with \":\" needs quotes"),
    (HEAD.replace("https://desk", "https://§\x07desk") + FEEDS + TOPICS + SINKS, "U+0007 is a control character"),
    ("§%TAG ! desk:\n---\n" + GOOD, "directive"),
    (GOOD + "queries: { q: §\"\\x00\" }\n", "may not stand"),
    ("%YAML 9.9\n---\n" + GOOD, "YAML 1.1"),
    ("§- a\n- b\n", "map of options"),
    ("§storywatch\n", "map of options"),
]


def place_of(text):
    before = text.partition("§")[0] if "§" in text else ""
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


@pytest.mark.parametrize("lines", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("text, words", MISTAKES, ids=range(len(MISTAKES)))
def test_one_mistake_is_one_message_at_its_place(service, text, words, lines):
    service.config_path.write_bytes(text.replace("§", "").replace("\n", lines).encode())
    status, out, err = service.run("check")
    told = [line for line in out.splitlines() if ": warning: " not in line]
    assert (status, err, len(told)) == (78, "", 1), out
    assert told[0].startswith("%s:%d:%d: " % (service.config_path, *place_of(text))) and words in told[0], told


# ---- bombs

def pile(folder, name, content):
    path = folder / "conf.d" / name
    path.parent.mkdir(exist_ok=True)
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def touch_a_thousand(path):
    path.write_bytes(b"")
    for number in range(1, 1000):
        path.with_name("%d.yaml" % number).touch()


def sparse(path):
    with path.open("wb") as file:
        file.truncate(10 << 30)


BOMBS = {
    "aliases": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ":1:1: "),
    "brackets": ("poll: " + "[" * 1000000, ":1:22: this is nested deeper than 16 levels"),
    "braces": ("poll: " + "{a: " * 100000, "nested deeper than 16 levels"),
    "blocks": ("".join(" " * n + "k:\n" for n in range(2000)), "nested deeper than 16 levels"),
    "dashes": ("feeds:\n  " + "- " * 200000 + "a\n", "nested deeper than 16 levels"),
    "keys": ("".join("k%d: 1\n" % n for n in range(400000)), "unknown key"),
    "queries": ("queries:\n" + "".join("  q%d: harbour\n" % n for n in range(400000)), None),
    "queries in a line": ("queries: { " + ", ".join("q%d: harbour" % n for n in range(300000)) + " }\n", None),
    "topics in a line, backwards": ("topics: [" + ", ".join(
        "{ examples: { match: [a dock] }, query: dock%d OR dock, name: t%d }" % (n, n) for n in range(50000)) + "]\n", None),
    "a ring of queries": ("queries:\n" + "".join("  q%d: '@q%d'\n" % (n, (n + 1) % 100000) for n in range(100000)), "circular"),
    "a chain of queries": ("queries:\n  q0: harbour\n" + "".join("  q%d: '@q%d'\n" % (n, n - 1) for n in range(1, 100000)),
                           ":67:9: parentheses and @names nest at most 64 deep"),
    "unknown sinks": ("topics:\n" + "".join("  - { name: t%d, query: dock, notify: [x%d] }\n" % (n, n) for n in range(50000))
                      + "sinks:\n" + "".join("  - { name: s%d, type: journal }\n" % n for n in range(1000)), "no sink is named"),
    "topics for all sinks": ("topics:\n" + "".join("  - { name: t%d, query: dock%d }\n" % (n, n) for n in range(80000)) + "sinks:\n"
                             + "".join("  - { name: s%d, type: journal }\n" % n for n in range(1023)), None),
    "names that are nearly known": (
        "queries:\n" + "".join("  docker%d: dock\n" % n for n in range(100000)) + "topics:\n"
        + "".join("  - { name: t%d, query: '@dokcer%d' }\n" % (n, n) for n in range(3000)), "no query named dokcer999; name it"),
    "same keys": ("k: 1\n" * 400000, "stands here a second time"),
    "values": ("keep: [" + "1," * 1200000 + "1]\n", "more than 1000000 keys and values"),
    "a line": ("queries: { q: '" + "harbour " * (1 << 20) + "' }\n", "longer than 64 KiB"),
    "a key": ("k" * (8 << 20) + ": 1\n", ":1:8388609: "),
    "a comment": ("#" * (17 << 20), "larger than 16777216 bytes"),
    "documents": ("---\n" * 500000, "second document"),
    "quotes": ("a: '" * 300000, ":1:"),
    "named queries": ("queries:\n  q0: (a1 OR b1)\n" + "".join(
        "  q%d: '(@q%d AND @q%d)'\n" % (n, n - 1, n - 1) for n in range(1, 40)), "8192 words"),
    "zeros": (b"\0" * (1 << 20), ":1:1: "),
    "a zero": (b"poll: { every: 5\0m }\n", ":1:17: U+0000 is a control character"),
    "a byte order mark": ("\ufeffqueries: { q: harbour }\n", None),
    "UTF-16": (GOOD.encode("utf-16"), ":1:1: the file is UTF-16"),
    "UTF-32": (GOOD.encode("utf-32"), ":1:1: "),
    "Latin-1": ("queries: { q: café }\n".encode("latin-1"), ":1:18: the byte 0xe9 is not UTF-8"),
    "a sparse file": (sparse, "larger than 16777216 bytes"),
    "a thousand empty files": (touch_a_thousand, None),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "a pipe": (os.mkfifo, "is a device or a pipe"),
    "zeros for ever": (lambda path: path.symlink_to("/dev/zero"), "is a device or a pipe"),
    "a terminal": (lambda path: path.symlink_to("/dev/tty"), ""),
    "a link to itself": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "No such file"),
    "memory of a process": (lambda path: path.symlink_to("/proc/self/mem"), "cannot be read"),
}


@pytest.mark.parametrize("content, words", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_with_bounded_time_and_memory(service, content, words):
    """Of a build without sanitizers, which take memory of their own: 20 s of a processor and 512 MiB."""
    command = ROOT / "build" / "release" / "daemon" / "cli" / "storywatch"
    service.config_path.write_text(GOOD)
    pile(service.folder, "00-bomb.yaml", content)
    done = subprocess.run(["prlimit", "--cpu=20", "--data=%d" % (512 << 20), command, "check", "--config", service.config_path],
                          capture_output=True, timeout=PATIENCE)
    out = done.stdout.decode()
    if words is None:  # much, and right
        assert done.returncode == 0, out[:2000]
        return
    assert done.returncode == 78 and done.stderr == b"", done
    assert any("00-bomb.yaml:" in line and words in line for line in out.splitlines()), out[:2000]


def test_a_folder_of_files_that_is_a_link_to_nothing_is_a_mistake(service):
    service.config_path.write_text(GOOD)
    folder = service.folder / "conf.d"
    folder.symlink_to("nowhere")
    status, out, err = service.run("check")
    assert (status, out, err) == (78, "%s:1:1: cannot be opened: No such file or directory\n" % folder, "")


def test_the_name_of_a_file_is_no_text_for_a_terminal(service):
    service.config_path.write_text(GOOD)
    pile(service.folder, "a\x1b[31m\x9b\u202e.yaml", "evry: 5m\n")
    status, out, err = service.run("check")
    assert (status, err) == (78, "") and "conf.d/a\\x1b[31m\\u009b\\u202e.yaml:1:1: unknown key" in out
    done = service.try_once()
    assert (done.returncode, done.stderr) == (78, out)
