"""Measures other servers that draw barcodes or serve MCP, as multiples of hello-world.

    make bench-peers

Each draws the same kind of symbol for the same clients as `bench.requests`: python-barcode in a
Falcon app on a stock Gunicorn gevent worker, bwip-js' own request handler on Node, and the official
MCP SDK with a tool that returns a constant picture. None of them checks, counts or logs. What
``make interop`` has not installed is left out.
"""

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import metadata
from statistics import median

import barcode
import falcon
from barcode.writer import ImageWriter

from bench import requests
from bench.servers import Running, running
from tests.interop.environments import MODULES, NODE, PYTHONS

REQUESTS, ROUNDS = 200, 7
_TUNED = {"module_width": 0.2, "module_height": 8, "dpi": 150, "quiet_zone": 2, "font_size": 8}


def python_barcode() -> "falcon.App[falcon.Request, falcon.Response]":
    """Return an app that draws Code 128 with python-barcode, about 200 × 100 px."""

    class Draw:
        def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
            body = io.BytesIO()
            drawn = barcode.get("code128", req.params["data"], writer=ImageWriter(mode="1"))
            drawn.write(body, dict(_TUNED))
            resp.content_type, resp.data = "image/png", body.getvalue()

    app = falcon.App()
    app.add_route("/generate", Draw())
    return app


BWIP = """
const http = require('http'), bwipjs = require('bwip-js');
http.createServer((req, res) => bwipjs.request(req, res)).listen({port}, '127.0.0.1');
"""
SDK = """
from mcp.server.mcpserver import MCPServer
from mcp_types import ImageContent, TextContent
server = MCPServer("sdk", log_level="ERROR")
@server.tool()
def barcode_generator(data: str, format: str, width: int = 300, height: int = 100):
    picture = ImageContent(type="image", data="iVBORw0KGgo" + "A" * 500, mimeType="image/png")
    return [picture, TextContent(type="text", text=data)]
server.run("streamable-http", port={port}, stateless_http=True, json_response=True)
"""


class Peer:
    """A server to compare with.

    Args:
        name: what it is, with its version.
        command: starts it; {port} stands for its port.
        make: makes a request.
    """

    def __init__(self, name: str, command: Sequence[str], make: Callable[[int], bytes]) -> None:
        self.name, self.command, self.make = name, command, make


def peers() -> list[Peer]:
    """Return the peers that are installed."""
    gunicorn = (sys.executable, "-m", "gunicorn", "-k", "gevent", "-b", "127.0.0.1:{port}")
    ours = (*gunicorn, "--keep-alive", "60", "bench.peers:python_barcode()")
    version = metadata.version("python-barcode")
    found = [Peer(f"python-barcode {version}, Code 128", ours, requests.get("/generate?data={n}"))]
    if (MODULES / "bwip-js").exists():
        options = "scale=2&height=8&includetext"
        for kind, name, more in (("code128", "Code 128", options), ("qrcode", "QR", "scale=4")):
            make = requests.get(f"/?bcid={kind}&text={{n}}&{more}")
            found.append(Peer(f"bwip-js, {name}", (str(NODE), "-e", BWIP), make))
    if PYTHONS["v2"].exists():
        call = requests.KINDS["MCP over HTTP, new data"]
        found.append(Peer("official MCP SDK 2, tools/call", (str(PYTHONS["v2"]), "-c", SDK), call))
    return found


def main() -> int:
    """Measure every peer and print a table."""
    hello = (sys.executable, "-m", "gunicorn", "-k", "gevent", "-b", "127.0.0.1:{port}")
    app = (*hello, "--keep-alive", "60", "bench.requests:hello()")
    with ExitStack() as stack:
        base = stack.enter_context(running("hello", app))
        for peer in peers():
            with running(peer.name, peer.command, NODE_PATH=str(MODULES)) as server:
                print(f"{peer.name:40} {_ratio(server, peer, base):6.2f}")
    return 0


def _ratio(server: Running, peer: Peer, base: Running) -> float:
    """Return the CPU time of a request of *peer* as a multiple of *base*."""
    own, plain = requests.Exchange(server), requests.Exchange(base)
    own.run(peer.make, requests.CLIENTS)
    if not own.last:
        raise SystemExit(f"{peer.name} answers nothing")
    ratios = []
    for _ in range(ROUNDS):
        unit = requests.cost(base, lambda n: plain.run(requests.get("/livez"), n), REQUESTS)
        ratios.append(requests.cost(server, lambda n: own.run(peer.make, n), REQUESTS) / unit)
    return median(ratios)


if __name__ == "__main__":
    sys.exit(main())
