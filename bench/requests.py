"""Measures the CPU time of a request over a real stack, as a multiple of a hello-world's.

    make bench-requests BUILDS="ANOTHER_TREE …"

Starts hello (a Falcon app that answers JSON, on one Gunicorn gevent worker), this build, and the
builds in other trees, each with one worker. A client of its own, which is not counted, keeps 16
connections busy. The stacks take turns, so that other load affects all of them alike; the result is
the median over the rounds. The kernel's scheduler counts the CPU time of all processes of a stack,
supervisord and the launcher too. Before anything is measured, every kind of answer is decoded, and
the builds must agree in its size.
"""

import argparse
import base64
import http.client
import io
import json
import os
import socket
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import falcon
import resvg_py
import zxingcpp
from PIL import Image
from websockets.sync.client import connect

from bench.servers import ROOT, Running, running
from tests.servers import binaries

CLIENTS = 16
ANSWER_SECONDS = 30.0
ROOT_PATH = "/api/v1"
_JSON = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"


def hello() -> "falcon.App[falcon.Request, falcon.Response]":
    """Return the app to compare with."""

    class Hello:
        def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
            resp.media = {"message": "hello"}

    app = falcon.App()
    app.add_route("/livez", Hello())
    return app


@dataclass
class Exchange:
    """Sends requests to one server, and returns the size of what it answers."""

    server: Running
    numbers: Iterator[int] = field(default_factory=lambda: count(100_000_000))
    last: bytes = b""
    # The number of the last request.
    sent: int = 0
    clients: int = CLIENTS

    def run(self, make: Callable[[int], bytes], requests: int) -> int:
        """Send *requests* requests over `clients` connections; return the size of all answers."""
        clients = [
            socket.create_connection(("127.0.0.1", self.server.port), ANSWER_SECONDS)
            for _ in range(self.clients)
        ]
        size = 0
        for sent in range(requests + self.clients):
            client = clients[sent % self.clients]
            if sent >= self.clients:
                size += self._receive(client)
            if sent < requests:
                self.sent = next(self.numbers)
                client.sendall(make(self.sent))
        for client in clients:
            client.close()
        return size

    def _receive(self, client: socket.socket) -> int:
        received = client.recv(65_536)
        while b"\r\n\r\n" not in received:
            received += client.recv(65_536)
        head, _, body = received.partition(b"\r\n\r\n")
        status = int(head[9:12])
        if b"\r\ntransfer-encoding: chunked" in head.lower():
            while not body.endswith(b"\r\n0\r\n\r\n"):
                body += client.recv(65_536)
            body = b"".join(_chunks(body))
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while status != http.HTTPStatus.NOT_MODIFIED and len(body) < length:
            body += client.recv(65_536)
        if status not in (http.HTTPStatus.OK, http.HTTPStatus.NOT_MODIFIED):
            raise SystemExit(f"{self.server.name} answers {status}: {body!r}")
        self.last = body
        return len(body)

    def call(self, make: Callable[[int], bytes], requests: int) -> int:
        """Send *requests* MCP calls over one WebSocket, `clients` at a time."""
        url = f"ws://127.0.0.1:{self.server.websocket_port}{ROOT_PATH}/mcp/ws/bench"
        with connect(url, proxy=None, compression=None) as client:
            client.send(_message("initialize", 0, **_HELLO))
            client.recv(ANSWER_SECONDS)
            size = 0
            for sent in range(requests + self.clients):
                if sent >= self.clients:
                    answer = client.recv(ANSWER_SECONDS, decode=False)
                    if b'"result"' not in answer:
                        raise SystemExit(f"{self.server.name} answers {answer!r}")
                    self.last, size = answer, size + len(answer)
                if sent < requests:
                    client.send(make(next(self.numbers)).decode())
        return size


def _chunks(body: bytes) -> Iterator[bytes]:
    """Yield the chunks of a whole chunked *body* (RFC 9112, 7.1)."""
    while True:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            return
        yield rest[:length]
        body = rest[length + 2 :]


def get(path: str, headers: str = "") -> Callable[[int], bytes]:
    """Return a maker of GET requests of *path*, in which {n} is the number of the request."""
    text = f"GET {path} HTTP/1.1\r\nHost: localhost:8000\r\n{headers}\r\n"
    return lambda n: text.replace("{n}", str(n)).replace("{gtin}", _gtin(n)).encode()


def _gtin(n: int) -> str:
    digits = f"400{n}"
    # The check digit of the GS1 General Specifications, 7.9.
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    return f"{digits}{-(odd + 3 * even) % 10}"


def post(path: str, body: Callable[[int], str]) -> Callable[[int], bytes]:
    """Return a maker of POST requests with a JSON *body*."""

    def make(n: int) -> bytes:
        text = body(n)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost:8000\r\n{_JSON}"
        return f"{head}Content-Length: {len(text)}\r\n\r\n{text}".encode()

    return make


_HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "bench", "version": "1"},
}


def _message(method: str, identity: int, **params: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": method, "params": params})


def _tool_call(n: int) -> str:
    arguments = {"data": str(n), "format": "code128", "width": 200, "height": 100}
    return _message("tools/call", n, name="barcode_generator", arguments=arguments)


def _generate(data: str, **options: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"{ROOT_PATH}/generate?data={data}&{query}"


_CODE128 = {"format": "code128", "width": 200, "height": 100}
KINDS: Mapping[str, Callable[[int], bytes]] = {
    "Code 128 PNG, new data": get(_generate("{n}", **_CODE128)),
    "the same URL again": get(_generate("123456789", **_CODE128)),
    "Code 128 SVG, new data": get(_generate("{n}", **_CODE128, image_format="SVG")),
    "EAN-13 PNG, new data": get(_generate("{gtin}", format="ean13")),
    "Data Matrix PNG, new data": get(_generate("{n}", format="datamatrix", width=200)),
    "QR PNG, new data": get(
        _generate(f"{quote('https://example.com/', safe='')}{{n}}", format="qr", width=200)
    ),
    "POST validate": post(
        f"{ROOT_PATH}/validate", lambda n: json.dumps({"data": str(n), "format": "code128"})
    ),
    "livez": get("/livez"),
    "MCP over HTTP, new data": post("/mcp", _tool_call),
}
WEBSOCKET = "MCP over WebSocket, new data"
CONDITIONAL = "the same URL, 304"


def readable(body: bytes) -> bool:
    """Return True if *body* is a report, or a picture that zxing-cpp reads."""
    if body.startswith(b"{"):
        document = json.loads(body)
        content = document.get("result", {}).get("content")
        return readable(base64.b64decode(content[0]["data"])) if content else True
    if body.lstrip().startswith(b"<"):
        body = resvg_py.svg_to_bytes(svg_string=body.decode(), background="white")
    return bool(zxingcpp.read_barcodes(Image.open(io.BytesIO(body))))


def workloads(server: Running, clients: int = CLIENTS) -> dict[str, Callable[[int], int]]:
    """Return what is measured by name: functions that send a number of requests to *server*."""
    exchange = Exchange(server, clients=clients)

    def of(make: Callable[[int], bytes]) -> Callable[[int], int]:
        return lambda requests: exchange.run(make, requests)

    found = {name: of(make) for name, make in KINDS.items()}
    found[CONDITIONAL] = of(_conditional(server))
    found[WEBSOCKET] = lambda requests: exchange.call(lambda n: _tool_call(n).encode(), requests)
    for name, send in found.items():
        send(1)
        if name != CONDITIONAL and not readable(exchange.last):
            raise SystemExit(f"{server.name}: {name}: the answer is not readable")
    return found


def _conditional(server: Running) -> Callable[[int], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    path = _generate("123456789", **_CODE128)
    connection.request("GET", path)
    etag = connection.getresponse().getheader("ETag")
    connection.close()
    return get(path, f"If-None-Match: {etag}\r\n")


def measure(
    servers: Sequence[Running],
    base: Running,
    names: Sequence[str],
    given: argparse.Namespace,
) -> dict[str, list[float]]:
    """Return for each workload the CPU time per request of each server, as a multiple of *base*."""
    plain = Exchange(base, clients=given.clients)
    sends = [workloads(server, given.clients) for server in servers]
    ratios: dict[str, list[list[float]]] = {name: [[] for _ in servers] for name in names}
    _compare_sizes(servers, sends, names)
    for _ in range(given.rounds):
        for name in names:
            unit = cost(base, lambda n: plain.run(get("/livez"), n), given.requests)
            for at, server in enumerate(servers):
                ratios[name][at].append(cost(server, sends[at][name], given.requests) / unit)
    return {name: [statistics.median(each) for each in found] for name, found in ratios.items()}


def _compare_sizes(
    servers: Sequence[Running], sends: Sequence[Mapping[str, Callable[[int], int]]],
    names: Sequence[str],
) -> None:  # fmt: skip
    for name in names:
        sizes = {
            server.name: send[name](CLIENTS) for server, send in zip(servers, sends, strict=True)
        }
        if len(set(sizes.values())) > 1:
            raise SystemExit(f"{name}: answers differ in size: {sizes}")


def cost(server: Running, send: Callable[[int], int], requests: int) -> float:
    """Return the CPU time of *server* in µs for each of the *requests* that *send* sends."""
    before = server.cpu_us()
    send(requests)
    return (server.cpu_us() - before) / requests


def main(arguments: Sequence[str]) -> int:
    """Measure every build and print a table."""
    parser = argparse.ArgumentParser(prog="bench.requests")
    parser.add_argument("trees", nargs="*", type=Path, help="other builds, as checkouts")
    parser.add_argument("--requests", type=int, default=400, help="requests per round")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="connections at a time")
    parser.add_argument("--only", default="", help="measure the workloads with this in their names")
    parser.add_argument("--redis", action="store_true", help="with a private Redis each")
    given = parser.parse_args(arguments)
    path = f"{binaries.redis_server().parent}{os.pathsep}" if given.redis else ""
    settings = {"PATH": path + os.environ["PATH"]}
    names = [name for name in (*KINDS, CONDITIONAL, WEBSOCKET) if given.only in name]
    serve = (sys.executable, "-m", "common.cli", "serve")
    plain = (sys.executable, "-m", "gunicorn", "-k", "gevent", "-b", "127.0.0.1:{port}")
    with ExitStack() as stack:
        app = (*plain, "--keep-alive", "60", "bench.requests:hello()")
        base = stack.enter_context(running("hello", app))
        trees = [*(tree.absolute() for tree in given.trees), ROOT]
        servers = [
            stack.enter_context(running(tree.name, serve, tree, ports=2, **settings))
            for tree in trees
        ]
        unit = cost(base, lambda n: Exchange(base).run(get("/livez"), n), 5 * given.requests)
        print(f"hello: {unit:.0f} µs of CPU per request; the others are multiples of it")
        print(f"{'':30}" + "".join(f"{server.name:>12}" for server in servers))
        memory = "".join(f"{server.pss_mib():12.0f}" for server in servers)
        print(f"{'idle memory, PSS in MiB':30}{memory}")
        found = measure(servers, base, names, given)
        for name, ratios in found.items():
            print(f"{name:30}" + "".join(f"{ratio:12.2f}" for ratio in ratios))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
