"""One feed's whole story: storywatch feeds --wide NAME."""
from conftest import wait_until
from news import dispatch, rss
from server import Answer

NEWS = [dispatch(number) for number in range(6)]
FEED = rss(*NEWS[:3])
QUICK = {"allow_addresses": ["127.77.0.0/16"], "timeout": "4s", "per_host": {"spacing": "0s"}}


def story(service, name):
    [told] = service.ask("feeds", "--wide", name)
    return told


def test_each_of_the_last_polls_is_told_with_its_reasons(site, service):
    host = site(Answer(200, {"ETag": '"a"'}, FEED), Answer(304), Answer(500, {}, b"<p>Out of order"),
                Answer(429, {"Retry-After": "3600"}))
    service.config["fetch"] = QUICK
    service.feed("courier", host.url(), every="1s")
    for _ in range(4):
        service.once()
    told = story(service, "courier")
    polls = told["last_polls"]
    assert [poll["number"] for poll in polls] == [4, 3, 2, 1]
    assert [poll["outcome"] for poll in polls] == ["rate_limited", "transient", "not_modified", "document"]
    assert [poll["http_status"] for poll in polls] == [429, 500, 304, 200]
    assert [poll["next_why"] for poll in polls] == ["hold", "back_off", "interval", "interval"]
    assert [poll["interval_why"] for poll in polls] == ["as_before", "as_before", "every", "every"]
    assert (polls[3]["items"], polls[3]["new"]) == (3, 3)
    assert polls[3]["bytes"] > len(FEED) > polls[2]["bytes"]
    assert "Out of order" in polls[1]["message"] and "429" in polls[0]["message"]
    assert (told["state"], told["interval_why"], told["next_why"]) == ("held", "every", "hold")
    assert told["next_poll"] == polls[0]["next_poll"] == told["hold_until"]
    assert "asked to wait" in told["hold_why"]


def test_a_hold_that_is_over_before_the_interval_is_not_what_the_next_poll_waits_for(site, service):
    host = site(Answer(200, {"Cache-Control": "max-age=600"}, FEED))
    service.config["fetch"] = QUICK
    service.feed("slow", host.url(), every="1h")
    service.once()
    told = story(service, "slow")
    assert told["hold_until"] < told["next_poll"]
    assert told["next_why"] == "interval"
    out = service.run("feeds", "--wide", "slow")[1]
    assert any(line.startswith("  next poll ") and line.endswith(": interval") for line in out.splitlines()), out


def test_no_more_than_twenty_polls_are_told(site, service):
    service.config.update(fetch=QUICK, poll={"every": "1s", "min": "1s"})
    host = site(Answer(200, {"ETag": '"a"'}, FEED), Answer(304))
    service.feed("courier", host.url(), every="1s")
    service.start()
    for _ in range(22):
        service.poll("courier")
    service.stop()  # it polls by itself, too
    told = story(service, "courier")
    numbers = [poll["number"] for poll in told["last_polls"]]
    assert numbers == list(range(told["polls"], told["polls"] - 20, -1))


def test_a_person_can_read_it(site, service):
    host = site(Answer(301, {"Location": "/new.xml"}))
    host.serve(FEED, Answer(503), path="/new.xml")
    service.config["fetch"] = QUICK
    service.feed("courier", host.url())
    service.once()
    service.once()
    status, out, _ = service.run("feeds", "--wide", "courier")
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "courier: failing"
    assert "  moved to     " + host.url("/new.xml") in lines
    assert any(line.startswith("  next poll ") and line.endswith("back-off, failure 1 in a row") for line in lines), out
    table = lines[lines.index("") + 1:]
    assert table[0].split()[:2] == ["POLLED", "OUTCOME"] and len(table) == 3
    assert "a document" in table[2] and "HTTP 503" in table[1]


def test_a_feed_that_was_not_polled_yet_and_one_that_there_is_not(site, service):
    service.config["fetch"] = QUICK
    service.feed("courier", site(Answer(silent=True)).url())
    service.start()
    wait_until(lambda: service.feeds()["courier"]["state"] == "new", "the feed is known")
    told = story(service, "courier")
    assert (told["state"], told["last_polls"], told["next_why"], told["items_per_day"]) == ("new", [], None, None)
    assert "not polled yet" in service.run("feeds", "--wide", "courier")[1]
    for command in (["feeds", "--wide", "curier"], ["poll", "curier"]):
        status, _, err = service.run(*command)
        assert status == 1
        assert err == "storywatch: no feed is named curier; did you mean courier: `storywatch feeds` lists them\n"
