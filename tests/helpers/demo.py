#!/usr/bin/python3
"""Runs the demonstration: demo.py BUILD_FOLDER. Exit 0 only if the wire story, carried by six outlets, is one alert."""
import json
import pathlib
import subprocess
import sys
import tempfile

import newsstand

CONFIG = """\
state_dir: {folder}/state
contact: https://storywatch.example/demo
poll: {{ every: 5m, min: 5m }}
fetch:
  allow_addresses: [127.0.0.0/8]
feeds:
{feeds}
topics:
  - name: dprk-troops
    title: North Korean troops in Russia
    severity: high
    query: >
      ("north korea*" OR pyongyang OR dprk)
      NEAR/40 (troop* OR soldier*)
  - name: ports
    title: Ports and shipping
    query: (dock* OR quay* OR port OR shipyard*) AND (strike* OR union OR container* OR order OR cocaine)
  - name: quakes
    severity: high
    query: earthquake* AND magnitude
  - name: rates
    title: Central banks
    query: '"central bank*" OR Notenbank* OR "interest rate*"'
  - name: markets
    query: title:("market report")
  - name: football
    severity: low
    query: '"late winner"'
sinks:
  - {{ name: alerts, type: log, path: {folder}/alerts.jsonl }}
"""


def run(*command):
    print("\n$ " + " ".join(command).replace(str(pathlib.Path(command[0]).parent) + "/", ""), flush=True)
    subprocess.run(command, check=True)


def main():
    build = pathlib.Path(sys.argv[1])
    daemon, command = str(build / "daemon/storywatchd"), str(build / "daemon/cli/storywatch")
    made = newsstand.documents()
    urls = newsstand.serve(made)
    with tempfile.TemporaryDirectory(prefix="storywatch-demo-") as folder:
        config = pathlib.Path(folder) / "storywatch.yaml"
        feeds = "\n".join("  - { name: %s, url: '%s' }" % feed for feed in urls.items())
        config.write_text(CONFIG.format(folder=folder, feeds=feeds), encoding="utf-8")
        print("%d feeds, %d stories in them besides the one that six of them carry" % (
            len(made), sum(len(s) for s in newsstand.read_stories().values())))
        run(daemon, "--config", str(config), "--once")
        run(command, "--config", str(config), "feeds")
        run(command, "--config", str(config), "alerts")
        alerts = [json.loads(line) for line in (pathlib.Path(folder) / "alerts.jsonl").read_text().splitlines()]
        wire = story_of_the_wire(command, config, alerts)
        run(command, "--config", str(config), "story", str(wire))
        print("\nthe alert line of it in alerts.jsonl:")
        print(json.dumps(next(a for a in alerts if a["story"] == wire), indent=2, ensure_ascii=False))
        return check(command, config, alerts, wire)


def story_of_the_wire(command, config, alerts):
    titles = {s.title for s in newsstand.wire_copies()}
    return next(a["story"] for a in alerts if a["topic"] == "dprk-troops" and a["item"]["title"] in titles)


def check(command, config, alerts, wire):
    shown = subprocess.run([command, "--config", str(config), "alerts", "--json", "--topic", "dprk-troops"],
                           check=True, stdout=subprocess.PIPE).stdout.decode()
    stories = [json.loads(line) for line in shown.splitlines()]
    copies = next(a["copies"] for a in stories if a["story"] == wire)
    print("\nthe wire story: 1 alert, %d copies; %d alerts in all, %d on the topic dprk-troops"
          % (copies, len(alerts), len(stories)))
    once = len([a for a in alerts if a["story"] == wire and a["topic"] == "dprk-troops"]) == 1
    return 0 if once and copies == 5 and len(stories) == len({a["story"] for a in stories}) == 4 else 1


if __name__ == "__main__":
    sys.exit(main())
