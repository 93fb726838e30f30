"""MCP over POST, over standard input and output, and over WebSockets."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from tools.builds.corpus.requests import JSON, ROOT, Kind, Requests, changed, get, post, post_json
from tools.builds.exchanges import Request

HANDSHAKES = ("1.0.0", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
STATELESS = "2026-07-28"
REVISIONS = (*HANDSHAKES, STATELESS)
BOTH = f"{JSON}, text/event-stream"
PREFIX = "io.modelcontextprotocol/"
TABLE = "data,format,title\n5901234123457,ean13,Tea\nx,ean8,\n00123,code128,Shelf"
DRAW = {"data": "123456789", "format": "code128"}
TOOLS: tuple[tuple[str, Any], ...] = (
    ("barcode_generator", {**DRAW, "width": 200, "height": 100}),
    ("barcode_generator", {**DRAW, "image_format": "SVG"}),
    ("barcode_generator", {**DRAW, "image_format": "PDF"}),
    ("barcode_generator", {**DRAW, "image_format": "heic"}),
    ("barcode_generator", {**DRAW, "width": "200"}),
    ("barcode_generator", {**DRAW, "colour": "navy"}),
    ("barcode_generator", {"data": "x", "format": "ean13"}),
    ("barcode_generator", {"data": "(01)09501101530003(10)ABC", "format": "gs1_128"}),
    ("barcode_generator", {"format": "qr"}),
    ("barcode_generator", {}),
    ("barcode_generator", []),
    ("barcode_generator", None),
    ("barcode_validator", {"data": "4006381333930", "format": "ean13"}),
    ("barcode_validator", {"data": "4006381333931", "format": "ean13"}),
    ("barcode_validator", {"data": "(01)09501101530003(10)ABC", "format": "gs1_128"}),
    ("barcode_validator", {"data": "(01)095", "format": "gs1_128"}),
    ("barcode_validator", {"data": "1"}),
    ("barcode_validator", {"data": 1, "format": "qr"}),
    ("barcode_batch", {"table": TABLE}),
    ("barcode_batch", {"table": TABLE, "strict": True}),
    ("barcode_batch", {"table": "A\nB", "format": "qr", "image_format": "SVG"}),
    ("barcode_batch", {"table": ""}),
    ("barcode_decoder", {"image": "nonsense"}),
    ("barcode_decoder", {"image": "data:image/png;base64,"}),
    ("barcode_decoder", {}),
    ("symbology_list", {}),
    ("symbology_list", {"family": "gs1"}),
    ("symbology_list", {"search": "pharmacy"}),
    ("symbology_list", {"colour": "navy"}),
    ("nothing", {}),
)
PROMPTS: tuple[tuple[str, Any], ...] = (
    ("check_a_gs1_string", {"elements": "(01)09501101530003(10)ABC"}),
    ("check_a_gs1_string", {"elements": "(01)1"}),
    ("check_a_gs1_string", {}),
    ("choose_a_symbology", {"purpose": "a pallet"}),
    ("label_a_product", {"gtin": "09501101530003", "lot": "A1", "expiry": "261231", "serial": "7"}),
    ("label_a_product", {"gtin": "1"}),
    ("vcard_qr", {"name": "Anna Berg", "phone": "+47 1", "email": "a@b.example", "company": "B"}),
    ("wifi_qr", {"ssid": "Café", "password": "a;b:c", "security": "WPA"}),
    ("wifi_qr", {"ssid": "Open"}),
    ("wifi_qr", {"ssid": 5}),
    ("nothing", {}),
)
URIS = (
    "symbologies://list", "barcode://ean13/4006381333931", "barcode://qr/a%20b",
    "barcode://ean13/x",
    "barcode://nothing/1", "barcode://", "health://status", "metrics://system", "nothing://", "",
)  # fmt: skip
OTHERS: tuple[tuple[str, Any], ...] = (
    ("ping", {}), ("tools/list", {}), ("tools/list", {"cursor": "nonsense"}), ("prompts/list", {}),
    ("resources/list", {}), ("resources/templates/list", {}),
    ("resources/subscribe", {"uri": URIS[0]}),
    ("resources/unsubscribe", {"uri": URIS[0]}), ("logging/setLevel", {"level": "debug"}),
    ("logging/setLevel", {"level": "loud"}), ("server/discover", {}), ("subscriptions/listen", {}),
    ("sampling/createMessage", {}), ("nothing", {}), ("tools/call", {}), ("tools/call", []),
    ("prompts/get", {}), ("resources/read", {}), ("tasks/list", {}),
    *(
        ("completion/complete", {"ref": ref, "argument": {"name": name, "value": value}})
        for ref, name, value in (
            ({"type": "ref/prompt", "name": "wifi_qr"}, "security", "W"),
            ({"type": "ref/prompt", "name": "nothing"}, "a", ""),
            ({"type": "ref/resource", "uri": "barcode://{format}/{data}"}, "format", "ean"),
            ({"type": "ref/nothing"}, "a", ""),
        )
    ),
)  # fmt: skip
MESSAGES = (
    "rubbish",
    "",
    "5",
    "null",
    "[]",
    "{}",
    '"text"',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"method":5}',
    '{"jsonrpc":"2.0","id":null,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
    '{"jsonrpc":"2.0","id":[],"method":"ping"}',
    '{"jsonrpc":"2.0","id":"a","method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":5}',
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","method":"nothing"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
    "[5]",
    '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]',
    "[" * 2000,
    '[{"jsonrpc":"2.0","method":"notifications/initialized"}]',
    '{"jsonrpc":"2.0","id":1,"method":"ping","a":1}',
    '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
)


def requests(kinds: tuple[Kind, ...]) -> Requests:
    """Yield requests in MCP."""
    picture = yield get("mcp/picture", "generate", {**DRAW, "scale": 4})
    image = base64.b64encode(picture.body).decode()
    calls = [("tools/call", {"name": "barcode_decoder", "arguments": {"image": image}}), *_calls()]
    for revision in REVISIONS:
        for number, (method, params) in enumerate(calls):
            yield _posted(f"mcp/{revision}/{number}", revision, method, params)
        for number, text in enumerate(MESSAGES):
            headers = {"MCP_Protocol_Version": revision, "Accept": BOTH}
            yield post(f"mcp-bad/{revision}/{number}", "mcp", text.encode(), JSON, **headers)
    for kind in kinds:
        arguments = {
            "name": "barcode_generator",
            "arguments": {"data": kind.example, "format": kind.id},
        }
        yield _posted(f"mcp-draw/{kind.id}", "2025-11-25", "tools/call", arguments)
    yield from _transport()
    for revision in ("2025-11-25", STATELESS):
        yield from _conversation("stdio", revision, calls)
    yield from _conversation("ws", "2025-06-18", calls)
    yield from _conversation("stdio", "1.0.0", calls[:3])
    yield from _conversation("ws", "nothing", calls[:3])


def _calls() -> Iterator[tuple[str, Any]]:
    for name, arguments in TOOLS:
        yield "tools/call", {"name": name, "arguments": arguments}
    for name, arguments in PROMPTS:
        yield "prompts/get", {"name": name, "arguments": arguments}
    for uri in URIS:
        yield "resources/read", {"uri": uri}
    yield from OTHERS


def initialize(revision: str) -> dict[str, Any]:
    """Return the first request of a conversation."""
    client = {"name": "compare", "version": "1"}
    params = {"protocolVersion": revision, "capabilities": {}, "clientInfo": client}
    return {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}


def _message(revision: str, method: str, params: Any, identity: int = 1) -> dict[str, Any]:
    if revision == STATELESS and isinstance(params, dict):
        meta = {f"{PREFIX}protocolVersion": revision, f"{PREFIX}clientCapabilities": {}}
        params = {**params, "_meta": meta}
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": params}


def _posted(name: str, revision: str, method: str, params: Any) -> Request:
    headers = {"MCP_Protocol_Version": revision, "Accept": BOTH}
    if revision == STATELESS:
        headers["Mcp_Method"] = method
        subject = params.get("name", params.get("uri")) if isinstance(params, dict) else None
        if isinstance(subject, str) and subject:
            headers["Mcp_Name"] = subject
    message = _message(revision, method, params)
    return changed(post_json(name, "mcp", message, **headers), loose=_is_loose(params))


def _is_loose(params: Any) -> bool:
    return isinstance(params, dict) and params.get("uri") in ("health://status", "metrics://system")


def _transport() -> Requests:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    for revision in (*REVISIONS, "2099-01-01", ""):
        headers = {"MCP_Protocol_Version": revision} if revision else {}
        yield post_json(f"mcp-initialize/{revision}", "mcp", initialize(revision), Accept=BOTH)
        yield post_json(f"mcp-ping/{revision}", "/mcp", ping, Accept=BOTH, **headers)
    for number, accept in enumerate(
        (JSON, "text/event-stream", "*/*", "text/html", "image/*", "x")
    ):
        yield post_json(f"mcp-accept/{number}", "mcp", ping, Accept=accept)
    for number, media_type in enumerate(("", "text/plain", "application/json; charset=utf-8")):
        yield post(f"mcp-media/{number}", "mcp", json.dumps(ping).encode(), media_type)
    for number, origin in enumerate(("https://shop.example", "https://evil.example", "null")):
        yield post_json(f"mcp-origin/{number}", "mcp", ping, Origin=origin)
    yield post_json("mcp-host", "mcp", ping, Host="evil.example")
    yield post("mcp-large", "mcp", b'"' + b"x" * 1_100_000 + b'"', JSON)
    arguments = {
        "name": "barcode_batch",
        "arguments": {"table": TABLE},
        "_meta": {"progressToken": "p"},
    }
    for revision in ("2025-03-26", "2025-11-25"):
        yield _posted(f"mcp-progress/{revision}", revision, "tools/call", arguments)
    for header in ("Mcp_Method", "Mcp_Name"):
        headers = {"MCP_Protocol_Version": STATELESS, header: "nonsense", "Accept": BOTH}
        message = _message(STATELESS, "tools/call", {"name": "symbology_list", "arguments": {}})
        yield post_json(f"mcp-header/{header}", "mcp", message, **headers)
    for method in ("GET", "DELETE", "PUT", "OPTIONS"):
        yield changed(get(f"mcp-method/{method}", "mcp", Accept=BOTH), method=method)


def _conversation(kind: str, revision: str, calls: list[tuple[str, Any]]) -> Requests:
    via = f"{kind}:{revision}"
    path = f"{ROOT}/mcp/ws/compare" if kind == "ws" else ""
    early = {"jsonrpc": "2.0", "id": "early", "method": "tools/list"}
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    opening: list[dict[str, Any]] = [early, initialize(revision), initialize(revision), ready]
    bodies = [json.dumps(message) for message in opening]
    bodies += [
        json.dumps(_message(revision, method, params, number))
        for number, (method, params) in enumerate(calls, 100)
    ]
    # A line of stdio is a message; a blank one is none.
    bodies += [text for text in MESSAGES if text or kind == "ws"]
    for number, body in enumerate(bodies):
        loose = "metrics://" in body or "health://" in body
        yield Request(f"{via}/{number}", via, "", path, body=body.encode(), loose=loose)
