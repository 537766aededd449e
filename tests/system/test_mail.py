"""Alerts as mails: through the whole service to servers on the loopback that answer as mail servers do."""
import datetime
import email.utils
import json
import socket
import threading

import pytest

from authority import make_certificate
from conftest import Service, end, wait_until
from mailserver import LOGIN, MailServer
from news import DOCKS, QUAKE, TROOPS, rss

FERRY = {
    "title": "Fähre „Jütland“ läuft auf Grund – Hafen­arbeiter\r\nBcc: all@example.org\r\n\r\nstrike vor Esbjerg",
    "text": "The ferry ran aground off the port on Monday, and dockers went on strike.\n.\nQUIT\nNobody was hurt, the harbour said.",
    "link": "https://news.example/f%C3%A4hre?a=1&b=2",
}


# An answer of nine lines; the last byte that there is room for is half of a character.
WORDY = ("250-A" + "\r\n250-".join(["\u00e9" * 90] * 9) + "\r\n250 Ok").encode()


def add_mail(service, name, server, **more):
    service.config["sinks"].append({"name": name, "type": "mail", "url": server.url(), "from": "watch@desk.example",
                                    "to": "desk@example.org", **more})


def login_file(folder, login=b"%s:%s" % (LOGIN.login, LOGIN.password)):
    path = folder / "mail.login"
    path.touch(0o600)
    path.write_bytes(login + b"\n")
    return str(path)


def number(message_id):
    return int(message_id.split("@")[0].split("-")[-1])


class Hung:
    """Takes connections and never says a word."""
    def __init__(self):
        self.socket = socket.create_server(("127.88.2.1", 0))
        self.clients = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                self.clients.append(self.socket.accept())
        except OSError:
            pass

    def url(self):
        return "smtp://127.88.2.1:%d" % self.socket.getsockname()[1]

    def close(self):
        self.socket.close()


@pytest.fixture(scope="module")
def desk(site, tmp_path_factory):
    """A service with a mail server of each kind, which the tests of this file look at while it goes on."""
    made = Service(tmp_path_factory.mktemp("desk"))
    for name, address in (("mail", "127.88.3.1"), ("stranger", "127.88.3.2")):
        make_certificate(made.folder, name, address)
    authority = str(made.folder / "mail-ca.pem")
    made.servers = {
        "good": MailServer("127.88.3.1", made.folder / "mail"),
        "wrapped": MailServer("127.88.3.1", made.folder / "mail", is_wrapped=True),
        "plain": MailServer(),
        "busy": MailServer(answers={"DATA": ["451 4.3.0 Try again later"]}),
        "strict": MailServer(answers={"RCPT": ["250 2.1.5 Ok"] + ["550 5.1.1 <gone@example.org>: no such user"] * 99}),
        "stranger": MailServer("127.88.3.2", made.folder / "stranger"),
        "bare": MailServer(),
        "locked": MailServer("127.88.3.1", made.folder / "mail"),
        "hung": Hung(),
        "wordy": MailServer(answers={"DATA": [WORDY] * 2}),
    }
    login, wrong = login_file(made.folder), made.folder / "wrong.login"
    wrong.touch(0o600)
    wrong.write_text("desk:guess\n")
    for name, more in {
            "good": {"ca_file": authority, "secret_file": login, "to": "desk@example.org, night@example.org"},
            "wrapped": {"ca_file": authority}, "plain": {"tls": "none"}, "busy": {"tls": "none"},
            "strict": {"tls": "none", "to": "desk@example.org, gone@example.org"},
            "stranger": {"ca_file": authority}, "bare": {}, "locked": {"ca_file": authority, "secret_file": str(wrong)},
            "hung": {"tls": "none"}, "wordy": {"tls": "none"}}.items():
        add_mail(made, name, made.servers[name], **more)
    made.harbour = site(rss(TROOPS), rss(TROOPS, DOCKS))
    made.feed("harbour-news", made.harbour.url())
    made.start()
    made.wait_for_alerts(1)
    yield made
    for server in made.servers.values():
        server.close()
    end(made)


def restarts(desk):
    return next(role["restarts"] for role in desk.status()[1]["roles"] if role["role"] == "notifier")


def mails(desk, name, count):
    return wait_until(lambda: len(desk.servers[name].mails()) >= count and desk.servers[name].mails(),
                      lambda: "%s has %d mails: %s" % (name, count, desk.trouble()))


def test_a_mail_reads_well(desk):
    mail, = mails(desk, "good", 1)
    message = mail.message()
    assert (mail.sender, mail.receivers) == ("watch@desk.example", ["desk@example.org", "night@example.org"])
    assert message["Subject"] == "[dprk-troops] U.S. presses China for action as North Korean troops aid Russia"
    assert message["To"] == "desk@example.org, night@example.org"
    assert message["From"] == "storywatch <watch@desk.example>"
    alert, = desk.alerts()
    assert message["Date"].datetime == datetime.datetime.fromisoformat(alert["time"].replace("Z", "+00:00"))
    assert message["Message-ID"].endswith("-%d@desk.example>" % alert["id"])
    assert message["Importance"] == "high" and message["Auto-Submitted"] == "auto-generated"
    lines = mail.text().splitlines()
    assert lines[:3] == [TROOPS["title"], alert["item"]["url"], "from harbour-news, published " + alert["item"]["published"]]
    assert '  North Korean  (for "north korea*"), in the title:' in lines
    assert "    " + alert["matched"][0]["snippet"] in lines
    assert "  storywatch story %d" % alert["story"] in lines


def test_a_login_and_the_mail_go_over_tls_only(desk):
    assert all((mail.is_encrypted, mail.login) == (True, LOGIN) for mail in mails(desk, "good", 1))
    assert mails(desk, "wrapped", 1)[0].is_encrypted
    assert not mails(desk, "plain", 1)[0].is_encrypted


def test_a_server_that_cannot_be_trusted_gets_nothing_and_that_is_said(desk):
    wait_until(lambda: "sink stranger: " in desk.trouble() and "sink bare: " in desk.trouble(), lambda: desk.trouble())
    assert "certificate" in desk.trouble().split("sink stranger: ")[1].split(";")[0].lower()
    assert "STARTTLS" in desk.trouble().split("sink bare: ")[1].split(";")[0]
    assert desk.servers["stranger"].mails() == [] and desk.servers["bare"].mails() == []


def test_what_the_server_refuses_is_said_in_its_own_words(desk):
    wait_until(lambda: "sink strict: 550 5.1.1 <gone@example.org>: no such user" in desk.trouble(), desk.trouble)
    wait_until(lambda: "sink locked: 535 5.7.8" in desk.trouble(), desk.trouble)
    assert desk.servers["strict"].mails() == [] and desk.servers["locked"].mails() == []


def test_what_will_not_pass_is_not_tried_again_soon_and_what_will_pass_is(desk):
    first, second = mails(desk, "busy", 2)[:2]
    assert first.message()["Message-ID"] == second.message()["Message-ID"] and first.raw == second.raw
    assert second.time - first.time > 4
    assert len(desk.servers["locked"].logins) == 1


def test_a_test_of_a_sink_shows_what_the_server_says(desk):
    status, out, _ = desk.run("sink", "test", "plain")
    assert status == 0 and out.startswith("plain: 250 2.0.0 Ok: queued as 4F7 (after ")
    test = desk.servers["plain"].mails()[-1].message()
    assert test["Subject"] == "[storywatch] A test of the sink plain: alerts arrive here"
    status, out, err = desk.run("sink", "test", "locked")
    assert status == 1 and "locked: 535 5.7.8" in err
    desk.servers["locked"].logins.pop()
    status, out, err = desk.run("sink", "test", "stranger")
    assert status == 1 and "certificate" in err



def test_a_long_answer_is_cut_at_a_character(desk):
    mails(desk, "wordy", 1)
    status, out, err = desk.run("sink", "test", "wordy")
    assert status == 0 and out.startswith("wordy: 250-A\u00e9\u00e9") and "\ufffd" not in out, out + err
    assert restarts(desk) == 0 and len(mails(desk, "wordy", 2)) == 2


def test_a_second_test_of_a_sink_waits_for_the_first(desk):
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(desk.state / "control"))
        asking.sendall(b"sink-test hung\n")
        assert json.loads(asking.makefile().readline())["ok"]
    status, _, err = desk.run("sink", "test", "hung")
    assert status == 1 and "another test of this sink is under way" in err
    assert restarts(desk) == 0


def test_a_server_that_hangs_delays_no_other_sink(desk):
    wait_until(lambda: len(desk.servers["hung"].clients) == 1, "a mail hangs")
    desk.poll("harbour-news")
    desk.wait_for_alerts(2)
    wait_until(lambda: "[ports] " + DOCKS["title"] in [mail.message()["Subject"] for mail in desk.servers["plain"].mails()],
               "the next alert was mailed")
    assert len(desk.servers["hung"].clients) == 1


def test_no_feed_writes_a_header_and_each_mail_is_of_its_storys_thread(service, site):
    server = MailServer()
    add_mail(service, "desk", server, tls="none")
    service.config["topics"] = service.config["topics"] + [{"name": "Fähren", "severity": "low", "query": "ferry"}]
    service.feed("harbour-news", site(rss(QUAKE, FERRY)).url())
    service.once()
    server.close()
    found = {mail.message()["X-Storywatch-Topic"]: mail.message() for mail in server.mails()}
    assert set(found) == {"quakes", "Fähren", "ports"}
    quake = found["quakes"]
    ferry, port = sorted((found["Fähren"], found["ports"]), key=lambda message: number(message["Message-ID"]))
    assert (port["In-Reply-To"], port["References"]) == (ferry["Message-ID"], ferry["Message-ID"])
    assert ferry["In-Reply-To"] is None and quake["In-Reply-To"] is None
    for message in (ferry, port):
        assert message["Bcc"] is None and "Bcc: all@example.org" in message["Subject"]
        assert email.utils.parseaddr(str(message["To"]))[1] == "desk@example.org"
        assert "Jütland" in message["Subject"] and message["Subject"].isprintable()
        assert FERRY["link"] in message.get_content() and message.get_content().splitlines()[-2] == "-- "
    assert server.connections == 1, "three mails go over one connection"
