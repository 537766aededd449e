"""kill -9 at any point gives the same alerts as never having been killed."""
import concurrent.futures
import contextlib
import os
import random
import signal
import subprocess
import time

from conftest import Service, wait_until
from news import dispatch, rss
from server import Answer, conditional

KILLS, LANES = 200, 2  # a lane is a service of its own; they run side by side
ITEMS = 3  # of a feed


def processes_of(session):
    shown = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(session)], stdout=subprocess.PIPE, check=False).stdout.decode()
    return [line for line in shown.splitlines() if " Z" not in line]


def add_feed(service, site, number):
    """A feed that publishes once: who brings its ETag is told 304 for ever."""
    items = [dispatch(number * ITEMS + n) for n in range(ITEMS)]
    path = "/bureau-%d.xml" % number
    site.serve(conditional(rss(*items), '"edition-%d"' % number), path=path)
    service.feed("bureau-%d" % number, site.url(path))


def unhindered(service):
    service.config["fetch"].update(per_host={"connections": 16, "spacing": "0s"},
                                   per_address={"connections": 64, "starts": 1000})


def assert_each_once(service, feeds):
    alerts = [a for a in service.alerts() if a["topic"] == "dispatches"]
    titles = [a["item"]["title"] for a in alerts]
    wanted = [dispatch(n)["title"] for n in range(feeds * ITEMS)]
    assert sorted(titles) == sorted(wanted)


def kill_at_random_points(service, site, chance):
    """A new feed with each start, and a kill at some moment from the start to a little after the feed's alerts."""
    one, latest, sessions = site(), None, []
    unhindered(service)
    service.config["fetchers"] = 1
    for number in range(KILLS // LANES):
        add_feed(service, one, number)
        service.write_config()
        began = time.monotonic()
        service.launch()
        if latest is None:
            service.wait_for_alerts(ITEMS)
            latest = 1.3 * (time.monotonic() - began)
        else:
            time.sleep(chance.uniform(0, latest))
        sessions.append(service.process.pid)
        service.kill()
    wait_until(lambda: not any(map(processes_of, sessions)), "no process of a killed service is left")


def test_200_kills_of_the_core_lose_and_double_nothing(site, tmp_path):
    services = [Service(tmp_path / ("lane-%d" % lane)) for lane in range(LANES)]
    with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(lambda lane: kill_at_random_points(services[lane], site, random.Random(20261124 + lane)), range(LANES)))
    for service in services:
        for _ in range(2):  # the second has nothing to do
            service.once()
        assert_each_once(service, KILLS // LANES)


def test_a_killed_fetcher_is_replaced_and_nothing_is_lost(service, site):
    slow = site(Answer(body=rss(*[dispatch(n) for n in range(ITEMS)]), delay=1.5))
    service.feed("slow-bureau", slow.url())
    service.start()
    wait_until(lambda: slow.requests(), "the feed is asked")
    for role in service.status()[1]["roles"]:
        if role["role"] == "fetcher":
            os.kill(role["pid"], signal.SIGKILL)
    alerts = service.wait_for_alerts(ITEMS)
    assert len({a["story"] for a in alerts}) == ITEMS
    feed = service.feeds()["slow-bureau"]
    assert feed["failures"] == 0, feed
    assert all(r["restarts"] >= 1 for r in service.status()[1]["roles"] if r["role"] == "fetcher")


def test_fetchers_killed_at_random_points_lose_and_double_nothing(service, site):
    one, chance, feeds = site(), random.Random(20261124), 30
    unhindered(service)
    for number in range(feeds):
        add_feed(service, one, number)
    service.start()
    for _ in range(6):
        time.sleep(chance.uniform(0, 0.3))
        running = [r["pid"] for r in service.status()[1]["roles"] if r["role"] == "fetcher" and r["pid"]]
        if running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(running), signal.SIGKILL)
    wait_until(lambda: any(r["restarts"] for r in service.status()[1]["roles"]), "a fetcher was replaced")
    service.stop()
    service.once()  # polls too what counted a failure, because it was being parsed
    assert_each_once(service, feeds)


def test_a_killed_notifier_is_replaced_and_each_alert_is_in_the_log_once(service, site):
    one = site()
    unhindered(service)
    for number in range(8):
        add_feed(service, one, number)
    service.start()
    for _ in range(5):
        pid = wait_until(lambda: service.role("notifier")["pid"], "a notifier runs")
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: service.role("notifier")["pid"] not in (0, pid), "another notifier runs")
    service.wait_for_alerts(8 * ITEMS)
    assert_each_once(service, 8)


def test_the_end_of_the_spawner_ends_the_service_and_a_new_start_goes_on(service, site):
    one = site()
    add_feed(service, one, 0)
    service.start()
    service.wait_for_alerts(ITEMS)
    os.kill(service.role("spawner")["pid"], signal.SIGKILL)
    assert service.process.wait(30) == 1
    session, service.process = service.process.pid, None
    wait_until(lambda: not processes_of(session), "no process is left")
    add_feed(service, one, 1)
    service.start()
    service.wait_for_alerts(2 * ITEMS)
    assert_each_once(service, 2)


def test_children_that_hang_do_not_keep_the_service_from_its_end(service, site):
    one = site()
    add_feed(service, one, 0)
    service.start()
    service.wait_for_alerts(ITEMS)
    session = service.process.pid
    for role in service.status()[1]["roles"][1:]:
        os.kill(role["pid"], signal.SIGSTOP)
    service.stop()
    wait_until(lambda: not processes_of(session), "no process is left")
    add_feed(service, one, 1)
    service.once()
    assert_each_once(service, 2)


def test_children_that_hang_are_killed_and_replaced(service, site):
    one = site()
    add_feed(service, one, 0)
    service.start()
    service.wait_for_alerts(ITEMS)

    def children():
        return {(r["role"], r["number"]): r["pid"] for r in service.status()[1]["roles"] if r["role"] in ("fetcher", "notifier")}
    hanging = children()
    for pid in hanging.values():
        os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: all(pid not in (0, hanging[which]) for which, pid in children().items()),
               "others have taken their places", patience=180)
    add_feed(service, one, 1)
    service.reload()
    service.wait_for_alerts(2 * ITEMS)
    assert_each_once(service, 2)
