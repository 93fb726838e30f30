"""The audit log of changes, logins and failures over HTTP."""

from collections import Counter
from pathlib import Path

from falcon.testing import TestClient

from common.services.container import open_services
from common.settings import load
from rest.app import create_app
from tests.rest.requests import LOCAL

MASTER = {"master-key": "open sesame"}


def test_changes_logins_and_failures_are_logged_without_secrets(tmp_path: Path) -> None:
    """docs/accounts.md: the audit log has every change, login and failure, and no secrets."""
    settings = load({"DATA_DIR": str(tmp_path), "MASTER_API_KEY": "open sesame"})
    with open_services(settings, process="rest") as services:
        client = TestClient(create_app(services), headers=LOCAL)
        anna = {"username": "anna", "password": "correct horse"}
        client.simulate_post("/api/v1/admin/users", json=anna, headers={"master-key": "hunter2"})
        client.simulate_post("/api/v1/admin/users", json=anna, headers=MASTER)
        client.simulate_post("/api/v1/admin/users", json=anna, headers=MASTER)
        client.simulate_post("/api/v1/token", json={**anna, "password": "hunter2"})
        token = client.simulate_post("/api/v1/token", json=anna).json["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        key = client.simulate_post("/api/v1/keys", headers=bearer).json
        client.simulate_delete(f"/api/v1/keys/{key['id']}", headers=bearer)
        client.simulate_patch("/api/v1/admin/users/1", json={"disabled": True}, headers=MASTER)
        client.simulate_delete("/api/v1/admin/users/1", headers=MASTER)
        lines = services.audit.latest()
    assert [(line.actor, line.action, line.target, line.outcome) for line in reversed(lines)] == [
        ("ip:127.0.0.1", "admin", "", "BadCredentials"),
        ("admin", "user.add", "user:1", "done"),
        ("admin", "user.add", "anna", "name taken"),
        ("ip:127.0.0.1", "login", "anna", "BadCredentials"),
        ("user:1", "login", "user:1", "done"),
        ("user:1", "key.create", "key:1 of user:1", "done"),
        ("user:1", "key.revoke", "key:1 of user:1", "done"),
        ("admin", "user.change", "user:1", "disabled True"),
        ("admin", "user.delete", "user:1", "done"),
    ]
    assert {line.address for line in lines} == {"ip:127.0.0.1"}
    log = repr(lines)
    assert not [s for s in ("hunter2", "correct horse", token, key["api_key"]) if s in log]


def test_first_refused_attempts_of_each_address_are_logged(tmp_path: Path) -> None:
    """Failures are logged, but repeated ones must not fill the store."""
    proxied = {"DATA_DIR": str(tmp_path), "TRUSTED_PROXIES": "127.0.0.1"}
    settings = load({**proxied, "MASTER_API_KEY": "open sesame", "RATE_LIMIT_BURST": "100000"})
    wrong = {"username": "anna", "password": "hunter2"}
    with open_services(settings, process="a") as one, open_services(settings, process="b") as two:
        for number in range(20):
            client = TestClient(create_app(one if number % 2 else two), headers=LOCAL)
            for address in ("192.0.2.1", "192.0.2.2"):
                headers = {"X-Forwarded-For": address}
                client.simulate_post("/api/v1/token", json=wrong, headers=headers)
                client.simulate_get("/api/v1/admin/users", headers=headers)
        lines = Counter((line.actor, line.action, line.outcome) for line in one.audit.latest(1_000))
    refused = "TooManyAttempts; further ones are not logged"
    assert lines == {
        (f"ip:{address}", action, outcome): count
        for address in ("192.0.2.1", "192.0.2.2")
        for action, outcome, count in (
            ("login", "BadCredentials", 5),
            ("login", refused, 1),
            ("admin", "BadCredentials", 10),
            ("admin", refused, 1),
        )
    }


def test_first_attempt_without_a_configured_master_key_is_logged(tmp_path: Path) -> None:
    """Without a master key no credentials are checked, so attempts are not limited."""
    with open_services(load({"DATA_DIR": str(tmp_path)}), process="rest") as services:
        client = TestClient(create_app(services), headers=LOCAL)
        for _ in range(5):
            assert client.simulate_get("/api/v1/admin/users", headers=MASTER).status_code == 403
        (line,) = services.audit.latest()
    assert line.outcome == "Forbidden; further ones are not logged"
