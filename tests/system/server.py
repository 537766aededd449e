"""The one web server of a test run. It is scripted down to the bytes on the wire, and each site in it is a host of its own.

    one = site(rss(TROOPS), Answer(304))      # a new address 127.77.x.y; bytes are a 200 with this body
    one.serve(Answer(500), path="/other")     # what /other answers
    ... one.url() ...
    one.requests()                            # what was asked for, in order

A path's answers are given one after the other, and the last one for ever; one may be a function of the request. What is
not scripted is 404."""
import asyncio
import contextlib
import dataclasses
import gzip
import itertools
import json
import pathlib
import resource
import socket
import struct
import threading
import time

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 403: "Forbidden", 404: "Not Found",
           410: "Gone", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


@dataclasses.dataclass
class Answer:
    status: int = 200
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    delay: float = 0    # seconds before the first byte
    cut: int = None     # the connection ends after so many bytes, though Content-Length promised all
    reset: bool = False  # the connection ends with a reset
    chunked: bool = False
    gzipped: bool = False
    silent: bool = False  # nothing is ever said
    held: threading.Event = None  # nothing is said until it is set
    raw: bytes = None   # these bytes and the end of the connection, nothing else


NOTHING = Answer(404, {"Content-Type": "text/html"}, b"<p>Nothing here</p>")


@dataclasses.dataclass
class Request:
    time: float         # when it came
    method: str
    path: str
    headers: list  # (name, value) as they came, latin-1
    body: bytes
    connection: int

    def header(self, name):
        """The value, None when it was not sent. Fails when it was sent twice."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, "%s was sent %d times" % (name, len(values))
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


class Site:
    def __init__(self, address, port):
        self.address, self.port, self.answers, self.asked = address, port, {}, []

    def url(self, path="/feed.xml"):
        return "http://%s:%d%s" % (self.address, self.port, path)

    def serve(self, *answers, path="/feed.xml"):
        self.answers[path] = list(answers)
        return self.url(path)

    def requests(self, path=None):
        return [r for r in list(self.asked) if path in (None, r.path)]

    def take(self, request):
        self.asked.append(request)
        answers = self.answers.get(request.path, [NOTHING])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer = answer(request) if callable(answer) else answer
        return Answer(body=answer) if isinstance(answer, bytes) else answer


class Server:
    def __init__(self):
        self.sites, self.serving, self.doors = {}, set(), []
        self.numbers, self.connections = itertools.count(1), itertools.count(1)
        self.socket = listen()
        self.port = self.socket.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(self.serve, sock=self.socket, backlog=4096), self.loop).result()

    def site(self, *answers, address=None):
        """A host whose /feed.xml gives these answers."""
        number = next(self.numbers)
        address = address or "127.77.%d.%d" % (number // 250, number % 250 + 1)
        made = self.sites[address] = Site(address, self.port)
        if answers:
            made.serve(*answers)
        return made

    def shut_door(self, address, port=0):
        """A socket that is dialled in vain, as if every packet to it were lost: there is room for one connection."""
        door = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        if door.family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port))
        door.listen(0)
        waiting = socket.create_connection(door.getsockname()[:2])
        self.doors += [door, waiting]
        return door, waiting

    def shut_site(self, *answers):
        """A host with a shut door, until its open() is called."""
        made = self.site(*answers)
        door, waiting = self.shut_door(made.address)
        made.port = door.getsockname()[1]

        def let_in():
            waiting.close()
            asyncio.run_coroutine_threadsafe(asyncio.start_server(self.serve, sock=door), self.loop).result()
        made.open = let_in
        return made

    @contextlib.contextmanager
    def ipv6_in_vain(self):
        """While it lasts, ::1 is a host that is dialled in vain where the sites answer."""
        door, waiting = self.shut_door("::1", self.port)
        yield
        door.close()
        waiting.close()

    def close(self):
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self):
        self.socket.close()
        for door in self.doors:
            door.close()
        for task in self.serving:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)

    async def serve(self, reader, writer):
        self.serving.add(asyncio.current_task())
        site = self.sites.get(writer.get_extra_info("sockname")[0])
        connection = next(self.connections)
        try:
            while True:
                request = await read(reader, writer, connection)
                if not await send(writer, site.take(request) if site else NOTHING):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self.serving.discard(asyncio.current_task())


def listen():
    """One socket for every address of 127.0.0.0/8, and for no other interface."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    made.bind(("", 0))
    return made


STANDS, IS_DIALLED = "01", "02"  # as the kernel numbers them


def connections_to(address, port):
    """The states of the connections that somebody has, or waits for, to this place."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    words = struct.unpack("<%dI" % (4 if family == socket.AF_INET6 else 1), socket.inet_pton(family, address))
    place = "".join("%08X" % word for word in words) + ":%04X" % port
    table = pathlib.Path("/proc/net/tcp6" if family == socket.AF_INET6 else "/proc/net/tcp").read_text()
    return [state for _, _, remote, state, *_ in map(str.split, table.splitlines()) if remote == place]


def age_of_last_data(writer):
    """Seconds since the last bytes came, by the kernel: this server may have been busy meanwhile."""
    info = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 56)
    return struct.unpack_from("I", info, 52)[0] / 1000  # tcpi_last_data_recv


async def read(reader, writer, connection):
    head = await reader.readuntil(b"\r\n\r\n")
    came = time.monotonic() - age_of_last_data(writer)
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line)]
    request = Request(came, method, path, headers, b"", connection)
    request.body = await reader.readexactly(int(request.header("Content-Length") or 0))
    return request


def encode(answer):
    """The header and the body as they go over the wire."""
    headers, body = dict(answer.headers), answer.body
    if answer.gzipped:
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    if answer.chunked:
        chunks = [body[i:i + 1000] for i in range(0, len(body), 1000)] + [b""]
        body, headers["Transfer-Encoding"] = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks), "chunked"
    elif answer.status not in (204, 304):
        headers.setdefault("Content-Length", len(body))
    head = "HTTP/1.1 %d %s\r\n" % (answer.status, REASONS.get(answer.status, "Whatever"))
    head += "".join("%s: %s\r\n" % item for item in headers.items())
    return head.encode("latin-1") + b"\r\n", body


async def send(writer, answer):
    """Whether the connection goes on."""
    await asyncio.sleep(3600 if answer.silent else answer.delay)
    while answer.held is not None and not answer.held.is_set():
        await asyncio.sleep(0.01)
    head, body = (answer.raw, b"") if answer.raw is not None else encode(answer)
    writer.write(head + body[:answer.cut])
    await writer.drain()
    if answer.reset:
        await asyncio.sleep(0.05)  # what was sent shall arrive before the reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return answer.raw is None and answer.cut is None and not answer.reset


def conditional(body, etag):
    """200 with this ETag, and 304 to those who bring it."""
    def answer(request):
        if request.header("If-None-Match") == etag:
            return Answer(304, {"ETag": etag})
        return Answer(200, {"ETag": etag, "Content-Type": "application/rss+xml"}, body)
    return answer
