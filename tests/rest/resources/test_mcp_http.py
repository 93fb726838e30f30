"""MCP over Streamable HTTP, by the transports page of each revision."""

import json
from collections.abc import Iterator
from typing import Any

import falcon
import pytest
from falcon.testing import Result, TestClient

from common import settings
from common.services.container import open_services
from rest.app import create_app
from rest.resources.mcp_http import McpHttpResource
from tests.common.mcp.client import STATELESS, envelope, initialize
from tests.common.mcp.offering import offering

PATH = "/api/v1/mcp"
OWN = "/offering"
BOTH = "application/json, text/event-stream"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data_dir = str(tmp_path_factory.mktemp("mcp-http"))
    environ = {"CORS_ORIGINS": "https://shop.example", "RATE_LIMIT_BURST": "100000"}
    found = settings.load({"DATA_DIR": data_dir, **environ})
    with open_services(found, process="rest") as services:
        app = create_app(services)
        app.add_route(OWN, McpHttpResource(services, offering()))
        yield TestClient(app)


def post(client: TestClient, message: Any, path: str = OWN, **headers: str) -> Result:
    sent = {"Host": "localhost", "Content-Type": "application/json", "Accept": BOTH}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = message if isinstance(message, str | bytes) else json.dumps(message)
    return client.simulate_post(path, body=body, headers=sent)


def request(method: str, identity: int = 1, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": params}


def stateless(
    client: TestClient, method: str, changed: dict[str, str] | None = None, **params: Any
) -> Result:
    headers = {"MCP_Protocol_Version": STATELESS, "Mcp_Method": method}
    if method in ("tools/call", "prompts/get"):
        headers["Mcp_Name"] = params["name"]
    elif method == "resources/read":
        headers["Mcp_Name"] = params["uri"]
    headers |= changed or {}
    headers = {name: value for name, value in headers.items() if value}
    return post(client, request(method, _meta=envelope(), **params), **headers)


def events(result: Result) -> list[Any]:
    blocks = result.text.strip().split("\n\n")
    return [json.loads(block.split("data: ", 1)[1]) for block in blocks]


# The product's own registry


@pytest.mark.parametrize("path", [PATH, "/mcp"])
def test_barcode_is_drawn(client: TestClient, path: str) -> None:
    arguments = {"data": "123456789", "format": "code128", "width": 200, "height": 100}
    message = request("tools/call", name="barcode_generator", arguments=arguments)
    result = post(client, message, path)
    assert result.status_code == 200
    assert result.headers["content-type"] == "application/json"
    assert result.json["result"]["content"][0]["mimeType"] == "image/png"


def test_link_names_the_host_of_the_request(client: TestClient) -> None:
    """docs/mcp.md: each picture has a URL that works where the client is."""
    arguments = {"data": "1", "format": "qr"}
    message = request("tools/call", name="barcode_generator", arguments=arguments)
    _, text = post(client, message, PATH, Host="localhost:8123").json["result"]["content"]
    assert "http://localhost:8123/api/v1/barcodes/qr.png?data=1" in text["text"]


# Requests, notifications, responses


@pytest.mark.parametrize("version", ["1.0.0", "2024-11-05", "2025-03-26", "2025-11-25"])
def test_initialize_needs_no_header_and_gives_no_session(client: TestClient, version: str) -> None:
    result = post(client, initialize(version))
    assert result.json["result"]["protocolVersion"] == version
    assert "mcp-session-id" not in result.headers


@pytest.mark.parametrize("version", ["1.0.0", "2024-11-05", "2025-06-18", "2025-11-25"])
def test_requests_need_no_initialize_before(client: TestClient, version: str) -> None:
    result = post(client, request("tools/list"), MCP_Protocol_Version=version)
    assert len(result.json["result"]["tools"]) == 6


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
        [{"jsonrpc": "2.0", "method": "notifications/initialized"}],
    ],
)
def test_message_without_an_answer_is_a_202(client: TestClient, message: Any) -> None:
    """Transports, sending messages: 202 Accepted with no body."""
    result = post(client, message)
    assert (result.status_code, result.content) == (202, b"")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_other_methods_are_not_allowed(client: TestClient, method: str) -> None:
    """Transports: 405, since there is no stream for GET and no session for DELETE."""
    result = client.simulate_request(method, OWN, headers={"Host": "localhost", "Accept": BOTH})
    assert result.status_code == 405
    assert "POST" in result.headers["allow"]


def test_batch_without_a_version_header_is_answered_as_a_batch(client: TestClient) -> None:
    """Transports: no header means 2025-03-26, which has batches."""
    call = request("tools/call", 2, name="echo", arguments={"text": "a"})
    result = post(client, [request("ping", 1), call])
    assert sorted(answer["id"] for answer in result.json) == [1, 2]


def test_batch_under_another_revision_is_a_bad_request(client: TestClient) -> None:
    result = post(client, [request("ping")], MCP_Protocol_Version="2025-06-18")
    assert (result.status_code, result.json["error"]["code"]) == (400, -32600)


@pytest.mark.parametrize(
    ("body", "code"), [("rubbish", -32700), ("", -32700), ("5", -32600), ("[]", -32600)]
)
def test_malformed_message_is_a_bad_request(client: TestClient, body: str, code: int) -> None:
    result = post(client, body)
    assert result.status_code == 400
    assert result.json["error"]["code"] == code
    assert result.json["id"] is None


def test_error_of_a_request_is_an_answer_before_the_stateless_revision(client: TestClient) -> None:
    result = post(client, request("nonsense"), MCP_Protocol_Version="2025-11-25")
    assert (result.status_code, result.json["error"]["code"]) == (200, -32601)


def test_crash_is_an_answer_without_detail(client: TestClient) -> None:
    result = post(client, request("tools/call", name="crash"))
    assert result.json["error"]["code"] == -32603
    assert "secret" not in result.text


@pytest.mark.parametrize("method", ["resources/subscribe", "subscriptions/listen"])
def test_subscriptions_are_not_supported(client: TestClient, method: str) -> None:
    hello = post(client, initialize("2025-11-25")).json["result"]
    assert hello["capabilities"]["resources"] == {}
    result = post(client, request(method, uri="count://er"), MCP_Protocol_Version="2025-11-25")
    assert result.json["error"]["code"] == -32601


# Origins, types and versions


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
    ],
)
def test_foreign_origin_or_host_is_forbidden(client: TestClient, headers: dict[str, str]) -> None:
    """Transports, security warning: 403 Forbidden."""
    assert post(client, request("tools/list"), **headers).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost", "https://shop.example"])
def test_own_and_listed_origins_are_answered(client: TestClient, origin: str) -> None:
    assert post(client, request("tools/list"), Origin=origin).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_that_is_not_declared_as_json_is_refused(client: TestClient, kind: str) -> None:
    assert post(client, request("tools/list"), Content_Type=kind).status_code == 415


@pytest.mark.parametrize("accept", ["text/html", "image/*"])
def test_client_that_accepts_neither_type_gets_a_406(client: TestClient, accept: str) -> None:
    assert post(client, request("tools/list"), Accept=accept).status_code == 406


def test_body_too_large_is_refused(client: TestClient) -> None:
    assert post(client, "x" * 2_000_000).status_code == 413


@pytest.mark.parametrize("version", ["2099-01-01", "1.0", "2026-07-27"])
def test_unknown_version_is_refused(client: TestClient, version: str) -> None:
    """2026-07-28: 400 with -32022, the supported and the requested versions."""
    result = post(client, request("tools/list"), MCP_Protocol_Version=version)
    assert result.status_code == 400
    assert result.json["error"]["code"] == -32022
    assert result.json["error"]["data"] == {"supported": [STATELESS], "requested": version}


# Streams


@pytest.mark.parametrize("version", ["2025-11-25", STATELESS])
def test_progress_streams_before_the_answer(client: TestClient, version: str) -> None:
    meta: dict[str, Any] = {"progressToken": "t"}
    headers = {"MCP_Protocol_Version": version, "Mcp_Method": "tools/call", "Mcp_Name": "report"}
    if version == STATELESS:
        meta |= envelope()
    result = post(client, request("tools/call", name="report", _meta=meta), **headers)
    assert result.headers["content-type"] == "text/event-stream"
    messages = events(result)
    progress = [m for m in messages if m.get("method") == "notifications/progress"]
    assert [m["params"]["progress"] for m in progress] == [1, 2, 3]
    assert messages[-1]["id"] == 1


def test_log_messages_come_before_the_answer(client: TestClient) -> None:
    messages = events(post(client, request("tools/call", name="report")))
    assert [m.get("method") for m in messages] == ["notifications/message", None]


def test_client_that_accepts_json_only_gets_no_reports(client: TestClient) -> None:
    message = request("tools/call", name="report", _meta={"progressToken": 1})
    result = post(client, message, Accept="application/json")
    assert result.json["result"]["content"][0]["text"] == "reported"


def test_client_that_accepts_events_only_gets_an_event(client: TestClient) -> None:
    (answer,) = events(post(client, request("tools/list"), Accept="text/event-stream"))
    assert answer["id"] == 1


def test_call_without_reports_is_plain_json(client: TestClient) -> None:
    message = request("tools/call", name="echo", arguments={"text": "a"})
    assert post(client, message).headers["content-type"] == "application/json"


# The stateless revision


def test_stateless_requests_are_answered(client: TestClient) -> None:
    result = stateless(client, "tools/call", name="echo", arguments={"text": "a"})
    assert result.json["result"]["resultType"] == "complete"
    assert stateless(client, "resources/read", uri="note://a").status_code == 200
    assert stateless(client, "server/discover").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"MCP_Protocol_Version": "2025-11-25"},
        {"MCP_Protocol_Version": ""},
        {"Mcp_Method": "tools/list"},
        {"Mcp_Method": "TOOLS/CALL"},
        {"Mcp_Method": ""},
        {"Mcp_Name": "refuse"},
        {"Mcp_Name": ""},
        {"Mcp_Name": "=?base64?!!?="},
    ],
)
def test_headers_that_disagree_with_the_body_are_refused(
    client: TestClient, changed: dict[str, str]
) -> None:
    """2026-07-28: 400 with -32020."""
    result = stateless(client, "tools/call", changed, name="echo", arguments={"text": "a"})
    assert (result.status_code, result.json["error"]["code"]) == (400, -32020)
    assert result.json["id"] == 1


def test_name_beyond_ascii_comes_in_base64(client: TestClient) -> None:
    """SEP-2243: =?base64?…?= around the UTF-8 of the value."""
    encoded = {"Mcp_Name": "=?base64?bm90ZTovL8Ok?="}
    result = stateless(client, "resources/read", encoded, uri="note://ä")
    assert result.json["result"]["contents"][0]["text"] == "ä"


def test_envelope_that_is_missing_is_a_bad_request(client: TestClient) -> None:
    """2026-07-28: 400 with -32602."""
    result = post(
        client, request("tools/list"), MCP_Protocol_Version=STATELESS, Mcp_Method="tools/list"
    )
    assert (result.status_code, result.json["error"]["code"]) == (400, -32602)


@pytest.mark.parametrize("method", ["nonsense", "initialize", "ping", "subscriptions/listen"])
def test_unknown_method_is_not_found(client: TestClient, method: str) -> None:
    """2026-07-28: 404 with -32601."""
    result = stateless(client, method)
    assert (result.status_code, result.json["error"]["code"]) == (404, -32601)


def test_answers_are_not_stored(client: TestClient) -> None:
    assert post(client, request("tools/list")).headers["cache-control"] == "no-store"


def test_calls_count_for_the_mcp_interface(client: TestClient) -> None:
    arguments = {"data": "1", "format": "code39"}
    post(client, request("tools/call", name="barcode_generator", arguments=arguments), PATH)
    read = post(client, request("resources/read", uri="metrics://system"), PATH)
    counters = json.loads(read.json["result"]["contents"][0]["text"])["counters"]
    drawn = [dict(c["labels"]) for c in counters if c["name"] == "barcodes_drawn"]
    assert {labels["interface"] for labels in drawn} == {"mcp"}


def test_http_errors_are_problem_documents(client: TestClient) -> None:
    """Errors of HTTP are RFC 9457, errors of messages are JSON-RPC."""
    result = post(client, request("tools/list"), Content_Type="text/plain")
    assert result.headers["content-type"] == "application/problem+json"
    assert result.status == falcon.HTTP_415


def test_anonymous_client_is_refused_if_the_setting_requires_credentials(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """RFC 6750, 3: 401 with a challenge."""
    data_dir = str(tmp_path_factory.mktemp("closed"))
    found = settings.load({"DATA_DIR": data_dir, "MCP_ANONYMOUS": "false"})
    with open_services(found, process="rest") as services:
        result = post(TestClient(create_app(services)), request("tools/list"), PATH)
    assert result.status_code == 401
    assert "Bearer" in result.headers["www-authenticate"]
