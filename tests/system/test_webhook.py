"""Webhooks through the whole service: signed, tried again under the same id, and none in the way of another sink."""
import base64
import hashlib
import hmac
import os
import signal

import pytest

from conftest import Service, end, topics_of, wait_until
from news import DOCKS, QUAKE, TROOPS, rss
from server import Answer

KEY, OLD_KEY = b"a key of thirty-two bytes, no less", b"the key before it"
TAKEN = Answer(204)


def add_hook(service, name, site, *answers, **more):
    """A webhook and the host that takes it."""
    host = site()
    service.config["sinks"].append({"name": name, "type": "webhook", "url": host.serve(*answers, path="/hook"), **more})
    return host


def secret_file(folder):
    path = folder / "desk.secret"
    path.touch(0o600)
    path.write_text("whsec_%s\nwhsec_%s\n" % tuple(base64.b64encode(key).decode() for key in (KEY, OLD_KEY)))
    return str(path)


def sign(key, request):
    signed = "%s.%s." % (request.header("webhook-id"), request.header("webhook-timestamp"))
    return "v1," + base64.b64encode(hmac.digest(key, signed.encode() + request.body, hashlib.sha256)).decode()


def tries(host):
    """The requests by webhook-id."""
    found = {}
    for request in host.requests():
        found.setdefault(request.header("webhook-id"), []).append(request)
    return found


# Each is asked, refuses, and is asked again under the same id; "hangs" is waited for as long as a request may take.
IMPATIENT = {
    "fails": [Answer(500), TAKEN],
    "is-gone": [Answer(410), TAKEN],
    "moves": [Answer(302, {"Location": "/elsewhere"}), TAKEN],
    "breaks": [Answer(raw=b""), TAKEN],
    "waits": [Answer(503, {"Retry-After": "9"}), TAKEN],
    "hangs": [Answer(silent=True), TAKEN],
}


@pytest.fixture(scope="module")
def desk(site, tmp_path_factory):
    """A service with a webhook of each kind, which the tests of this file look at while it goes on."""
    made = Service(tmp_path_factory.mktemp("desk"))
    made.hosts = {name: add_hook(made, name, site, *answers) for name, answers in IMPATIENT.items()}
    made.hosts["good"] = add_hook(made, "good", site, TAKEN, secret_file=secret_file(made.folder))
    made.hosts["strict"] = add_hook(made, "strict", site, Answer(400), give_up="1s")
    made.config["sinks"].append({"name": "dead", "type": "webhook", "url": "http://127.0.0.1:1/hook"})
    made.feed("harbour-news", site(rss(TROOPS), rss(TROOPS, DOCKS)).url())
    made.start()
    made.wait_for_alerts(1)
    yield made
    end(made)


def test_a_webhook_that_does_not_answer_delays_no_other_sink(desk):
    wait_until(lambda: len(desk.hosts["hangs"].requests()) == 1, "a webhook hangs")
    desk.poll("harbour-news")
    assert topics_of(desk.wait_for_alerts(2)) == ["dprk-troops", "ports"]
    wait_until(lambda: len(desk.hosts["good"].requests()) == 2, "the good webhook has both alerts")
    assert "sink dead: " in desk.trouble()


def test_an_alert_is_posted_signed_and_with_the_object_of_the_log(desk):
    wait_until(lambda: len(desk.hosts["good"].requests()) == 2, "the good webhook has both alerts")
    for alert, request in zip(desk.alerts(), desk.hosts["good"].requests()):
        assert (request.method, request.path, request.header("Content-Type")) == ("POST", "/hook", "application/json")
        assert request.json() == alert and list(request.json()) == list(alert)
        assert request.header("webhook-id").endswith("-%d" % alert["id"])
        assert request.header("webhook-signature").split(" ") == [sign(KEY, request), sign(OLD_KEY, request)]
        assert request.header("User-Agent").startswith("storywatch/")
    assert desk.hosts["fails"].requests()[0].header("webhook-signature") is None


def test_deliveries_survive_a_restart_and_a_kill(service, site):
    is_open = []
    hook = add_hook(service, "hook", site, lambda _: TAKEN if is_open else Answer(503))
    service.feed("harbour-news", site(rss(TROOPS, DOCKS, QUAKE)).url())
    service.start()
    wait_until(lambda: len(tries(hook)) == 3, "each alert was tried")
    wait_until(lambda: "sink hook: HTTP status 503" in service.trouble(), "status names it")
    service.stop()
    service.start()
    service.kill()
    is_open.append(True)
    service.start()
    wait_until(lambda: service.status()[1]["counts"]["deliveries"] == 0, "all was delivered")
    assert service.trouble() == ""
    assert len(tries(hook)) == 3 and all(len(requests) >= 2 for requests in tries(hook).values())
    assert all(len({request.body for request in requests}) == 1 for requests in tries(hook).values())


def test_a_notifier_killed_in_the_middle_of_a_delivery_repeats_it_under_the_same_id(service, site):
    hook = add_hook(service, "hook", site, Answer(silent=True), TAKEN)
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    first = wait_until(hook.requests, "a delivery is under way")[0]
    os.kill(service.role("notifier")["pid"], signal.SIGKILL)
    wait_until(lambda: service.status()[1]["counts"]["deliveries"] == 0, "all was delivered")
    _, second = hook.requests()
    assert (second.header("webhook-id"), second.body) == (first.header("webhook-id"), first.body)
    assert len(service.alerts()) == 1


def test_a_delivery_is_given_up_by_its_age_alone_and_that_is_said(desk):
    for alert in (1, 2):
        desk.wait_to_say("a delivery was given up by its age", "sink=strict", "alert=%d" % alert, "HTTP status 400")
    assert all(len(requests) <= 2 for requests in tries(desk.hosts["strict"]).values())


def deliveries(desk, *options):
    return {(delivery["sink"], delivery["alert"]): delivery for delivery in desk.ask("deliveries", *options)}


def test_what_is_not_delivered_is_listed_with_the_reason(desk):
    wait_until(lambda: ("strict", 2) in deliveries(desk, "--failed"), "what was given up is listed")
    given_up = deliveries(desk)["strict", 1]
    assert (given_up["state"], given_up["next_try"], given_up["last_error"]) == ("given-up", None, "HTTP status 400")
    dead = deliveries(desk, "--failed")["dead", 1]
    assert dead["state"] == "failed" and dead["attempts"] >= 1 and dead["next_try"] > dead["time"]
    assert (dead["topic"], dead["title"]) == ("dprk-troops", TROOPS["title"])
    assert not any(sink == "good" for sink, _ in deliveries(desk))
    status, out, _ = desk.run("deliveries")
    assert status == 0 and "given up" in out and "HTTP status 400" in out
    assert desk.status()[1]["counts"]["given_up"] == 2 and "2 given up" in desk.run("status")[1]


def test_what_was_given_up_is_tried_again_when_asked_for(desk):
    strict = desk.hosts["strict"]
    wait_until(lambda: ("strict", 2) in deliveries(desk, "--failed"), "the second was given up")
    strict.serve(TAKEN, path="/hook")
    before = len(strict.requests())
    status, out, _ = desk.run("retry", "2")
    assert status == 0 and "alert 2" in out
    wait_until(lambda: ("strict", 2) not in deliveries(desk), "it was taken")
    assert len(strict.requests()) == before + 1
    strict.serve(Answer(400), path="/hook")
    status, _, err = desk.run("retry", "4711")
    assert (status, "there is no alert 4711: the last one is " in err) == (1, True)
    assert desk.run("retry", "two")[0] == 2


def test_a_test_of_a_sink_shows_what_the_server_says(desk):
    status, out, _ = desk.run("sink", "test", "good")
    assert status == 0 and out.startswith("good: HTTP/1.1 204 ") and " ms)" in out
    test = desk.hosts["good"].requests()[-1]
    assert test.json()["id"] == 0 and test.json()["service"]["kind"] == "test"
    assert test.header("webhook-signature").split(" ")[0] == sign(KEY, test)
    status, out, err = desk.run("sink", "test", "strict")
    assert (status, out) == (1, "") and "strict: HTTP/1.1 400 " in err
    status, _, err = desk.run("sink", "test", "dead")
    assert status == 1 and "127.0.0.1 port 1" in err
    assert desk.run("sink", "test", "alerts")[0] == 0
    assert len({request.header("webhook-id") for request in desk.hosts["good"].requests()}) == 3
    status, _, err = desk.run("sink", "test", "nobody")
    assert status == 1 and "no sink is named nobody; did you mean " in err
    assert len(desk.alerts()) == 2 and len(desk.ask("alerts")) == 2


def test_a_test_shows_no_more_of_an_answer_than_a_terminal_bears(service, site):
    add_hook(service, "hook", site, Answer(500, body=b"no such\x1b[2J channel\xff\n"))
    service.feed("harbour-news", site(rss(TROOPS)).url())
    service.start()
    service.wait_for_alerts(1)
    status, _, err = service.run("sink", "test", "hook")
    assert status == 1 and "HTTP/1.1 500 Internal Server Error: no such [2J channel?" in err


@pytest.mark.parametrize("name", IMPATIENT)
def test_a_webhook_that_refuses_is_tried_again_under_the_same_id(desk, name):
    host = desk.hosts[name]
    wait_until(lambda: len(host.requests()) == 3, "%s is asked again" % name)
    again, = (requests for requests in tries(host).values() if len(requests) == 2)
    assert again[0].body == again[1].body
    assert again[1].time - again[0].time > (7 if name == "waits" else 2)
    assert {request.path for request in host.requests()} == {"/hook"}


def test_in_the_end_only_what_never_took_an_alert_is_trouble(desk):
    wait_until(lambda: desk.status()[1]["counts"]["deliveries"] == 2, "all but the dead webhook's are delivered")
    assert "sink dead" in {sink.split(":")[0] for sink in desk.trouble().split("; ")} <= {"sink strict", "sink dead"}
