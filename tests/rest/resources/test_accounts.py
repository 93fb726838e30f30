"""Accounts over HTTP: refusals, tokens, keys, usage and administration."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result, TestClient

from tests.common.services.failing_state import block_revocations

Make = Callable[..., TestClient]

MASTER = {"master-key": "open sesame"}
PASSWORD = "correct horse"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ANNA = {"username": "anna", "password": PASSWORD}


@pytest.fixture
def admin(client_with: Make) -> TestClient:
    return client_with(MASTER_API_KEY="open sesame", RATE_LIMIT_BURST="100000")


def call(client: TestClient, method: str, path: str, **kwargs: Any) -> Result:
    return client.simulate_request(method, f"/api/v1/{path}", **kwargs)


def add(client: TestClient, **fields: object) -> int:
    added = call(client, "POST", "admin/users", json={**ANNA, **fields}, headers=MASTER)
    assert added.status_code == 201
    user_id: int = added.json["user_id"]
    return user_id


def token(client: TestClient, **fields: str) -> dict[str, str]:
    given = urlencode({"grant_type": "password", **ANNA, **fields})
    answer = call(client, "POST", "token", body=given, headers=FORM)
    assert answer.status_code == 200
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "admin/users"),
        ("POST", "admin/users"),
        ("PATCH", "admin/users/1"),
        ("DELETE", "admin/users/1"),
        ("POST", "admin/sync-db"),
        ("GET", "usage/metrics"),
    ],
)
def test_master_key_is_needed(
    client: TestClient, admin: TestClient, method: str, path: str
) -> None:
    """README, MASTER_API_KEY: without a key these operations are disabled."""
    assert call(client, method, path, headers={"master-key": ""}).status_code == 403
    for headers in ({}, {"master-key": ""}, {"master-key": "wrong"}):
        refused = call(admin, method, path, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (401, "auth.bad_credentials")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Token nonsense"},
        {"X-API-Key": "bk_nonsense"},
    ],
)
def test_bad_credentials_are_a_401(client: TestClient, headers: dict[str, str]) -> None:
    refused = call(client, "GET", "generate", params={"data": "1", "format": "qr"}, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_credentials_of_a_proxy_change_nothing_but_caching(client: TestClient) -> None:
    """A cache in front of the proxy must not return what the proxy protects."""
    basic = {"Authorization": "Basic YTpi"}
    query = {"data": "1", "format": "qr"}
    drawn = call(client, "GET", "generate", params=query, headers=basic)
    assert (drawn.status_code, drawn.headers["cache-control"]) == (200, "private, max-age=86400")
    refused = call(client, "GET", "keys", headers=basic)
    assert (refused.status_code, refused.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert "X-API-Key" in refused.json["detail"]


def test_two_credentials_are_a_400_that_names_both(client: TestClient) -> None:
    """RFC 6750, 3.1: more than one method is an invalid request, not a wrong credential."""
    headers = {"Authorization": "Bearer nonsense", "X-API-Key": "bk_nonsense"}
    refused = call(client, "GET", "usage", headers=headers)
    assert (refused.status_code, refused.json["code"]) == (400, "auth.two_credentials")
    assert {"Authorization", "X-API-Key"} <= set(refused.json["detail"].split())
    for other in (" ", "nonsense"):  # none, and the same one
        same = call(client, "GET", "usage", headers={**headers, "X-API-Key": other})
        assert same.status_code == 401


def test_credentials_are_ignored_outside_the_api(client: TestClient) -> None:
    headers = {"Authorization": "Basic YTpi"}
    assert client.simulate_get("/livez", headers=headers).status_code == 200


def test_attempts_with_invalid_keys_are_limited(client: TestClient) -> None:
    answers = [
        call(client, "GET", "usage", headers={"X-API-Key": f"bk_{number}"}) for number in range(25)
    ]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429] * 5
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "a\0b"}, "username"),
        ({"username": "a" * 65}, "username"),
        ({"username": None}, "username"),
        ({"username": 7}, "username"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 1_025}, "password"),
        ({"tier": "gold"}, "tier"),
        ({"tier": "unauthenticated"}, "tier"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_user_is_refused_by_field(
    admin: TestClient, fields: dict[str, object], field: str
) -> None:
    refused = call(admin, "POST", "admin/users", json={**ANNA, **fields}, headers=MASTER)
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "token"), ("POST", "admin/users"), ("PATCH", "admin/users/1")]
)
@pytest.mark.parametrize("body", [None, ANNA])
def test_secrets_in_the_url_are_refused(
    admin: TestClient, method: str, path: str, body: dict[str, str] | None
) -> None:
    """RFC 6749, 2.3.1; proxies log URLs."""
    query = urlencode({"password": PASSWORD})
    refused = call(admin, method, path, query_string=query, json=body, headers=MASTER)
    assert (refused.status_code, refused.json["code"]) == (400, "option.misplaced")
    assert PASSWORD not in refused.text


@pytest.mark.parametrize("password", ["password1", "barcode123", "annannann"])
def test_password_that_is_easy_to_guess_is_refused(admin: TestClient, password: str) -> None:
    """NIST SP 800-63B, 5.1.1.2: with the reason; for a new user and for a new password."""
    user_id = add(admin)
    new = {"username": "otto", "password": password}
    for method, path, body in (
        ("POST", "admin/users", new),
        ("PATCH", f"admin/users/{user_id}", {"password": password}),
    ):
        refused = call(admin, method, path, json=body, headers=MASTER)
        assert (refused.status_code, refused.json["code"]) == (400, "user.guessable_password")
        assert refused.json["errors"][0]["field"] == "password"
    # The old password still works.
    token(admin)


def test_new_user_is_reported(admin: TestClient) -> None:
    added = call(admin, "POST", "admin/users", json=ANNA, headers=MASTER)
    assert added.status_code == 201
    assert added.json == {
        "message": "User created.",
        "user_id": 1,
        "username": "anna",
        "tier": "basic",
    }


def test_name_in_use_is_a_409(admin: TestClient) -> None:
    add(admin)
    again = call(admin, "POST", "admin/users", json={**ANNA, "username": "ANNA"}, headers=MASTER)
    assert (again.status_code, again.json["code"]) == (409, "user.name_taken")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize(("id", "status"), [("99", 404), ("0x1", 400), ("9" * 30, 400)])
def test_unknown_user_is_refused(admin: TestClient, method: str, id: str, status: int) -> None:
    body = {"disabled": True} if method == "PATCH" else None
    refused = call(admin, method, f"admin/users/{id}", json=body, headers=MASTER)
    assert refused.status_code == status


def test_empty_change_is_refused_with_the_possible_fields(admin: TestClient) -> None:
    """It would make every process reload its credentials without a reason."""
    user_id = add(admin)
    for body in ({}, {"tier": None}):
        refused = call(admin, "PATCH", f"admin/users/{user_id}", json=body, headers=MASTER)
        assert (refused.status_code, refused.json["code"]) == (400, "field.missing")
        assert "tier, password or disabled" in refused.json["errors"][0]["fix"]


@pytest.mark.parametrize("path", ["token", "admin/users"])
def test_every_missing_field_is_named(admin: TestClient, path: str) -> None:
    """One answer reports all problems."""
    refused = call(admin, "POST", path, json={"tier": 7} if "users" in path else {}, headers=MASTER)
    fields = [error["field"] for error in refused.json["errors"]]
    assert refused.status_code == 400
    assert fields[-2:] == ["username", "password"]
    assert fields[:-2] == (["tier"] if "users" in path else [])


def test_repeated_field_is_refused_by_name(admin: TestClient) -> None:
    """A form may repeat a field, and neither value takes precedence."""
    form = "username=a&username=b&password=c"
    refused = call(admin, "POST", "token", body=form, headers=FORM)
    (problem,) = refused.json["errors"]
    assert (problem["field"], problem["code"]) == ("username", "option.repeated")


@pytest.mark.parametrize("id", ["-1", "9" * 20])
def test_malformed_id_is_refused_with_the_expected_form(admin: TestClient, id: str) -> None:
    add(admin)
    refused = call(admin, "DELETE", f"keys/{id}", headers=token(admin))
    assert refused.json["code"] == "field.bad_id"
    assert "1 to 9 digits" in refused.json["errors"][0]["fix"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"password": "wrong"}, 401),
        ({"username": "otto"}, 401),
        ({"username": "an\0na"}, 401),
        ({"username": "\ud800"}, 401),
        ({"grant_type": "client_credentials"}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_wrong_login_is_refused(admin: TestClient, fields: dict[str, str], status: int) -> None:
    add(admin)
    # As JSON in ASCII, which can contain lone surrogates.
    body, headers = json.dumps({**ANNA, **fields}), {"Content-Type": "application/json"}
    assert call(admin, "POST", "token", body=body, headers=headers).status_code == status


def test_login_without_a_password_is_refused_by_field(admin: TestClient) -> None:
    refused = call(admin, "POST", "token", json={"username": "anna"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "password")


def test_logins_are_limited(admin: TestClient) -> None:
    """The description of `POST token`: five attempts in five minutes per address."""
    add(admin)
    wrong = {**ANNA, "password": "wrong"}
    statuses = [call(admin, "POST", "token", json=wrong).status_code for _ in range(5)]
    assert statuses == [401] * 5
    refused = call(admin, "POST", "token", json=ANNA)
    assert (refused.status_code, refused.json["code"]) == (429, "auth.too_many_attempts")
    assert 290 < int(refused.headers["retry-after"]) <= 300


def test_token_answer_has_the_fields_of_oauth(admin: TestClient) -> None:
    """RFC 6749, 5.1."""
    add(admin)
    form = "grant_type=password&username=anna&password=correct+horse"
    answer = call(admin, "POST", "token", body=form, headers=FORM)
    assert answer.json["token_type"] == "bearer"
    assert answer.json["expires_in"] == 3600
    assert answer.headers["cache-control"] == "no-store"


def test_tier_decides_the_limit(admin: TestClient) -> None:
    add(admin, tier="premium")
    used = call(admin, "GET", "usage", headers=token(admin))
    assert (used.json["requests_limit"], used.json["tier"]) == (50_000, "premium")
    assert call(admin, "GET", "usage").json["requests_limit"] == 5_000


def test_drawing_counts_for_the_authenticated_user(admin: TestClient) -> None:
    add(admin)
    headers = token(admin)
    drawn = call(admin, "GET", "generate", params={"data": "1", "format": "qr"}, headers=headers)
    assert drawn.status_code == 200
    assert drawn.headers["cache-control"].startswith("private")
    assert call(admin, "POST", "admin/sync-db", headers=MASTER).json["written"] == 1
    used = call(admin, "GET", "usage", headers=headers).json
    assert (used["requests_today"], used["remaining_requests"]) == (1, 9_999)
    assert [(line["interface"], line["format"], line["count"]) for line in used["history"]] == [
        ("http", "qr", 1)
    ]
    assert used["reset_time"].endswith("T00:00:00Z")
    assert call(admin, "GET", "usage").json["requests_today"] == 0


@pytest.mark.parametrize("path", ["/api/generate", "/api/v1/api/generate"])
def test_credentials_count_at_alias_paths(admin: TestClient, path: str) -> None:
    add(admin)
    headers = token(admin)
    params = {"data": "1", "format": "qr"}
    assert admin.simulate_get(path, params=params, headers=headers).status_code == 200
    assert call(admin, "GET", "usage", headers=headers).json["requests_today"] == 1
    wrong = {"X-API-Key": "bk_nonsense"}
    assert admin.simulate_get(path, params=params, headers=wrong).status_code == 401


def test_number_of_keys_is_bounded(admin: TestClient) -> None:
    add(admin)
    headers = token(admin)
    made = [call(admin, "POST", "keys", headers=headers) for _ in range(101)]
    assert [answer.status_code for answer in made] == [201] * 100 + [400]
    assert made[-1].json["code"] == "key.too_many"


def test_operator_gets_the_usage_of_all_callers(admin: TestClient) -> None:
    for data in ("1", "2"):
        call(admin, "GET", "generate", params={"data": data, "format": "qr"})
    call(admin, "POST", "admin/sync-db", headers=MASTER)
    figures = call(admin, "GET", "usage/metrics", headers=MASTER).json
    assert (figures["barcodes_today"], figures["callers_today"]) == (2, 1)
    assert (figures["by_format"], figures["by_interface"]) == ({"qr": 2}, {"http": 2})


def test_key_is_sent_once_and_works_until_it_is_revoked(admin: TestClient) -> None:
    add(admin)
    headers = token(admin)
    made = call(admin, "POST", "keys", json={"label": "till"}, headers=headers)
    assert made.status_code == 201
    secret = made.json["api_key"]
    listed = call(admin, "GET", "keys", headers={"X-API-Key": secret}).json["keys"]
    assert [(key["id"], key["label"]) for key in listed] == [(made.json["id"], "till")]
    assert secret not in str(listed)
    assert secret.startswith(listed[0]["beginning"])
    revoked = call(admin, "DELETE", f"keys/{made.json['id']}", headers=headers)
    assert (revoked.status_code, revoked.content) == (204, b"")
    assert call(admin, "GET", "usage", headers={"X-API-Key": secret}).status_code == 401
    assert call(admin, "DELETE", f"keys?id={made.json['id']}", headers=headers).status_code == 404


def test_key_can_not_make_keys(admin: TestClient) -> None:
    add(admin)
    secret = call(admin, "POST", "keys", headers=token(admin)).json["api_key"]
    for method in ("POST", "DELETE"):
        refused = call(admin, method, "keys", params={"id": "1"}, headers={"X-API-Key": secret})
        assert refused.status_code in (400, 403)
    assert call(admin, "GET", "usage", headers={"X-API-Key": secret}).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_keys_need_credentials(client: TestClient, method: str) -> None:
    answer = call(client, method, "keys", params={"id": "1"} if method == "DELETE" else None)
    assert answer.status_code == 401


def test_key_of_another_user_is_a_404(admin: TestClient) -> None:
    add(admin)
    add(admin, username="otto")
    made = call(admin, "POST", "keys", headers=token(admin)).json["id"]
    answer = call(admin, "DELETE", f"keys/{made}", headers=token(admin, username="otto"))
    assert answer.status_code == 404


def test_disabled_user_is_refused_and_needs_a_new_token_when_enabled(admin: TestClient) -> None:
    user_id = add(admin)
    headers = token(admin)
    path = f"admin/users/{user_id}"
    changed = call(admin, "PATCH", path, json={"disabled": True}, headers=MASTER)
    assert (changed.status_code, changed.json["disabled"]) == (200, True)
    assert call(admin, "GET", "usage", headers=headers).status_code == 401
    assert call(admin, "POST", "token", json=ANNA).status_code == 401
    call(admin, "PATCH", path, json={"disabled": False}, headers=MASTER)
    assert call(admin, "GET", "usage", headers=headers).status_code == 401
    assert call(admin, "GET", "usage", headers=token(admin)).status_code == 200


def test_new_password_invalidates_the_tokens(admin: TestClient) -> None:
    user_id = add(admin)
    headers = token(admin)
    new = {"password": "battery staple"}
    call(admin, "PATCH", f"admin/users/{user_id}", json=new, headers=MASTER)
    assert call(admin, "GET", "usage", headers=headers).status_code == 401
    assert call(admin, "GET", "usage", headers=token(admin, **new)).status_code == 200


def test_tier_changes_immediately(admin: TestClient) -> None:
    user_id = add(admin)
    headers = token(admin)
    call(admin, "PATCH", f"admin/users/{user_id}", json={"tier": "standard"}, headers=MASTER)
    assert call(admin, "GET", "usage", headers=headers).json["requests_limit"] == 15_000


def test_deleted_user_is_refused_and_not_listed(admin: TestClient) -> None:
    user_id = add(admin)
    headers = token(admin)
    assert call(admin, "DELETE", f"admin/users/{user_id}", headers=MASTER).status_code == 204
    assert call(admin, "GET", "usage", headers=headers).status_code == 401
    assert call(admin, "GET", "admin/users", headers=MASTER).json == {"users": []}


def test_change_that_not_every_process_knows_is_a_202(admin: TestClient, tmp_path: Path) -> None:
    """RFC 9110, 15.3.3. Clients repeat a 503, and the user would be unknown the second time."""
    user_id = add(admin)
    key = call(admin, "POST", "keys", headers=token(admin)).json["id"]
    headers = token(admin)
    block_revocations(tmp_path)
    answer = call(admin, "DELETE", f"keys/{key}", headers=headers)
    assert (answer.status_code, list(answer.json)) == (202, ["message"])
    change = {"tier": "premium"}
    answer = call(admin, "PATCH", f"admin/users/{user_id}", json=change, headers=MASTER)
    assert (answer.status_code, answer.json["tier"]) == (202, "premium")
    answer = call(admin, "DELETE", f"admin/users/{user_id}", headers=MASTER)
    assert (answer.status_code, list(answer.json)) == (202, ["message"])
    assert call(admin, "GET", "admin/users", headers=MASTER).json["users"] == []


def test_users_are_listed_after_an_id(admin: TestClient) -> None:
    add(admin)
    second = add(admin, username="otto")
    listed = call(admin, "GET", "admin/users?after=1", headers=MASTER).json["users"]
    assert [user["id"] for user in listed] == [second]
    assert "password" not in str(listed)


def test_usage_agrees_with_its_headers(client: TestClient) -> None:
    """Both report the same decision of the limiter."""
    for _ in range(3):
        assert client.simulate_get("/api/v1/generate?data=1&format=code128").status_code == 200
    answer = call(client, "GET", "usage")
    assert answer.json["requests_today"] == 3
    assert answer.json["remaining_requests"] == int(answer.headers["x-rate-limit-remaining"])
    assert answer.json["requests_limit"] == int(answer.headers["x-rate-limit-requests"])
