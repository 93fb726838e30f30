"""The configurations of reverse proxies in deploy/, each in front of a running stack."""

import io
import json
import select
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import zxingcpp
from PIL import Image
from websockets.exceptions import InvalidStatus

from tests.e2e.running import RunningStack, call
from tests.system.fronts import HAPROXY, NGINX, PROXIES, VARNISH, Front, Proxy

PICTURE = "/api/v1/generate?data=123456789&format=code128&width=200&height=100"
MASTER_KEY = "m" * 32


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Run a stack that trusts proxies on this machine."""
    with RunningStack(
        TRUSTED_PROXIES="127.0.0.0/8",
        MASTER_API_KEY=MASTER_KEY,
        CORS_ORIGINS="https://shop.example,https://till.example",
    ) as running:
        yield running


@pytest.fixture(scope="module", params=PROXIES, ids=lambda proxy: proxy.name)
def front(
    request: pytest.FixtureRequest,
    stack: RunningStack,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Front]:
    """Run one proxy after the other in front of the stack."""
    proxy: Proxy = request.param
    folder = tmp_path_factory.mktemp(proxy.name)
    running = Front(proxy, folder, stack.url.removeprefix("http://"))
    yield running
    running.stop()


def each(*proxies: Proxy) -> pytest.MarkDecorator:
    """Run a test with *proxies* only: those that do what it is about."""
    return pytest.mark.parametrize("front", proxies, ids=lambda proxy: proxy.name, indirect=True)


terminates_tls = each(*(proxy for proxy in PROXIES if proxy.has_tls))
caches = each(NGINX, VARNISH)


def test_barcode_is_served(front: Front) -> None:
    answer = front.get(PICTURE)
    assert answer.status == 200
    with Image.open(io.BytesIO(answer.body)) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image.convert("L"))] == ["123456789"]


@terminates_tls
def test_browsers_are_told_to_use_tls(front: Front) -> None:
    """RFC 6797, 7.1: the header is part of every answer over TLS, once."""
    for path in (PICTURE, "/health", "/api/v1/generate"):
        assert "max-age" in front.get(path).headers["Strict-Transport-Security"]


@terminates_tls
def test_plain_http_redirects_to_tls(front: Front) -> None:
    answer = front.get_plain(PICTURE)
    target = answer.headers["Location"]
    assert answer.status == 308
    assert target.startswith("https://localhost")
    assert target.endswith(PICTURE)


def test_encoded_characters_of_a_path_arrive_unchanged(front: Front) -> None:
    answer = front.get("/api/v1/barcodes/code128.png?data=A%2FB%25%20%2B&width=300")
    with Image.open(io.BytesIO(answer.body)) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image.convert("L"))] == ["A/B% +"]


def test_table_is_drawn_and_downloaded(front: Front) -> None:
    table = b"data,format\n4006381333931,ean13\n"
    created = front.send("POST", "/api/v1/batches", table, Content_Type="text/csv")
    assert created.status == 201, created.body
    answer = front.get(json.loads(created.body)["links"]["barcodes.zip"])
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert "4006381333931.png" in archive.namelist()


@pytest.mark.parametrize("path", ["/api/v1/decode", "/api/v1/nothing", "/livez"])
def test_answer_before_the_end_of_a_large_body_arrives(front: Front, path: str) -> None:
    """The body is larger than a proxy accepts, and the service does not read it to its end."""
    answer = front.send("POST", path, bytes(11_000_000), Content_Type="image/png")
    assert answer.status in (404, 405, 413)


def test_session_runs_over_a_websocket(front: Front) -> None:
    with front.connect() as socket:
        client = {"name": "test", "version": "1"}
        answer = call(
            socket, "initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo=client
        )
        assert answer["result"]["serverInfo"]["name"] == "theBarcodeAPI"


def test_message_over_http_is_answered(front: Front) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    answer = front.send(
        "POST",
        "/mcp",
        json.dumps(message).encode(),
        Content_Type="application/json",
        Accept="application/json, text/event-stream",
        Origin=front.origin,
    )
    assert answer.status == 200, answer.body
    assert b'"result"' in answer.body


def test_page_of_the_same_origin_may_open_a_websocket(front: Front) -> None:
    with front.connect(Origin=front.origin) as socket:
        assert call(socket, "ping")["result"] == {}


def test_page_of_another_origin_may_not_open_a_websocket(front: Front) -> None:
    with pytest.raises(InvalidStatus) as refused:
        front.connect(Origin="https://evil.example")
    assert refused.value.response.status_code == 403


# Varnish extends X-Forwarded-For, and here its client has the address of a trusted proxy.
@each(*(proxy for proxy in PROXIES if proxy is not VARNISH))
@pytest.mark.parametrize(
    ("header", "value"),
    [("X_Forwarded_For", "203.0.113.7"), ("Forwarded", 'for=203.0.113.8;host="evil.example"')],
)
def test_client_does_not_choose_its_address(front: Front, header: str, value: str) -> None:
    """Each address has a quota of its own, so a chosen one would be a new quota."""

    def drawn() -> int:
        return int(json.loads(front.get("/api/v1/usage").body)["requests_today"])

    before = drawn()
    table = b"data,format\n4006381333931,ean13\n"
    created = front.send("POST", "/api/v1/batches", table, Content_Type="text/csv")
    link = json.loads(created.body)["links"]["barcodes.zip"]
    assert front.get(link, **{header: value}).status == 200
    assert drawn() == before + 1


@pytest.mark.parametrize("path", ["/metrics", "/health/detailed"])
def test_paths_of_the_operator_are_not_public(front: Front, path: str) -> None:
    assert front.get(path).status == 404


def test_health_is_public(front: Front) -> None:
    assert json.loads(front.get("/health").body)["status"] == "ok"


def test_log_has_no_data_of_customers(front: Front) -> None:
    assert front.get("/api/v1/generate?data=CONFIDENTIAL&format=code128").status == 200
    assert "CONFIDENTIAL" not in front.log()


@each(HAPROXY)
def test_connections_of_one_address_are_bounded(front: Front) -> None:
    """The configuration allows 200; this address has no others open."""
    with ExitStack() as stack:
        opened = [stack.enter_context(front.open_connection()) for _ in range(201)]
        # Which one is accepted last is not known.
        closed, _, _ = select.select(opened, [], [], 10)
        assert len(closed) == 1


@caches
def test_cached_picture_has_no_headers_of_another_request(front: Front) -> None:
    path = f"{PICTURE}&dpi=300"
    first, second = front.get(path), front.get(path)
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert second.body == first.body
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert not any("rate" in name.lower() and "limit" in name.lower() for name in second.headers)


@caches
def test_picture_is_cached_for_each_accepted_type(front: Front) -> None:
    path = f"{PICTURE}&dpi=301"
    types = {
        front.get(path, Accept=accepted).headers["Content-Type"]
        for accepted in ("image/png", "image/svg+xml", "application/json")
    }
    assert types == {"image/png", "image/svg+xml", "application/json"}


@caches
def test_picture_is_cached_for_each_origin(front: Front) -> None:
    """A cached answer for another origin, or for none, could not be read by this origin."""
    path = f"{PICTURE}&dpi=303"
    origins = (None, "https://shop.example", "https://till.example")
    for cached in ("MISS", "HIT"):
        for origin in origins:
            answer = front.get(path, **({"Origin": origin} if origin else {}))
            assert answer.headers["X-Cache"] == cached
            assert answer.headers.get("access-control-allow-origin") == origin


@caches
@pytest.mark.parametrize("header", ["Authorization", "X_API_Key"])
def test_picture_with_credentials_is_not_cached(front: Front, header: str) -> None:
    path = f"{PICTURE}&dpi=302"
    front.get(path)
    answer = front.get(path, **{header: "Bearer unknown"})
    assert answer.status == 401


@caches
def test_error_is_not_cached(front: Front) -> None:
    path = "/api/v1/generate?data=4006381333930&format=ean13"
    ids = {front.get(path).headers["X-Request-ID"] for _ in range(2)}
    assert [front.get(path).status for _ in range(2)] == [422, 422]
    assert len(ids) == 2
