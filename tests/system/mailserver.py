"""Mail servers on the loopback, each scripted by what it answers to a mail's commands.

    one = MailServer(address="127.88.1.1", certificate=folder / "mail")   # .pem and .key: STARTTLS, and a login
    one.answers["DATA"] = ["451 4.3.0 later"]      # given one after the other; then the usual ones
    ... one.url() ... one.mails()
"""
import asyncio
import dataclasses
import email
import email.policy
import itertools
import ssl
import threading
import time

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOGIN = LoginPassword(b"desk", b"the night desk's")
numbers = itertools.count(1)


@dataclasses.dataclass
class Mail:
    time: float
    sender: str
    receivers: list
    is_encrypted: bool
    login: bytes
    raw: bytes

    def message(self):
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    def text(self):
        return self.message().get_content()


class MailServer:
    def __init__(self, address=None, certificate=None, answers=None, is_wrapped=False):
        self.answers, self.taken, self.logins, self.connections = dict(answers or {}), [], [], 0
        self.address = address or "127.88.1.%d" % next(numbers)
        self.scheme = "smtps" if is_wrapped else "smtp"
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain("%s.pem" % certificate, "%s.key" % certificate)
        options = {"authenticator": self.authenticate, "auth_require_tls": True, "hostname": "mail.example",
                   "tls_context": None if is_wrapped else context, "require_starttls": bool(context) and not is_wrapped}
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = self.do(self.loop.create_server(lambda: SMTP(self, loop=self.loop, **options), self.address, 0,
                                                      ssl=context if is_wrapped else None))
        self.port = self.server.sockets[0].getsockname()[1]

    def do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def url(self):
        return "%s://%s:%d" % (self.scheme, self.address, self.port)

    def mails(self):
        return list(self.taken)

    def close(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append(data)
        return AuthResult(success=data == LOGIN, handled=False)

    def scripted(self, command, usual):
        answers = self.answers.get(command)
        return answers.pop(0) if answers else usual

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.scripted("RCPT", "250 2.1.5 Ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.scripted("DATA", "250 2.0.0 Ok: queued as 4F7")
        self.taken.append(Mail(time.monotonic(), envelope.mail_from, envelope.rcpt_tos, server.transport.get_extra_info("sslcontext") is not None,
                               self.logins[-1] if session.authenticated else None, envelope.content))
        return answer
