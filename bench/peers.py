"""The servers that the report compares: hello-world, this build, and others of its field.

Every server gets the same clients and, where it draws, the same data. python-barcode runs in a
Falcon app on a stock Gunicorn gevent worker, bwip-js as its own request handler on Node. The
official MCP SDK and fastmcp have a tool that returns a picture which is drawn once. None of them
checks, counts or logs.
"""

import base64
import io
import json
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import barcode
import falcon
import zxingcpp
from barcode.writer import ImageWriter
from msgspec import Struct
from PIL import Image

from bench import requests
from common.barcode import pipeline
from common.barcode.model import options
from tests.interop.environments import FRAMEWORK_PYTHONS, MODULES, NODE, PYTHONS

FIRST = 100_000_000
# Two pixels for a module, in mm. With less its modules have unequal widths, and nothing reads them.
_TUNED = {
    "module_width": 0.3387,
    "quiet_zone": 3.387,
    "module_height": 8,
    "dpi": 150,
    "font_size": 8,
}
_GUNICORN = (sys.executable, "-m", "gunicorn", "-k", "gevent", "-b", "127.0.0.1:{port}")
HELLO = (*_GUNICORN, "--keep-alive", "60", "bench.requests:hello()")
OURS = (sys.executable, "-m", "common.cli", "serve")


def python_barcode() -> "falcon.App[falcon.Request, falcon.Response]":
    """Return an app that draws Code 128 with python-barcode, about as large as the others."""

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
_TOOL = """
@server.tool()
def barcode_generator(data: str, format: str, width: int = 300, height: int = 100):
    picture = ImageContent(type="image", data="PICTURE", mimeType="image/png")
    return [picture, TextContent(type="text", text=data)]
"""
SDK = f"""
from mcp.server.mcpserver import MCPServer
from mcp_types import ImageContent, TextContent
server = MCPServer("sdk", log_level="ERROR")
{_TOOL}
server.run("streamable-http", port={{port}}, stateless_http=True, json_response=True)
"""
FASTMCP = f"""
from fastmcp import FastMCP
from mcp.types import ImageContent, TextContent
server = FastMCP("fastmcp")
{_TOOL}
server.run("http", port={{port}}, path="/mcp", stateless_http=True, json_response=True,
           show_banner=False, log_level="ERROR")
"""


class Peer(Struct, frozen=True):
    """What is measured of a server.

    Attributes:
        name: what it is, with its version.
        draws: what it draws, as the report names it.
        command: starts it; {port} stands for its port. Equal commands share a server.
        make: makes the request of a number, which is its data.
        fixed: True if the answer is the same picture whatever the data.
        environ: further environment variables.
    """

    name: str
    draws: str
    command: tuple[str, ...]
    make: Callable[[int], bytes]
    fixed: bool = False
    environ: dict[str, str] = {}

    def check(self, body: bytes, number: int) -> None:
        """Check that *body*, the answer to the request of *number*, is a picture of that data.

        Raises:
            SystemExit: it is not.
        """
        found = [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(png(body))))]
        expected = str(FIRST if self.fixed else number)
        if not any(expected in text for text in found):
            raise SystemExit(f"{self.name}, {self.draws}: read {found} instead of {expected}")


def png(body: bytes) -> bytes:
    """Return the picture in an answer: the body, or the first content of a tool's result."""
    if not body.startswith((b"{", b"event:")):
        return body
    result = json.loads(body[body.index(b"{") :])["result"]
    return base64.b64decode(result["content"][0]["data"])


def peers() -> list[Peer]:
    """Return what is measured; ``make interop`` has to have installed the others."""
    code128, qr, call = (
        requests.KINDS[f"{kind}, new data"] for kind in ("Code 128 PNG", "QR PNG", "MCP over HTTP")
    )
    version = metadata.version("python-barcode")
    ours = (*_GUNICORN, "--keep-alive", "60", "bench.peers:python_barcode()")
    bwip = (str(NODE), "-e", BWIP)
    bwip_name = f"bwip-js {_version(MODULES / 'bwip-js')} on Node"
    modules = {"NODE_PATH": str(MODULES)}
    # bwip-js leaves out the quiet zone, and the paper.
    paper = "backgroundcolor=FFFFFF&paddingwidth=10&paddingheight=10"
    scaled = requests.get(f"/?bcid=code128&text={{n}}&scale=2&height=8&includetext&{paper}")
    scaled_qr = requests.get(
        f"/?bcid=qrcode&text=https%3A%2F%2Fexample.com%2F{{n}}&scale=4&{paper}"
    )
    drawn = options.parse(
        {"data": str(FIRST), "format": "code128", "width": 200, "height": 100}, strings=False
    )
    picture = base64.b64encode(pipeline.draw(drawn).body).decode()
    sdk = (str(PYTHONS["v2"]), "-c", SDK.replace("PICTURE", picture))
    fastmcp = (str(FRAMEWORK_PYTHONS["v2"]), "-c", FASTMCP.replace("PICTURE", picture))
    found = [
        Peer("theBarcodeAPI", "Code 128", OURS, code128),
        Peer(f"python-barcode {version}", "Code 128", ours, requests.get("/generate?data={n}")),
        Peer(bwip_name, "Code 128", bwip, scaled, environ=modules),
        Peer("theBarcodeAPI", "QR Code", OURS, qr),
        Peer(bwip_name, "QR Code", bwip, scaled_qr, environ=modules),
        Peer("theBarcodeAPI", "MCP tools/call", OURS, call),
    ]
    for name, python, command in (
        ("mcp", PYTHONS["v2"], sdk),
        ("fastmcp", FRAMEWORK_PYTHONS["v2"], fastmcp),
    ):
        title = f"{name} {_packaged(python, name)}"
        found.append(Peer(title, "MCP tools/call", command, call, fixed=True))
    return found


def _version(module: Path) -> str:
    return str(json.loads((module / "package.json").read_text())["version"])


def _packaged(python: Path, name: str) -> str:
    """Return the version of the package *name* in the environment of *python*."""
    folders = python.parents[1].glob(f"lib/*/site-packages/{name}-*.dist-info")
    return next(folders).name.removeprefix(f"{name}-").removesuffix(".dist-info")


def is_installed() -> bool:
    """Return True if every peer is installed."""
    pythons: Sequence[Path] = (PYTHONS["v2"], FRAMEWORK_PYTHONS["v2"])
    return (MODULES / "bwip-js").exists() and all(python.exists() for python in pythons)
