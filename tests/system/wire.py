"""A server that is scripted down to the bytes on the wire, and knows which connection a request came over.

    wire = Wire()
    host = wire.host()                                # a new address 127.77.x.y
    host.script("/rss", Answer(200, {"ETag": '"7"'}, document), Answer(304))
    ... host.url("/rss") ...
    host.requests("/rss")                             # what came, in order
    wire.close()

A path's answers are given one after the other; the last one stays. What is not scripted is 404."""
import asyncio
import dataclasses
import gzip
import itertools
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
    cut: int = None     # the connection ends after so many bytes of the body
    reset: bool = False  # with a reset instead of an end
    chunked: bool = False
    gzipped: bool = False
    silent: bool = False  # nothing is ever said
    raw: bytes = None   # these bytes and the end of the connection, nothing else


@dataclasses.dataclass
class Request:
    time: float
    address: str
    method: str
    path: str
    headers: list  # (name, value) as they came, latin-1
    connection: int

    def header(self, name):
        """The value, None when it was not sent. Fails when it was sent twice."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, "%s was sent %d times" % (name, len(values))
        return values[0] if values else None


class Host:
    def __init__(self, wire, address):
        self.wire, self.address, self.scripts = wire, address, {}

    def url(self, path):
        return "http://%s:%d%s" % (self.address, self.wire.port, path)

    def script(self, path, *answers):
        self.scripts[path] = list(answers)
        return self.url(path)

    def requests(self, path=None):
        return [r for r in list(self.wire.requests) if r.address == self.address and path in (None, r.path)]

    def next_answer(self, path):
        answers = self.scripts.get(path, [Answer(404, {"Content-Type": "text/html"}, b"<p>Nothing here</p>")])
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Wire:
    def __init__(self):
        self.requests, self.port, self.serving = [], 0, set()
        self.numbers, self.connections = itertools.count(1), itertools.count(1)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def host(self):
        number = next(self.numbers)
        host = Host(self, "127.77.%d.%d" % (number // 250, number % 250 + 1))
        listening = asyncio.run_coroutine_threadsafe(self.listen(host), self.loop).result()
        self.port = self.port or listening.sockets[0].getsockname()[1]
        return host

    async def listen(self, host):
        return await asyncio.start_server(lambda r, w: self.serve(host, r, w), host.address, self.port)

    def close(self):
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self):
        for task in self.serving:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)

    async def serve(self, host, reader, writer):
        self.serving.add(asyncio.current_task())
        connection = next(self.connections)
        try:
            while True:
                request = parse(await reader.readuntil(b"\r\n\r\n"), host.address, connection)
                self.requests.append(request)
                if not await send(writer, host.next_answer(request.path)):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self.serving.discard(asyncio.current_task())


def parse(head, address, connection):
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line)]
    return Request(time.monotonic(), address, method, path, headers, connection)


def encode(answer):
    """The header and the body as they go over the wire."""
    headers, body = dict(answer.headers), answer.body
    if answer.gzipped:
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    if answer.chunked:
        chunks = [body[i:i + 1000] for i in range(0, len(body), 1000)] + [b""]
        body, headers["Transfer-Encoding"] = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks), "chunked"
    elif answer.status != 304:
        headers.setdefault("Content-Length", len(body))
    head = "HTTP/1.1 %d %s\r\n" % (answer.status, REASONS.get(answer.status, "Whatever"))
    head += "".join("%s: %s\r\n" % item for item in headers.items())
    return head.encode("latin-1") + b"\r\n", body


async def send(writer, answer):
    """Whether the connection goes on."""
    await asyncio.sleep(3600 if answer.silent else answer.delay)
    head, body = (answer.raw, b"") if answer.raw is not None else encode(answer)
    writer.write(head + body[:answer.cut])
    await writer.drain()
    if answer.reset:
        await asyncio.sleep(0.05)  # what was sent shall arrive before the reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return answer.raw is None and answer.cut is None and not answer.reset
