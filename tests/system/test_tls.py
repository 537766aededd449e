"""Feeds over TLS, from an nginx with certificates of the tests' own authority."""
import re
import select
import socket
import subprocess
import threading
import time

import pytest

from authority import make_certificate
from conftest import wait_until
from news import DOCKS, TROOPS, rss

NGINX = """
daemon off; master_process off; worker_processes 1; pid %(folder)s/pid; error_log %(folder)s/error.log;
events {}
http {
    log_format protocol "$server_name $server_protocol $status";
    log_format client "$ssl_client_verify $status";
    access_log %(folder)s/access.log protocol;
    types { application/rss+xml xml; }
    root %(folder)s/feeds;
    client_body_temp_path %(folder)s/a; proxy_temp_path %(folder)s/b; fastcgi_temp_path %(folder)s/c;
    uwsgi_temp_path %(folder)s/d; scgi_temp_path %(folder)s/e;
    server { listen %(trusted)s:%(port)d ssl http2; server_name trusted;
             ssl_certificate %(folder)s/trusted.pem; ssl_certificate_key %(folder)s/trusted.key; }
    server { listen %(stranger)s:%(port)d ssl; server_name stranger;
             ssl_certificate %(folder)s/stranger.pem; ssl_certificate_key %(folder)s/stranger.key; }
    server { listen %(other)s:%(port)d ssl; server_name other;
             ssl_certificate %(folder)s/trusted.pem; ssl_certificate_key %(folder)s/trusted.key; }
    server { listen %(members)s:%(port)d ssl; server_name members;
             ssl_certificate %(folder)s/members.pem; ssl_certificate_key %(folder)s/members.key;
             ssl_client_certificate %(folder)s/desk-ca.pem; ssl_verify_client optional;
             location /rss.xml { if ($ssl_client_verify != SUCCESS) { return 403; } }
             location /away { return 302 https://%(open)s:%(port)d/rss.xml; } }
    server { listen %(open)s:%(port)d ssl; server_name open;
             ssl_certificate %(folder)s/open.pem; ssl_certificate_key %(folder)s/open.key;
             ssl_client_certificate %(folder)s/desk-ca.pem; ssl_verify_client optional;
             access_log %(folder)s/open.log client; }
    server { listen %(over)s:%(port)d ssl; server_name over;
             ssl_certificate %(folder)s/over.pem; ssl_certificate_key %(folder)s/over.key; }
    server { listen [::1]:%(port)d; server_name six; }
}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.88.0.1", 0))
        return probe.getsockname()[1]


def answers(address, port):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


class Servers:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.trusted, self.stranger, self.other = "127.88.0.1", "127.88.0.2", "127.88.0.3"
        make_certificate(folder, "trusted", self.trusted)
        make_certificate(folder, "stranger", self.stranger)
        self.members, self.open, self.over = "127.88.0.4", "127.88.0.5", "127.88.0.6"
        make_certificate(folder, "members", self.members, "trusted")
        make_certificate(folder, "open", self.open, "trusted")
        make_certificate(folder, "over", self.over, "trusted", days=0)
        make_certificate(folder, "desk", "127.88.0.9")
        (folder / "feeds").mkdir()
        (folder / "feeds" / "rss.xml").write_bytes(rss(TROOPS, DOCKS))
        config = folder / "nginx.conf"
        config.write_text(NGINX % vars(self))
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", config, "-e", folder / "start.log"], stderr=subprocess.DEVNULL)
        wait_until(lambda: answers(self.other, self.port), lambda: "nginx answers: " + (folder / "start.log").read_text())

    def url(self, name, path="/rss.xml"):
        return "https://%s:%d%s" % (getattr(self, name), self.port, path)

    def auth(self):
        """The desk's certificate, in files that nobody else may read."""
        for name in ("desk.pem", "desk.key"):
            (self.folder / name).chmod(0o600)
        return {"type": "client-cert", "cert": str(self.folder / "desk.pem"), "key": str(self.folder / "desk.key")}

    def asked(self):
        return [line.split() for line in (self.folder / "access.log").read_text().splitlines()]

    def close(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def servers(tmp_path):
    folder = tmp_path / "nginx"
    folder.mkdir()
    made = Servers(folder)
    yield made
    made.close()


def test_a_server_that_the_authority_vouches_for_is_polled_over_http_2(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("harbour-news", servers.url("trusted"))
    service.once()
    assert len(service.alerts()) == 2
    service.once()
    assert servers.asked() == [["trusted", "HTTP/2.0", "200"], ["trusted", "HTTP/2.0", "304"]]


def test_a_server_that_nobody_vouches_for_is_not_read_and_said(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("stranger", servers.url("stranger"))
    service.feed("harbour-news", servers.url("trusted"))
    service.once()
    feed = service.feeds()["stranger"]
    assert feed["failures"] == 1 and "certificate" in feed["last_error"].lower(), feed
    assert {alert["item"]["feed"] for alert in service.alerts()} == {"harbour-news"}
    assert ["stranger", "HTTP/1.1", "200"] not in servers.asked()


def test_a_certificate_of_another_host_is_refused(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("other", servers.url("other"))
    service.once()
    feed = service.feeds()["other"]
    assert feed["failures"] == 1 and servers.other in feed["last_error"], feed
    assert "(for %s, from 20" % servers.trusted in feed["last_error"]
    assert service.alerts() == []


def test_a_certificate_that_is_over_is_refused_and_never_asked_for_without_tls(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("over", servers.url("over"))
    time.sleep(1)  # it was valid for no day at all
    service.once()
    feed = service.feeds()["over"]
    assert feed["state"] == "failing" and "expired" in feed["last_error"], feed
    assert re.search(r"\(for %s, from (20\d\d-\d\d-\d\d) to \1\)$" % servers.over, feed["last_error"]), feed
    assert servers.asked() == []


def test_a_client_certificate_is_shown_to_the_configured_origin_alone(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("members", servers.url("members"), auth=servers.auth())
    service.feed("stranger", servers.url("members", "/rss.xml?2"))
    service.feed("away", servers.url("members", "/away"), auth=servers.auth())
    service.once()
    feeds = service.feeds()
    assert feeds["members"]["state"] == "ok", feeds["members"]
    assert "403" in feeds["stranger"]["last_error"]
    assert feeds["away"]["state"] == "ok", feeds["away"]
    assert (servers.folder / "open.log").read_text() == "NONE 200\n"


def test_a_secret_comes_from_systemds_credentials_too(service, site, tmp_path, monkeypatch):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "courier.token").write_text("s3cret\n")
    (credentials / "courier.token").chmod(0o600)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    host = site(rss(TROOPS))
    service.feed("courier", host.url(), auth={"type": "bearer", "file": "courier.token"})
    service.once()
    assert [r.header("Authorization") for r in host.requests()] == ["Bearer s3cret"]


def test_a_feed_is_read_over_ipv6_where_its_address_is_allowed(service, servers):
    service.feed("six", "http://[::1]:%d/rss.xml" % servers.port)
    service.once()
    assert "::1 is not in fetch.allow_addresses" in service.feeds()["six"]["last_error"]
    assert servers.asked() == []
    service.config["fetch"]["allow_addresses"].append("::1/128")
    service.once()
    assert len(service.alerts()) == 2
    assert servers.asked() == [["six", "HTTP/1.1", "200"]]


def relay(listener, asked):
    """A proxy for one connection: notes what it is asked for, and joins the two ends."""
    client, _ = listener.accept()
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(1)
    asked.append(head.decode())
    host, port = head.split()[1].decode().rsplit(":", 1)
    with client, socket.create_connection((host, int(port))) as server:
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = {client: server, server: client}
        while ways:
            for end in select.select(list(ways), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                ways[end].sendall(data)


def test_https_goes_through_a_tunnel_of_the_proxy_and_the_certificate_is_the_feeds(service, servers):
    asked = []
    with socket.create_server(("127.88.0.8", 0)) as listener:
        threading.Thread(target=relay, args=(listener, asked), daemon=True).start()
        service.config["fetch"].update(ca_file=str(servers.folder / "trusted-ca.pem"),
                                       proxy="http://127.88.0.8:%d" % listener.getsockname()[1])
        service.feed("harbour-news", servers.url("trusted"))
        service.once()
    [head] = asked
    assert head.startswith("CONNECT %s:%d HTTP/1.1\r\n" % (servers.trusted, servers.port))
    assert "Authorization" not in head
    assert len(service.alerts()) == 2
    assert servers.asked() == [["trusted", "HTTP/2.0", "200"]]


def test_the_systems_authorities_are_believed_where_the_config_names_none(service, servers):
    service.feed("harbour-news", servers.url("trusted"))
    service.once()
    assert "certificate" in service.feeds()["harbour-news"]["last_error"].lower()


def test_discover_asks_for_the_same_certificates(service, servers):
    service.config["fetch"]["ca_file"] = str(servers.folder / "trusted-ca.pem")
    service.feed("harbour", "https://harbour.example/feed")
    service.write_config()
    found, = service.ask("discover", servers.url("trusted"))
    assert (found["state"], found["items"]) == ("feed", 2)
    status, out, err = service.run("discover", servers.url("stranger"))
    assert (status, out) == (1, "") and err.count("\n") == 1 and "ertificate" in err
