"""Requests of foreign pages. Expectations: docs/http.md; RFC 6454; Fetch Standard, 2.2.2."""

from collections.abc import Callable

import pytest
from falcon.testing import Result, TestClient

Make = Callable[..., TestClient]
FOREIGN = {"Origin": "https://evil.example"}
DRAWING = "/api/v1/generate?data=1&format=code128"


def code(result: Result) -> tuple[int, str]:
    return result.status_code, result.json["code"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "generate"),
        ("POST", "decode"),
        ("POST", "validate"),
        ("POST", "batches"),
        ("DELETE", "batches/x"),
        ("POST", "bulk/generate_upload"),
        ("POST", "token"),
        ("POST", "keys"),
        ("DELETE", "keys/1"),
        ("POST", "admin/users"),
        ("PATCH", "admin/users/1"),
        ("POST", "mcp/auth"),
    ],
)
def test_foreign_page_can_change_and_spend_nothing(
    client: TestClient, method: str, path: str
) -> None:
    """A form or a fetch without preflight (CSRF)."""
    refused = client.simulate_request(method, f"/api/v1/{path}", headers=FOREIGN)
    assert code(refused) == (403, "request.origin_not_allowed")
    assert refused.json["errors"][0]["field"] == "Origin"
    assert "CORS_ORIGINS" in refused.json["errors"][0]["fix"]


@pytest.mark.parametrize("origin", ["null", "", "http://localhost:1", "http://localhost.evil"])
def test_origin_that_resembles_the_own_is_foreign(client: TestClient, origin: str) -> None:
    refused = client.simulate_post(DRAWING, headers={"Origin": origin})
    assert code(refused) == (403, "request.origin_not_allowed")


def test_own_page_may_draw(client: TestClient) -> None:
    own = {"Origin": "http://localhost:8000", "Host": "localhost:8000"}
    assert client.simulate_post(DRAWING, headers=own).status_code == 200


@pytest.mark.parametrize("origins", ["https://evil.example", "*"])
def test_listed_origin_may_draw(client_with: Make, origins: str) -> None:
    client = client_with(CORS_ORIGINS=origins)
    assert client.simulate_post(DRAWING, headers=FOREIGN).status_code == 200
    form = {"Content-Type": "application/x-www-form-urlencoded"} | FOREIGN
    answer = client.simulate_post("/api/v1/generate", headers=form, body="data=1&format=code128")
    assert answer.status_code == 200


def test_body_without_a_type_is_refused_from_another_origin(client_with: Make) -> None:
    """A page may send it without a preflight, also to a service that lists its origin."""
    client = client_with(CORS_ORIGINS="*")
    body = '{"data": "1", "format": "code128"}'
    refused = client.simulate_post("/api/v1/generate", headers=FOREIGN, body=body)
    assert code(refused) == (415, "body.media_type")
    assert client.simulate_post("/api/v1/generate", body=body).status_code == 200
    own = {"Origin": "http://localhost"}
    assert client.simulate_post("/api/v1/generate", headers=own, body=body).status_code == 200


@pytest.mark.parametrize("path", [DRAWING, "/api/v1/barcodes/qr.png?data=1"])
def test_picture_may_be_embedded_anywhere(client: TestClient, path: str) -> None:
    """docs/http.md: `<img src>`."""
    assert client.simulate_get(path, headers=FOREIGN).status_code == 200


@pytest.mark.parametrize(
    "path", [DRAWING, "/api/v1/barcodes/qr.png?data=1", "/api/v1/usage", "/api/v1/symbologies"]
)
def test_rebound_name_reads_nothing(client: TestClient, path: str) -> None:
    """DNS rebinding: the page's own name resolves to this machine, so that it has no Origin."""
    refused = client.simulate_get(path, headers={"Host": "evil.example:8000"})
    assert code(refused) == (403, "request.host_not_allowed")
    assert "ALLOWED_HOSTS" in refused.json["errors"][0]["fix"]


def test_refusal_of_a_host_costs_burst(client_with: Make) -> None:
    """A page can't make the browser ask for free."""
    client = client_with(RATE_LIMIT_BURST="1")
    statuses = [
        client.simulate_get(DRAWING, headers={"Host": "evil.example"}).status_code for _ in range(3)
    ]
    assert statuses[0] == 403
    assert 429 in statuses


def test_listed_host_is_served(client_with: Make) -> None:
    client = client_with(ALLOWED_HOSTS="barcode.example, *.shop.example")
    for host in ("barcode.example:8000", "a.shop.example", "localhost", "127.0.0.1:8000"):
        assert client.simulate_get(DRAWING, headers={"Host": host}).status_code == 200
    client = client_with(ALLOWED_HOSTS="barcode.example", TRUSTED_PROXIES="127.0.0.1")
    assert client.simulate_get(DRAWING, headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/health", "/livez", "/", "/docs", "/openapi.json"])
def test_paths_outside_the_api_may_have_any_host(client: TestClient, path: str) -> None:
    """Health checks of load balancers send names of their own."""
    assert client.simulate_get(path, headers={"Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "public.example"},
        {"Forwarded": "for=192.0.2.60;host=public.example"},
    ],
)
def test_origin_is_compared_with_the_host_that_a_trusted_proxy_reports(
    client_with: Make, headers: dict[str, str]
) -> None:
    """Apache replaces Host by default, and reports the client's."""
    sent = {"Host": "10.0.0.5:8000", "Origin": "https://public.example", **headers}
    trusting = client_with(TRUSTED_PROXIES="127.0.0.1")
    assert trusting.simulate_post(DRAWING, headers=sent).status_code == 200
    assert client_with().simulate_post(DRAWING, headers=sent).status_code == 403
