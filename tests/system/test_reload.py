"""SIGHUP, SIGUSR1 and SIGTERM: a config is taken whole or not at all, and nothing is lost on the way."""
import json
import signal
import sqlite3

from conftest import topics_of, wait_until
from news import DOCKS, MARKET, QUAKE, TOPICS, TROOPS, dispatch, rss
from server import Answer, conditional

DEAD = "http://127.0.0.1:1/hook"
IN_LOG = "file=%s line=%d column=%d"


def break_config(service, before, right, wrong):
    """Puts a mistake into the config; returns its place."""
    text = service.config_path.read_text(encoding="utf-8")
    assert text.count(before + right) == 1
    service.config_path.write_text(text.replace(before + right, before + wrong), encoding="utf-8")
    before = text[:text.index(before + right) + len(before)]
    return service.config_path, before.count("\n") + 1, len(before) - before.rfind("\n")


def start_with_one_feed(service, site):
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS), rss(TROOPS, DOCKS, QUAKE)).url())
    service.start()
    service.wait_for_alerts(1)


def assert_goes_on(service):
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "ports"]


# ---- a config with a mistake

def test_a_broken_config_is_refused_on_sighup_said_and_mended(service, site):
    start_with_one_feed(service, site)
    place = break_config(service, "severity: ", "low", "lowly")
    service.signal(signal.SIGHUP)
    service.wait_to_say("the config has a mistake", "lowly", IN_LOG % place)
    service.wait_to_say("the reload was refused, the old config goes on")
    service.write_config()  # mended, and not yet read
    assert "config: the last reload was refused" in service.trouble()
    assert_goes_on(service)
    service.signal(signal.SIGHUP)
    service.wait_to_say("the config was reloaded")
    assert service.trouble() == ""


def test_a_refused_config_is_an_alert_to_every_sink_once_and_so_is_its_end(service, site):
    hook = site()
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": hook.serve(Answer(204), path="/hook")})
    start_with_one_feed(service, site)
    _, line, _ = break_config(service, "severity: ", "low", "lowly")
    for turn in (1, 2):
        service.signal(signal.SIGHUP)
        wait_until(lambda: service.stderr().count("the reload was refused") == turn, service.stderr)
    wait_until(lambda: service.service_alerts() == ["config-refused"], service.stderr)
    service.kill()
    service.write_config()
    service.launch()
    wait_until(lambda: len(service.service_alerts()) > 1, service.stderr)
    service.reload()
    assert_goes_on(service)
    assert service.service_alerts() == ["config-refused", "config-refused over"]
    begun, over = [told for told in service.log_lines() if "service" in told]
    assert begun["topic"] == "storywatch" and begun["story"] is None and begun["matched"] == []
    assert "%s:%d:" % (service.config_path, line) in begun["item"]["title"] and "lowly" in begun["item"]["title"]
    assert begun["service"] == {"kind": "config-refused", "subject": "config", "is_over": False, "begun_by": None}
    assert over["service"] == {"kind": "config-refused", "subject": "config", "is_over": True, "begun_by": begun["id"]}
    wait_until(lambda: {begun["id"], over["id"]} <= {request.json()["id"] for request in hook.requests()}, service.stderr)
    listed = {alert["id"]: alert for alert in service.ask("alerts")}
    assert listed[over["id"]]["service"] == over["service"]
    _, out, _ = service.run("alerts", "--topic", "storywatch")
    assert "alert %d, config-refused: config; ends alert %d" % (over["id"], begun["id"]) in out


def test_reload_names_the_mistakes_of_a_broken_config(service, site):
    start_with_one_feed(service, site)
    place = break_config(service, "severity: ", "low", "lowly")
    status, out, err = service.run("reload")
    assert status == 78 and out == "" and "lowly" in err
    assert err.startswith("%s:%d:%d: " % place)
    service.write_config()
    assert_goes_on(service)
    service.reload()


def test_reload_names_the_place_in_a_broken_query(service, site):
    start_with_one_feed(service, site)
    place = break_config(service, "earthquake* AND ", "magnitude", "AND")
    status, out, err = service.run("reload")
    assert status == 78 and out == "" and err.startswith("%s:%d:%d: " % place)
    service.signal(signal.SIGHUP)
    service.wait_to_say("the config has a mistake", IN_LOG % place)
    service.write_config()
    assert_goes_on(service)


def test_what_only_the_service_can_see_is_told_by_reload_with_its_place(service, site, tmp_path):
    start_with_one_feed(service, site)
    secret = tmp_path / "open.secret"
    secret.write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
    secret.chmod(0o644)
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": DEAD, "secret_file": str(secret)})
    service.write_config()
    status, _, err = service.run("reload")
    assert status == 1 and "%s:" % service.config_path in err and "open.secret" in err
    assert "the old config goes on" in service.stderr()
    assert_goes_on(service)


def test_the_state_dir_cannot_move_while_the_service_runs(service, site, tmp_path):
    start_with_one_feed(service, site)
    service.config_path.write_text(service.config_path.read_text().replace(str(service.state), str(tmp_path / "other")))
    service.signal(signal.SIGHUP)
    service.wait_to_say("the reload was refused", "state_dir cannot change")
    service.write_config()
    assert_goes_on(service)


# ---- a config that is good

def test_a_new_config_is_taken_whole(service, site, tmp_path):
    desk = tmp_path / "desk.jsonl"
    removed, added = site(rss(MARKET)), site(rss(QUAKE))
    service.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    service.feed("village-voice", removed.url())
    service.config["sinks"].append({"name": "hook", "type": "webhook", "url": DEAD})
    service.config["topics"] = [t for t in TOPICS if t["name"] != "ports"]
    service.start()
    service.wait_for_alerts(1)
    wait_until(lambda: "sink hook: " in service.trouble(), "the webhook is refused")
    wait_until(lambda: service.feeds()["village-voice"]["polls"] == 1, "the other feed was polled")

    service.config["feeds"].pop()
    service.feed("radio-north", added.url())
    service.config["sinks"][1] = {"name": "desk", "type": "log", "path": str(desk)}
    service.config["topics"] = [dict(TOPICS[2], query="magnitude AND chile"), {"name": "strikes", "query": "strike*"}]
    service.reload()
    assert "deliveries of sinks that left the config were dropped deliveries=1" in service.stderr()
    assert set(service.feeds()) == {"harbour-news", "radio-north"}
    assert topics_of(service.wait_for_alerts(2)) == ["dprk-troops", "quakes"]
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(3)) == ["dprk-troops", "quakes", "strikes"]
    assert topics_of(service.wait_for_alerts(2, desk)) == ["quakes", "strikes"]
    assert service.trouble() == "" and service.status()[1]["counts"]["deliveries"] == 0
    assert service.run("poll", "village-voice")[0] == 1
    assert [i["title"] for i in service.ask("items", "--feed", "village-voice")] == [MARKET["title"]]


def test_a_feed_with_a_new_url_keeps_its_items_and_starts_without_validators(service, site):
    old, new = site(conditional(rss(TROOPS, DOCKS), '"monday"')), site(conditional(rss(TROOPS, DOCKS, QUAKE), '"tuesday"'))
    service.feed("harbour-news", old.url())
    service.start()
    service.wait_for_alerts(2)
    service.config["feeds"][0]["url"] = new.url()
    service.reload()
    service.poll("harbour-news")
    assert topics_of(service.wait_for_alerts(3)) == ["dprk-troops", "ports", "quakes"]
    assert new.requests()[0].header("If-None-Match") is None
    assert len(service.ask("items")) == 3
    assert len(old.requests()) == 1


def test_polls_under_way_survive_a_reload(service, site):
    slow = site(Answer(body=rss(TROOPS), delay=2))
    service.feed("harbour-news", slow.url())
    service.start()
    wait_until(slow.requests, "the feed is asked")
    service.config["topics"] = TOPICS[:2]
    service.reload()
    assert topics_of(service.wait_for_alerts(1)) == ["dprk-troops"]
    assert service.feeds()["harbour-news"]["failures"] == 0


# ---- the end

def test_sigterm_in_the_middle_of_slow_polls_ends_in_time_and_loses_nothing(service, site):
    hosts = []
    for number in range(12):
        document = conditional(rss(dispatch(number)), '"first"')
        hosts.append(site(Answer(silent=True), document) if number % 2 else site(document))
        service.feed("bureau-%d" % number, hosts[-1].url())
    service.start()
    wait_until(lambda: all(host.requests() for host in hosts), "every feed is asked")
    service.stop()
    service.start()
    alerts = service.wait_for_alerts(12)
    assert sorted(a["item"]["title"] for a in alerts) == sorted(dispatch(number)["title"] for number in range(12))
    assert {feed["failures"] for feed in service.feeds().values()} == {0}


# ---- rotation

def test_alerts_go_on_in_a_new_file_after_logrotate_and_none_is_lost_or_doubled(service, site):
    turns = 6
    service.feed("bureau", site(*[rss(*map(dispatch, range(2 * n + 2))) for n in range(turns)]).url())
    service.start()
    service.wait_for_alerts(2)
    old = []
    for turn in range(1, turns):
        old.append(service.log_path.with_name("alerts.jsonl.%d" % turn))
        service.log_path.rename(old[-1])
        service.signal(signal.SIGUSR1)
        if turn % 2:  # else the poll comes while the file is opened anew
            wait_until(service.log_path.exists, "there is a new file")
        service.poll("bureau")
        service.wait_for_alerts(2)
    lines = [json.loads(line) for path in [*old, service.log_path] for line in path.read_text().splitlines()]
    assert [line["id"] for line in lines] == sorted({line["id"] for line in lines})
    assert sorted(line["item"]["title"] for line in lines) == sorted(dispatch(n)["title"] for n in range(2 * turns))


def test_a_reload_that_the_store_refuses_at_its_last_row_changes_no_row(service, site):
    start_with_one_feed(service, site)
    service.config["sinks"].append({"name": "desk", "type": "webhook", "url": DEAD})
    service.reload()
    service.poll("harbour-news")
    wait_until(lambda: service.ask("deliveries", "--failed"), "the webhook has failed")
    service.stop()
    with sqlite3.connect(service.state / "storywatch.db") as store:
        store.execute("CREATE TRIGGER refusal BEFORE DELETE ON sink BEGIN SELECT raise(ABORT, 'refused here'); END")
    store.close()
    service.start()
    old = service.feeds()["harbour-news"]["url"]
    del service.config["sinks"][-1]
    service.config["feeds"] = [{"name": "harbour-news", "url": site(rss(TROOPS)).url("/moved.xml")},
                               {"name": "ledger", "url": site(rss(DOCKS)).url()}]
    service.write_config()
    status, _, err = service.run("reload")
    assert (status, "refused here" in err) == (1, True)
    assert {name: feed["url"] for name, feed in service.feeds().items()} == {"harbour-news": old}
    failed = [delivery["topic"] for delivery in service.ask("deliveries") if delivery["topic"] != "storywatch"]
    assert failed == ["ports"]
