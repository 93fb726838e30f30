"""The apps of tools in a client that shows them: the official SDK for such clients, in Chromium.

The client is `tests/system/app_host.html`. It shows an app in a sandbox without an origin, and
under the policy that the specification of MCP Apps requires for an app that declares no domains.
"""

import base64
import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import RunningStack
from tests.interop import environments
from tests.system.browser import Browser, read

HOST_PAGE = Path(__file__).with_name("app_host.html")
ALL: dict[str, Any] = {
    "serverTools": {},
    "downloadFile": {},
    "openLinks": {},
    "updateModelContext": {"text": {}},
}


class Files(SimpleHTTPRequestHandler):
    """Serves the packages from npm, and the client at `/`."""

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        return "text/javascript" if str(path).endswith(".mjs") else super().guess_type(path)

    def translate_path(self, path: str) -> str:
        return str(HOST_PAGE) if path == "/" else super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def origin(tools: None) -> Iterator[str]:
    """The origin of the client's page."""
    handler = partial(Files, directory=str(environments.MODULES.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def served(origin: str) -> Iterator[RunningStack]:
    """A stack that pages of *origin* may call."""
    with RunningStack(CORS_ORIGINS=origin) as running:
        yield running


@pytest.fixture
def host(chromium: Browser, origin: str, served: RunningStack) -> Iterator[Browser]:
    """The client without an app; nothing may violate a policy, its own or that of the client."""
    chromium.open(f"{origin}/")
    chromium.until(lambda: chromium.run("return 'callTool' in window"), "the client has started")
    yield chromium
    chromium.driver.switch_to.default_content()
    faults = ("Content Security Policy", "Uncaught")
    assert [line for line in chromium.errors() if any(each in line for each in faults)] == []


def show(
    host: Browser, served: RunningStack, tool: str, arguments: dict[str, Any], **capabilities: Any
) -> None:
    """Call *tool*, and go on in its app."""
    failed = host.run_async(
        """const [url, tool, given, capabilities, done] = arguments;
        callTool(url, tool, given, capabilities).then(() => done(""), (why) => done(`${why}`))""",
        f"{served.url}/mcp",
        tool,
        arguments,
        capabilities,
    )
    assert failed == ""
    host.driver.switch_to.frame(host.find("#view"))


def seen(host: Browser, kind: str) -> Any:
    """Return what the client has received of *kind*, and go on in the client."""
    host.driver.switch_to.default_content()
    return host.run("return seen[arguments[0]]", kind)


def test_barcode_is_shown_and_downloaded(host: Browser, served: RunningStack) -> None:
    """zxing-cpp reads what the app shows, and what the client would save."""
    show(host, served, "barcode_generator", {"data": "4006381333931", "format": "ean13"}, **ALL)
    host.says("#text", "encodes 4006381333931")
    assert read(host.picture()) == ["4006381333931"]
    host.find("#download").click()
    host.find("#open").click()
    (file,) = host.until(lambda: seen(host, "downloads"), "the file is saved")
    assert file["resource"]["mimeType"] == "image/png"
    assert read(base64.b64decode(file["resource"]["blob"])) == ["4006381333931"]
    (link,) = host.until(lambda: seen(host, "links"), "the link is opened")
    status, body = served.get(link.removeprefix(served.url))
    assert (status, read(body)) == (200, ["4006381333931"])
    assert seen(host, "heights")[-1] > 100


def test_person_changes_the_barcode_and_the_model_learns_of_it(
    host: Browser, served: RunningStack
) -> None:
    """An app calls tools through its client, and gives the model text (MCP Apps)."""
    show(host, served, "barcode_generator", {"data": "A-1", "format": "code128"}, **ALL)
    host.says("#text", "encodes A-1")
    host.unfold("#change")
    host.type("#data", "A-2")
    host.type("#width", "400")
    host.find("#draw").click()
    host.says("#text", "encodes A-2")
    assert read(host.picture()) == ["A-2"]
    (context,) = host.until(lambda: seen(host, "contexts"), "the model learns of it")
    assert '"data":"A-2"' in context["content"][0]["text"]


def test_refusal_is_shown_and_mended(host: Browser, served: RunningStack) -> None:
    """The text of the refusal names the right digit; with it the barcode is drawn."""
    show(host, served, "barcode_generator", {"data": "4006381333930", "format": "ean13"}, **ALL)
    host.says("#text", "Give 4006381333931")
    assert not host.find("#picture").is_displayed()
    host.unfold("#change")
    host.type("#data", "4006381333931")
    host.find("#draw").click()
    host.says("#text", "encodes 4006381333931")
    assert read(host.picture()) == ["4006381333931"]


def test_vector_file_is_shown_and_saved_as_text(host: Browser, served: RunningStack) -> None:
    """A tool sends SVG as text; resvg draws it and zxing-cpp reads it."""
    arguments = {"data": "A-1", "format": "qr", "image_format": "SVG"}
    show(host, served, "barcode_generator", arguments, **ALL)
    host.says("#text", "encodes A-1")
    assert host.run("return document.getElementById('picture').naturalWidth") > 0
    host.find("#download").click()
    (file,) = host.until(lambda: seen(host, "downloads"), "the file is saved")
    assert read(file["resource"]["text"].encode()) == ["A-1"]


def test_app_offers_only_what_the_client_can_do(host: Browser, served: RunningStack) -> None:
    """A client without capabilities still shows the barcode."""
    show(host, served, "barcode_generator", {"data": "A-1", "format": "code128"})
    host.says("#text", "encodes A-1")
    offered = [
        each for each in ("download", "open", "change") if host.find(f"#{each}").is_displayed()
    ]
    assert offered == []


def test_reading_is_shown_and_another_picture_is_read(
    host: Browser, served: RunningStack, tmp_path: Path
) -> None:
    """The first picture is drawn by the service, the second one is a file of the person."""
    first = served.get("/api/v1/generate?data=(01)09501101530003(10)A1&format=gs1_128")[1]
    image = base64.b64encode(first).decode()
    show(host, served, "barcode_decoder", {"image": image}, **ALL)
    host.says("#barcodes", "(10) ")
    assert "A1" in host.text("#barcodes")
    second = tmp_path / "second.png"
    second.write_bytes(served.get("/api/v1/generate?data=B-2&format=qr")[1])
    host.find("#chosen").send_keys(str(second))
    host.says("#barcodes", "B-2")
    (context,) = host.until(lambda: seen(host, "contexts"), "the model learns of it")
    assert "B-2" in json.dumps(context)


@pytest.mark.parametrize("tool", ["barcode_generator", "barcode_decoder"])
def test_axe_finds_nothing(host: Browser, served: RunningStack, axe: Path, tool: str) -> None:
    """Axe-core, in the app of a tool."""
    image = base64.b64encode(served.get("/api/v1/generate?data=A-1&format=qr")[1]).decode()
    arguments = {
        "barcode_generator": {"data": "A-1", "format": "code128"},
        "barcode_decoder": {"image": image},
    }[tool]
    show(host, served, tool, arguments, **ALL)
    host.says("body", "A-1")
    host.run("for (const each of document.querySelectorAll('details')) each.open = true")
    host.run(f"{axe.read_text()}; window.axe = axe")
    found = host.run_async("axe.run().then(arguments[0])")["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == []
