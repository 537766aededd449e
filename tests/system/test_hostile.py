"""Whatever feeds and servers send, what the commands print deceives no terminal, no reader's eye, and no program that reads
their JSON: on a pipe and on a terminal, in the alert log and in the service's own words."""
import html
import json
import os
import pty
import re
import subprocess
import unicodedata

import pytest

from conftest import PATIENCE
from news import rss
from server import Answer

NEWS = "Dispatch from the bureau: the harbour of %s was closed on Monday while divers looked for the anchor of a ferry."
JOINERS = "\u200c\u200d"  # that scripts and emoji need

TEXTS = {
    "a screen that is cleared": "\x1b[2J\x1b[H all is well",
    "a window's title": "\x1b]0;owned\x07 and\x1b]52;c;cm0gLXJmIC8=\x07",
    "a link of a terminal": "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "controls of eight bits": "\x9b2J\x9d0;owned\x9c \x85 \x90q\x9c",
    "colours": "\x1b[31mred\x1b[0m \x1b[8mhidden",
    "a report": "\x1b[6n\x1b[c\x1b[>c\x05",
    "backspaces": "safe\b\b\b\bevil",
    "carriage returns": "topic=quiet\rtopic=loud",
    "lines": "one\nERROR forged line\r\nanother: forged",
    "tabs": "a\tb\vc\fd",
    "a bell and a null": "a\x00b\x07c\x7fd",
    "an override": "invoice\u202egpj.exe",
    "embeddings": "\u202aa\u202bb\u202cc\u202dd",
    "isolates": "\u2066a\u2067b\u2068c\u2069d",
    "marks": "\u200ea\u200fb\u061cc",
    "separators": "a\u2028b\u2029c",
    "no width": "pass\u200bword\ufeff\u2060\u00ad",
    "tags of language": "flag\U000e0001\U000e0041\U000e007f",
    "annotations": "\ufff9a\ufffab\ufffbc",
    "letters of another script": "раураl\u0430",
    "many marks": "Z" + "\u0301" * 500,
    "emoji": "👨‍👩‍👧‍👦 👍🏽 🏴‍☠️ 🇩🇪",
    "wide characters": "港口罷工" * 300,
    "a long title": "harbour " * 5000,
    "one long word": "h" * 100000,
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "an entity": "&lt;b&gt; &amp;amp; &#27;[2J &#x1b;[2J &#x202e;",
    "a formula": "=HYPERLINK(\"http://evil.example\",\"x\")",
    "more formulas": "+1+1 -2+3 @SUM(1+1)*cmd|' /C calc'!A0",
    "quotes": "\"}],\"topic\":\"forged\",{\"a\":\"'`$(id)",
    "backslashes": "\\u001b[2J \\x1b \\n \\",
    "formats": "%s%n%1000000d %%",
    "a shell": "$(touch /tmp/owned); `id` | sh && rm -rf /",
    "a mail's header": "subject\r\nBcc: all@example.org\r\n\r\nbody",
    "a log's fields": "failures=0 next=never why=\"\" feed=other",
    "SQL": "'; DROP TABLE item; --",
    "a path": "../../../../etc/passwd",
    "no characters": "\ufffe\uffff\U0001ffff",
    "private ones": "\ue000\uf8ff\U000f0000",
    "numbers": "1e999 NaN -0 0x7fffffff",
}
QUERIES = ["harbour", "ferry OR dispatch"]
BROKEN = {  # documents and answers that are wrong in themselves
    "bytes": Answer(body=b"<rss><channel><item><title>\xff\xfe\xc0\x80\xed\xa0\x80 \x1b[2J</title></item></channel></rss>"),
    "names": Answer(body=b"<\x1b[2J><rss version='\x1b[31m'><channel><evil\xe2\x80\xae>x</evil></channel>"),
    "no feed": Answer(body="\x1b[2J no feed \u202e at all".encode()),
    "reason": Answer(raw=b"HTTP/1.1 500 \x1b[2J\xc2\x9b2J\xe2\x80\xae evil\r\nContent-Length: 0\r\n\r\n"),
    "header": Answer(headers={"Content-Type": "text/\x1b[2J", "Retry-After": "\x1b[31m", "ETag": '"\x9b2J"'}, body=b"<rss/>"),
    "location": Answer(301, {"Location": "http://\x1b[2J.example/\u0085"}),
}


def item(name, text):
    return {"title": text, "text": NEWS % name + "\n" + text, "link": "https://news.example/" + name.replace(" ", "-")}


def document(name, text):
    """The text in every place that a feed has for one; what XML 1.0 cannot hold is there as bytes all the same."""
    made = rss(item(name, text), title=text).decode()
    escaped = html.escape(text)
    return made.replace("</item>", "<author>%s</author><category>%s</category></item>" % (escaped, escaped)).encode("utf-8", "replace")


def is_harmful(character):
    return character != "\n" and (unicodedata.category(character) in ("Cc", "Zl", "Zp") or
                                  unicodedata.category(character) == "Cf" and character not in JOINERS)


def harm_in(text):
    return sorted({"U+%04X" % ord(character) for character in text if is_harmful(character)})


def on_terminal(service, arguments):
    """What the command writes to a terminal, without the newlines' returns and the colours that are its own."""
    master, slave = pty.openpty()
    command = [service.command, arguments[0], "--config", service.config_path, *arguments[1:]]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                          env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}) as process:
        os.close(slave)
        out = b""
        try:
            while True:
                out += os.read(master, 65536)
        except OSError:
            pass
        process.wait(PATIENCE)
    os.close(master)
    return re.sub(r"\x1b\[[0-9;]*m", "", out.decode().replace("\r\n", "\n"))


@pytest.fixture(scope="module")
def stored(module_service, site):
    """A service that has read them all."""
    service = module_service
    for number, (name, text) in enumerate(TEXTS.items()):
        # All are of one template: but for a few, which show how copies are told, each shall be a story whatever comes first.
        service.feed("feed-%d" % number, site(document(name, text)).url(), **({"dedup": "off"} if number > 3 else {}))
    for number, answer in enumerate(BROKEN.values()):
        service.feed("broken-%d" % number, site(answer).url())
    service.config["topics"] = [{"name": "harbours", "title": "Harbours \u2026", "query": "harbour"}]
    service.once(timeout=4 * PATIENCE)
    return service


def commands(service):
    stories = sorted({item["_storywatch"]["story"] if "_storywatch" in item else item["story"] for item in service.ask("items")})
    return [["alerts"], ["items"], ["feeds"], ["topics"], ["status"], ["check"], ["doctor"], ["deliveries"], ["diff", str(service.config_path)],
            *(["story", str(story)] for story in stories[::3]), *(["test", query] for query in QUERIES),
            *(["test", "--why", str(story), "harbour AND NOT ferry"] for story in stories[::9]),
            ["compare", "1", "2"]]


def test_nothing_harmful_reaches_a_pipe_or_a_terminal(stored):
    said = stored.try_once().stderr
    assert harm_in(said) == []
    assert len(stored.ask("items")) >= len(TEXTS) - 1
    for command in commands(stored):
        status, out, err = stored.run(*command)
        assert status in (0, 1, 3), (command, err)
        assert harm_in(out + err) == [], command
        assert harm_in(on_terminal(stored, command)) == [], command


def test_all_json_is_json_and_safe_to_show(stored):
    for command in commands(stored):
        status, out, err = stored.run(*command, "--json")
        assert status in (0, 1, 3), (command, err)
        assert harm_in(out + err) == [], command
        for line in out.splitlines():
            json.loads(line)
    log = stored.log_path.read_text(encoding="utf-8")
    assert harm_in(log) == [] and len(stored.alerts()) >= len(TEXTS) - 4


@pytest.mark.parametrize("name", TEXTS)
def test_a_document_is_parsed_and_replayed_without_harm(service, name):
    service.config["topics"] = [{"name": "harbours", "query": "harbour"}]
    service.feed("any", "https://news.example/feed.xml")
    service.write_config()
    status, out, err = service.run("parse", "-", stdin=document(name, TEXTS[name]))
    assert status in (0, 1) and harm_in(out + err) == [], err
    line = json.dumps({"feed": "any", "id": name, "title": TEXTS[name], "content_text": NEWS % name + TEXTS[name]}) + "\n"
    status, out, err = service.run("replay", "-", stdin=line.encode())
    assert status in (0, 1) and harm_in(out + err) == [], err
