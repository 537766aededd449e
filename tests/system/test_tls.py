"""Feeds over TLS, from an nginx with certificates of the tests' own authority."""
import socket
import subprocess

import pytest

from authority import make_certificate
from conftest import wait_until
from news import DOCKS, TROOPS, rss

NGINX = """
daemon off; master_process off; worker_processes 1; pid %(folder)s/pid; error_log %(folder)s/error.log;
events {}
http {
    log_format protocol "$server_name $server_protocol $status";
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
        (folder / "feeds").mkdir()
        (folder / "feeds" / "rss.xml").write_bytes(rss(TROOPS, DOCKS))
        config = folder / "nginx.conf"
        config.write_text(NGINX % vars(self))
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", config, "-e", folder / "start.log"], stderr=subprocess.DEVNULL)
        wait_until(lambda: answers(self.other, self.port), lambda: "nginx answers: " + (folder / "start.log").read_text())

    def url(self, name):
        return "https://%s:%d/rss.xml" % (getattr(self, name), self.port)

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
    assert service.alerts() == []


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
