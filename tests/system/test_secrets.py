"""A secret is with the process that uses it, and nowhere else: in no output, no log, no argument, no environment."""
import pathlib

from conftest import wait_until
from news import TROOPS, rss
from server import Answer

SECRET = "drowssap"


def with_login(url):
    return url.replace("://", "://desk:%s@" % SECRET)


def test_what_is_secret_is_shown_nowhere(service, site):
    good, failing, moved, hook = site(rss(TROOPS)), site(Answer(500)), site(), site()
    moved.serve(Answer(301, {"Location": with_login(good.url("/new.xml"))}))
    good.serve(rss(TROOPS), path="/new.xml")
    hook.serve(Answer(500), path="/hook")
    token = service.folder / "token"
    token.touch(0o600)
    token.write_text("desk:%s\n" % SECRET)
    service.config["fetch"].update(per_host={"spacing": "0s"})
    for name, url in {"good": good.url(), "failing": failing.url(), "dead": "http://127.77.250.250:1/", "nowhere": "http://no.invalid/"}.items():
        service.feed(name, with_login(url))
    service.feed("moved", moved.url())
    service.feed("file", good.url("/other.xml"), auth={"type": "basic", "file": str(token)})
    service.config["sinks"] += [
        {"name": "hook", "type": "webhook", "url": with_login(hook.url("/hook")), "secret_file": str(token)},
        {"name": "dead", "type": "webhook", "url": with_login("http://127.0.0.1:1/hook")}]
    before = service.folder / "before.yaml"
    service.write_config()
    before.write_text(service.config_path.read_text())
    service.start()
    service.wait_for_alerts(1)
    wait_until(lambda: all(feed["polls"] for feed in service.feeds().values()), service.stderr)
    wait_until(lambda: {"hook", "dead"} <= {row["sink"] for row in service.ask("deliveries") if row["last_error"]}, service.stderr)
    assert good.requests("/feed.xml")[0].header("Authorization") and hook.requests()[0].header("Authorization")
    names = list(service.feeds())
    commands = [["check"], ["doctor"], ["feeds"], ["status"], ["deliveries"], ["alerts"], ["items"], ["topics"], ["story", "1"],
                ["sink", "test", "hook"], ["sink", "test", "dead"], *(["feeds", "--wide", name] for name in names)]
    said = service.stderr()
    for command in commands:
        for form in ([], ["--json"]):
            status, out, err = service.run(*command, *form)
            assert status in (0, 1) and out + err, command
            said += out + err
    service.config["feeds"] = [{**feed, "url": feed["url"] + "?new"} for feed in service.config["feeds"]]
    service.write_config()
    for command in (["export"], ["diff", str(before)], ["diff", "--json", str(before)], ["discover", with_login(failing.url())]):
        said += "".join(map(str, service.run(*command)))
    assert SECRET not in said, [line for line in said.splitlines() if SECRET in line]
    assert "http://***@" in said
    for role in service.status()[1]["roles"]:
        process = pathlib.Path("/proc/%d" % role["pid"])
        assert SECRET.encode() not in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
