"""What is in the audit log of acts over HTTP, and what is not."""

from pathlib import Path

from falcon.testing import TestClient

from common.services.bundle import open_services
from common.settings import load
from rest.app import create_app

MASTER = {"master-key": "open sesame"}


def test_every_act_login_and_failure_is_there_without_secrets(tmp_path: Path) -> None:
    """Issue C, 2."""
    settings = load({"DATA_DIR": str(tmp_path), "MASTER_API_KEY": "open sesame"})
    with open_services(settings, process="rest") as services:
        client = TestClient(create_app(services))
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
        found = services.audit.latest()
    assert [(line.actor, line.action, line.target, line.outcome) for line in reversed(found)] == [
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
    assert {line.address for line in found} == {"ip:127.0.0.1"}
    told = repr(found)
    assert not [s for s in ("hunter2", "correct horse", token, key["api_key"]) if s in told]
