"""The JSON Schema by which editors mark and complete a config: what the program takes it takes, mistakes it shows."""
import json
import os
import re
import subprocess

import jsonschema
import pytest
import yaml

from conftest import BUILD, ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "config"
DEFAULT = ROOT / "systemd" / "storywatch.yaml"


class Editor(yaml.SafeLoader):
    """Reads as editors do, by YAML 1.2: `no` and `on` are texts."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()}


@pytest.fixture(scope="module")
def schema():
    found = json.loads((BUILD / "systemd" / "storywatch.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(found)
    return jsonschema.Draft7Validator(found)


def mistakes(schema, text):
    return ["/".join(map(str, error.path)) + ": " + error.message for error in schema.iter_errors(yaml.load(text, Editor))]


def good_configs():
    yield "the default", DEFAULT.read_text()
    for number, text in enumerate(re.findall("```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)):
        yield "README %d" % (number + 1), text
    page = (BUILD / "systemd" / "storywatch.yaml.5").read_text()
    yield "the manual", page.partition(".Bd -literal\n")[2].partition(".Ed")[0]
    for path in sorted(FIXTURES.rglob("[!.]*.yaml")):
        expected = (path.parent.parent / "storywatch.expected" if path.parent.name == "conf.d" else path.with_suffix(".expected"))
        if expected.read_text().startswith("accepted") and path.read_text().strip():
            yield str(path.relative_to(FIXTURES)), path.read_text()


GOOD = dict(good_configs())


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_a_good_config_has_no_mistake(schema, text):
    found = yaml.load(text, Editor)
    assert found is None or mistakes(schema, text) == []  # None: a file with comments alone


def test_the_manual_gives_defaults_as_they_are_written():
    page = (BUILD / "systemd" / "storywatch.yaml.5").read_text()
    switches = re.findall(r"on or off\n(?:(?!\.It)[^\n]*\n)*?The default is\n\.Ql (\w+) \.", page)
    assert switches and set(switches) <= {"on", "off"}


BROKEN = [
    ("evry: 5m", "evry"),
    ("poll: { evry: 5m }", "evry"),
    ("fetch: { per_host: { spcing: 1s } }", "spcing"),
    ("feeds: [{ name: harbour-news }]", "'url' is a required property"),
    ("feeds: [{ name: harbour-news, url: ftp://harbour.example/ }]", "feeds/0/url"),
    ("feeds: [{ name: harbour-news, url: https://harbour.example/, auth: { type: digest } }]", "feeds/0/auth/type"),
    ("feeds: { harbour-news: https://harbour.example/ }", "feeds"),
    ("poll: { every: 5 }", "poll/every"),
    ("poll: { every: 5 minutes }", "poll/every"),
    ("fetch: { max_body: 16 }", "fetch/max_body"),
    ("fetch: { allow_addresses: [localhost] }", "fetch/allow_addresses/0"),
    ("fetchers: 65", "fetchers"),
    ("fetchers: two", "fetchers"),
    ("sandbox: maybe", "sandbox"),
    ("dedup: { enabled: perhaps }", "dedup/enabled"),
    ("topics: [{ name: ports }]", "'query' is a required property"),
    ("topics: [{ name: ports, query: dock, severity: urgent }]", "topics/0/severity"),
    ("topics: [{ name: ports, query: dock, notify: [] }]", "topics/0/notify"),
    ("topics: [{ name: ports, query: dock, notify: [desk, desk] }]", "topics/0/notify"),
    ("queries: { a b: dock }", "queries"),
    ("sinks: [{ name: alerts, type: lg }]", "sinks/0/type"),
    ("state_dir:", "state_dir"),
    ("- state_dir", ""),
]


@pytest.mark.parametrize("text, words", BROKEN, ids=range(len(BROKEN)))
def test_a_mistake_is_shown(schema, text, words):
    found = mistakes(schema, text)
    assert len(found) == 1 and words in found[0], found


def test_the_default_names_the_schema_where_it_is_installed(tmp_path):
    subprocess.run(["cmake", "--install", BUILD], env={**os.environ, "DESTDIR": str(tmp_path)}, check=True, stdout=subprocess.DEVNULL)
    named = re.search(r"^# yaml-language-server: \$schema=(/\S+)$", DEFAULT.read_text(), re.MULTILINE).group(1)
    assert json.loads((tmp_path / named.lstrip("/")).read_text())["properties"]["feeds"]
