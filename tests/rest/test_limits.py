"""Rate limits over HTTP: refusals, charges and headers."""

from collections.abc import Callable
from typing import Any

import pytest
from falcon.testing import Result, TestClient

Make = Callable[..., TestClient]
URL = "/api/v1/generate"


def draw(client: TestClient, query: str = "data=1&format=qr", **headers: str) -> Result:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.simulate_get(URL, query_string=query, headers=named)


def test_request_over_the_quota_is_a_429_with_retry_after(
    client_with: Make,
) -> None:
    """RFC 6585, 4: 429 with Retry-After. A drawing that is answered 200 costs one."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="2")
    assert [draw(client).status_code for _ in range(4)] == [200, 200, 429, 429]
    refused = draw(client)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json["code"] == "limit.quota"
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert refused.headers["cache-control"] == "no-store"
    # The burst limit does not refuse here: it is reset within a second.
    day, burst = refused.headers["ratelimit"].split(", ")
    assert day == f'"day";r=0;t={refused.headers["retry-after"]}'
    assert burst.endswith(";t=1")


def test_request_over_the_burst_limit_is_a_429(client_with: Make) -> None:
    """A burst of one: the second request within the second waits."""
    client = client_with(RATE_LIMIT_BURST="1")
    assert draw(client).status_code == 200
    refused = draw(client)
    assert (refused.status_code, refused.json["code"]) == (429, "limit.burst")
    assert refused.json["errors"][0]["field"] == "burst"
    assert '"burst";' in refused.headers["ratelimit-policy"]
    assert refused.headers["retry-after"] == "1"


def test_change_over_the_burst_limit_is_not_made(client_with: Make) -> None:
    """A key that is made and answered with 429 would exist, with its secret lost."""
    master = {"master-key": "open sesame"}
    hasty, patient = (
        client_with(RATE_LIMIT_BURST=burst, MASTER_API_KEY="open sesame")
        for burst in ("1", "100000")
    )
    added = []
    for name in ("anna", "otto", "hugo"):
        user = {"username": name, "password": "correct horse"}
        answer = hasty.simulate_post("/api/v1/admin/users", json=user, headers=master)
        added += [name] if answer.status_code == 201 else []
    listed = patient.simulate_get("/api/v1/admin/users", headers=master).json["users"]
    assert [user["username"] for user in listed] == added
    assert len(added) < 3


def test_errors_304_and_checks_cost_no_quota(client_with: Make) -> None:
    """docs/http.md: errors, 304, checks and lists cost only burst."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="2", RATE_LIMIT_BURST="1000")
    first = draw(client)
    draw(client, "data=x&format=ean13")
    draw(client, "data=1&format=code128&width=3")
    draw(client, If_None_Match=first.headers["etag"])
    client.simulate_get("/api/v1/validate", query_string="data=1&format=qr")
    client.simulate_get("/api/v1/symbologies")
    assert draw(client).headers["x-rate-limit-remaining"] == "0"


def test_lists_and_refusals_cost_burst(client_with: Make) -> None:
    """Requests that draw nothing are limited per second too."""
    client = client_with(RATE_LIMIT_BURST="2")
    answers = [client.simulate_get("/api/v1/symbologies").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/v1/nothing", {}, 404),
        ("/api/v1/batches/nothing", {}, 404),
        ("/api/v1/usage", {"Authorization": "Bearer not-a-token"}, 401),
    ],
)
def test_404_and_401_cost_burst(
    client_with: Make, path: str, headers: dict[str, str], status: int
) -> None:
    """A 4xx costs burst, and every answer of the API has the headers of the limits."""
    client = client_with(RATE_LIMIT_BURST="2")
    answers = [client.simulate_get(path, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 429]
    assert answers[0].headers["ratelimit"].startswith('"day";r=5000;t=')
    assert client.simulate_get("/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/keys"])
def test_refused_change_reports_the_limits(client_with: Make, path: str) -> None:
    """Every answer of the API has the headers, including a 429."""
    client = client_with(RATE_LIMIT_BURST="1")
    bad = {"Authorization": "Bearer not-a-token"}
    answers = [client.simulate_post(path, headers=bad) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert all("ratelimit" in answer.headers for answer in answers)


def test_health_costs_nothing(client_with: Make) -> None:
    """Probes of a load balancer are not limited."""
    client = client_with(RATE_LIMIT_BURST="1")
    assert {client.simulate_get("/livez").status_code for _ in range(5)} == {200}


def test_headers_report_the_limits(client_with: Make) -> None:
    """draft-ietf-httpapi-ratelimit-headers-10, 3 and 4, and the public API's headers."""
    headers = draw(client_with(RATE_LIMIT_UNAUTHENTICATED="10")).headers
    assert headers["ratelimit-policy"] == '"day";q=10;w=86400, "burst";q=50;w=1'
    assert headers["ratelimit"].startswith('"day";r=9;t=')
    assert headers["x-rate-limit-requests"] == "10"
    assert headers["x-rate-limit-remaining"] == "9"


def test_forwarded_address_of_an_untrusted_client_is_ignored(
    client_with: Make,
) -> None:
    """Only trusted proxies may name another address in X-Forwarded-For."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="1")
    assert draw(client, X_Forwarded_For="198.51.100.1").status_code == 200
    assert draw(client, X_Forwarded_For="198.51.100.2").status_code == 429


def test_each_client_of_a_trusted_proxy_has_its_own_quota(client_with: Make) -> None:
    """TRUSTED_PROXIES: the caller's address comes from X-Forwarded-For."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="1", TRUSTED_PROXIES="127.0.0.0/8")
    answers = [
        draw(client, X_Forwarded_For=address).status_code
        for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1")
    ]
    assert answers == [200, 200, 429]


def test_disabled_limits_neither_refuse_nor_report(client_with: Make) -> None:
    """RATE_LIMIT_ENABLED=false: usage is still counted."""
    client = client_with(RATE_LIMIT_ENABLED="false", RATE_LIMIT_UNAUTHENTICATED="1")
    answers = [draw(client) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


def test_refused_work_is_refunded(client_with: Make) -> None:
    """Drawings and readings that are refused, and checks of tables, cost nothing."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="10")
    table = {"body": "data\n400638133393\nx\n", "headers": {"Content-Type": "text/csv"}}
    answers = [
        draw(client, "data=x&format=ean13"),
        client.simulate_post("/api/v1/decode", body=b"x", headers={"Content-Type": "image/png"}),
        client.simulate_post("/api/v1/batches?format=ean13&strict=true", **table),
        client.simulate_post("/api/v1/batches?format=ean13", **table),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 201]
    left = [answer.headers["x-rate-limit-remaining"] for answer in answers]
    assert left == ["10", "10", "10", "10"]
    assert client.simulate_get("/api/v1/usage").json["remaining_requests"] == 10


def test_crash_is_refunded(client_with: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller does not pay for an error of the server."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="1")
    with monkeypatch.context() as broken:
        broken.setattr("common.barcode.pipeline.draw", lambda options: 1 / 0)
        assert draw(client).status_code == 500
    assert draw(client).status_code == 200


def call(client: TestClient, tool: str, **arguments: str) -> dict[str, Any]:
    """Call *tool* over Streamable HTTP and return its result."""
    params = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    result = client.simulate_post("/mcp", json=message, headers={"Host": "localhost"}).json
    answer: dict[str, Any] = result["result"]
    return answer


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("barcode_validator", {"data": "1", "format": "qr"}),
        ("barcode_validator", {"data": "1", "colour_of": "x"}),
        ("barcode_generator", {"data": "1", "colour_of": "x"}),
        ("symbology_list", {}),
    ],
)
def test_tool_call_without_a_drawing_costs_burst(
    client_with: Make, tool: str, arguments: dict[str, str]
) -> None:
    """HTTP and MCP share one quota; errors, checks and lists cost burst."""
    client = client_with(RATE_LIMIT_BURST="1")
    call(client, tool, **arguments)
    refused = call(client, tool, **arguments)
    assert refused["isError"]
    assert "Try again in 1 s." in refused["content"][0]["text"]
    assert client.simulate_get("/api/v1/symbologies").status_code == 429


def test_check_over_the_burst_limit_does_no_work(client_with: Make) -> None:
    """Burst is charged before the data is looked at: bad data is then 429, not 422."""
    client = client_with(RATE_LIMIT_BURST="1")
    query = "data=x&format=ean13"
    answers = [client.simulate_get("/api/v1/validate", query_string=query) for _ in range(2)]
    assert answers[1].status_code == 429


def test_large_image_costs_more_of_the_burst_limit(client_with: Make) -> None:
    """2,000 × 4,000 px cost two requests of the burst limit, but one barcode of the quota."""
    client = client_with(RATE_LIMIT_BURST="3", RATE_LIMIT_UNAUTHENTICATED="100")
    first = draw(client, "data=1&format=qr&width=2000&height=4000")
    assert '"burst";r=1;' in first.headers["ratelimit"]
    assert first.headers["x-rate-limit-remaining"] == "99"


def test_large_image_is_drawn_under_any_burst_limit(client_with: Make) -> None:
    client = client_with(RATE_LIMIT_BURST="1")
    assert draw(client, "data=1&format=qr&width=4000&height=4000").status_code == 200
