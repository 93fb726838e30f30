"""Credentials over both ports: who may connect, who is charged, and when connections are closed.

Expectations: docs/mcp.md: the same credentials as over HTTP, tickets for browsers, and 1008 when
credentials expire or are revoked.
"""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from common.mcp.catalogue import catalogue
from common.operations import mcp_access, users
from common.operations.users import Actor
from common.services import wait_budget
from common.services.accounts.authentication import Identity
from common.services.container import Services, open_services
from common.services.store.accounts import User
from common.settings import load
from mcp_daemon import revocation
from mcp_daemon.authentication import Authenticator
from mcp_daemon.worker_pool import WorkerPool
from rest import openapi, routes
from tests.common.mcp.client import initialize
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.running import Endpoint, RunningDaemon
from tests.servers.waiting import WAIT_SECONDS

Reach = Callable[[RunningDaemon], Endpoint]
ACTOR = Actor("test")
PASSWORD = "correct horse"
PING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})


@pytest.fixture
def anna(daemon: RunningDaemon) -> Iterator[User]:
    """Add a user to the store that all daemons of these tests share."""
    yield (added := add(daemon.services))
    if daemon.services.accounts.user(added.id):
        users.delete(daemon.services, ACTOR, added.id)


def add(services: Services) -> User:
    hashed = services.auth.passwords.hash(PASSWORD)
    return services.accounts.add_user("anna", hashed, "premium", services.clock.now())


def key_of(services: Services, user: User) -> str:
    return users.create_key(services, ACTOR, user.id).secret


def token_of(services: Services, user: User) -> str:
    # An address of its own: the logins of one are limited.
    return services.auth.login(user.username, PASSWORD, uuid.uuid4().hex)[1].value


def identity_of(services: Services, secret: str) -> Identity:
    found = services.auth.identify(None, secret)
    assert found is not None
    return found


def answers(client: ClientConnection) -> bool:
    client.send(PING)
    return bool(json.loads(client.recv(timeout=WAIT_SECONDS))["result"] == {})


def refusal(endpoint: Endpoint, **options: Any) -> Any:
    with pytest.raises(InvalidStatus) as caught, endpoint.connect(**options):
        pass
    return caught.value.response


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Token nonsense"},
        {"X-API-Key": "bk_nonsense"},
    ],
)
def test_bad_credentials_are_refused(endpoint: Endpoint, headers: dict[str, str]) -> None:
    """RFC 9110, 11.6.1: 401 with WWW-Authenticate."""
    response = refusal(endpoint, additional_headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_two_credentials_are_refused(endpoint: Endpoint) -> None:
    """RFC 6750, 3.1."""
    headers = {"Authorization": "Bearer nonsense", "X-API-Key": "bk_nonsense"}
    assert refusal(endpoint, additional_headers=headers).status_code == 400


@pytest.mark.parametrize(
    "options",
    [
        {"additional_headers": {"X-API-Key": "bk_nonsense"}},
        {"subprotocols": ["mcp", "ticket.nonsense"]},
        {"additional_headers": {"Origin": "https://evil.example"}},
        {"additional_headers": {"Authorization": "Bearer a", "X-API-Key": "b"}},
    ],
    ids=["key", "ticket", "origin", "two"],
)
def test_refusal_has_a_media_type_of_the_openapi_document(
    endpoint: Endpoint, options: dict[str, Any]
) -> None:
    """OpenAPI: each response has one of the documented media types."""
    document = openapi.build(load({}), routes.collect())
    described = document["paths"]["/api/v1/mcp/ws/{client_id}"]["get"]["responses"]
    response = refusal(endpoint, **options)
    kinds = described[str(response.status_code)]["content"]
    assert response.headers["Content-Type"].partition(";")[0] in kinds


def test_unknown_ticket_is_refused(endpoint: Endpoint) -> None:
    """docs/mcp.md: a ticket is valid once and for a minute."""
    assert refusal(endpoint, subprotocols=["mcp", "ticket.nonsense"]).status_code == 401


def test_client_without_credentials_is_refused_if_they_are_required(
    start: Start, reach: Reach
) -> None:
    """README, settings: MCP_ANONYMOUS."""
    daemon = start(MCP_ANONYMOUS="false")
    endpoint = reach(daemon)
    assert refusal(endpoint).status_code == 401
    anna = add(daemon.services)
    try:
        secret = key_of(daemon.services, anna)
        with endpoint.connect(additional_headers={"X-API-Key": secret}) as client:
            assert answers(client)
    finally:
        users.delete(daemon.services, ACTOR, anna.id)


def test_token_and_key_open_a_socket(daemon: RunningDaemon, endpoint: Endpoint, anna: User) -> None:
    """docs/mcp.md, credentials: Authorization: Bearer, or X-API-Key."""
    token, key = token_of(daemon.services, anna), key_of(daemon.services, anna)
    for headers in (
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"Bearer {key}"},
        {"X-API-Key": key},
    ):
        with endpoint.connect(additional_headers=headers) as client:
            assert answers(client)


def test_ticket_opens_one_socket_and_is_not_echoed(
    daemon: RunningDaemon, endpoint: Endpoint, anna: User
) -> None:
    """docs/mcp.md: a ticket is valid once; RFC 6455, 4.2.2: one subprotocol is chosen."""
    identity = identity_of(daemon.services, key_of(daemon.services, anna))
    admission = mcp_access.issue_ticket(daemon.services, identity, None)
    offered: Any = [f"ticket.{admission.ticket}", "mcp"]
    with endpoint.connect(subprotocols=offered) as client:
        assert client.subprotocol == "mcp"
        assert answers(client)
    assert refusal(endpoint, subprotocols=offered).status_code == 401


@pytest.mark.parametrize("by", ["key", "token", "ticket"])
def test_connection_of_a_disabled_user_is_closed(
    daemon: RunningDaemon, endpoint: Endpoint, anna: User, by: str
) -> None:
    """RFC 6455, 7.4.1: 1008 for a violated policy; other connections stay open."""
    key = key_of(daemon.services, anna)
    options: dict[str, Any] = {
        "key": {"additional_headers": {"X-API-Key": key}},
        "token": {
            "additional_headers": {"Authorization": f"Bearer {token_of(daemon.services, anna)}"}
        },
        "ticket": {
            "subprotocols": [
                "mcp",
                "ticket."
                + mcp_access.issue_ticket(
                    daemon.services, identity_of(daemon.services, key), None
                ).ticket,
            ]
        },
    }[by]
    with endpoint.connect(**options) as client, endpoint.connect() as anonymous:
        assert answers(client)
        users.change(daemon.services, ACTOR, anna.id, disabled=True)
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=WAIT_SECONDS)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1008
        assert answers(anonymous)


def test_call_of_a_disabled_user_is_refused(
    start: Start, reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/accounts.md: disabling takes effect immediately, also before the next check."""
    monkeypatch.setattr(revocation, "CHECK_SECONDS", 60.0)
    daemon = start()
    anna = add(daemon.services)
    try:
        key = key_of(daemon.services, anna)
        with reach(daemon).connect(additional_headers={"X-API-Key": key}) as client:
            client.send(json.dumps(initialize("2025-06-18")))
            client.recv(timeout=WAIT_SECONDS)
            assert not echoed(client).get("isError")
            users.change(daemon.services, ACTOR, anna.id, disabled=True)
            refused = echoed(client)
        assert refused["isError"] is True
        assert refused["content"][0]["text"] == "The API key is not valid."
    finally:
        users.delete(daemon.services, ACTOR, anna.id)


def echoed(client: ClientConnection) -> Any:
    params = {"name": "echo", "arguments": {"text": "a"}}
    client.send(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}))
    return json.loads(client.recv(timeout=WAIT_SECONDS))["result"]


def test_connection_with_an_expired_token_is_closed(start: Start, reach: Reach) -> None:
    """docs/accounts.md: a token expires, by the clock of the daemon's services."""
    daemon = start()
    anna = add(daemon.services)
    try:
        token = token_of(daemon.services, anna)
        headers = {"Authorization": f"Bearer {token}"}
        with reach(daemon).connect(additional_headers=headers) as client:
            assert answers(client)
            daemon.services.clock.now = lambda: 4_102_444_800.0  # type: ignore[method-assign]
            with pytest.raises(ConnectionClosed) as caught:
                client.recv(timeout=WAIT_SECONDS)
            assert caught.value.rcvd is not None
            assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (
                1008,
                "The token has expired.",
            )
    finally:
        del daemon.services.clock.now  # type: ignore[attr-defined]
        users.delete(daemon.services, ACTOR, anna.id)


def test_drawing_is_charged_to_the_owner_of_the_credentials(
    data_dir: Path, reach: Callable[[RunningDaemon], Endpoint]
) -> None:
    """docs/accounts.md: one quota covers HTTP and MCP."""
    daemon = RunningDaemon(catalogue("9"), data_dir)
    anna = add(daemon.services)
    try:
        key = key_of(daemon.services, anna)
        arguments = {"data": "1", "format": "qr"}
        call = {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "barcode_generator", "arguments": arguments},
        }
        with reach(daemon).connect(additional_headers={"X-API-Key": key}) as client:
            client.send(json.dumps(initialize("2025-06-18")))
            client.recv(timeout=WAIT_SECONDS)
            client.send(json.dumps(call))
            answer = json.loads(client.recv(timeout=WAIT_SECONDS))
        assert not answer["result"].get("isError")
        caller = identity_of(daemon.services, key).principal("http")
        assert daemon.services.limiter.allowance(caller).used == 1
    finally:
        users.delete(daemon.services, ACTOR, anna.id)
        daemon.stop()


class BudgetAuth:
    """A credential check that records how long it may wait."""

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def identify(self, authorization: str, api_key: str, address: str) -> None:
        self.left_seconds = wait_budget.left_seconds()


def test_handshake_has_the_wait_budget_of_a_request(tmp_path: Path) -> None:
    """For Redis and the store together, even if both are unavailable."""
    auth = BudgetAuth()

    async def authenticate() -> None:
        pool = WorkerPool(1, 1)
        with open_services(load({"DATA_DIR": str(tmp_path)}), process="test") as services:
            authenticator = Authenticator(replace(services, auth=cast(Any, auth)), pool)
            await authenticator.authenticate(Headers({"X-API-Key": "bk_1"}), "ip:192.0.2.1")
        pool.close()

    asyncio.run(authenticate())
    assert auth.left_seconds == wait_budget.MAX_SECONDS
