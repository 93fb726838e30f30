"""The store behind PgBouncer with pool mode `transaction`, as operators of many containers use it.

Expectations: docs/deployment.md; pgbouncer.org/features: what a pooled transaction does not keep.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.running import RunningStack
from tests.servers.postgres import PostgresServer
from tests.servers.waiting import eventually
from tests.system.pgbouncer import PgBouncer

MASTER_KEY = "m" * 32
USERS = 20
ATTEMPTS = 5


@pytest.fixture(
    scope="module",
    params=["", "ignore_startup_parameters = options"],
    ids=["as shipped", "options are ignored"],
)
def stack(
    request: pytest.FixtureRequest,
    postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningStack]:
    with postgres_server.database() as url:
        pooler = PgBouncer(tmp_path_factory.mktemp("pgbouncer"), url, request.param)
        with RunningStack(
            DATABASE_URL=pooler.url,
            MASTER_API_KEY=MASTER_KEY,
            WORKERS="2",
            RATE_LIMIT_BURST="10000",
        ) as running:
            yield running
        pooler.stop()


def send(stack: RunningStack, method: str, path: str, body: object = None, **headers: str) -> Any:
    """Send a request to the API; an answer that is an error raises.

    A busy machine answers too late for the service at times, which is a 503: clients try again.
    """
    url = f"http://127.0.0.1:{stack.environ['API_PORT']}/api/v1/{path}"
    sent = {
        "Content-Type": "application/json",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, sent, method=method)
    for attempt in range(ATTEMPTS):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                content = answer.read()
                is_json = "json" in answer.headers["Content-Type"]
                return json.loads(content) if is_json else content
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 503 or attempt == ATTEMPTS - 1:
                raise
            eventually(lambda: is_ready(stack), "the stack is ready")
    raise AssertionError


def is_ready(stack: RunningStack) -> bool:
    """Return True if the stack would serve a user."""
    url = f"http://127.0.0.1:{stack.environ['API_PORT']}/health"
    with urllib.request.urlopen(url, timeout=20) as answer:
        return bool(json.load(answer)["status"] == "ok")


def test_concurrent_accounts_and_batches_work(stack: RunningStack) -> None:
    def use(number: int) -> int:
        account = {"username": f"user{number}", "password": "four unrelated words here"}
        added = send(
            stack, "POST", "admin/users", {**account, "tier": "basic"}, master_key=MASTER_KEY
        )
        changed = f"admin/users/{added['user_id']}"
        send(stack, "PATCH", changed, {"tier": "premium"}, master_key=MASTER_KEY)
        rows = [{"data": f"{number}-{row}", "format": "code128"} for row in range(20)]
        batch = send(stack, "POST", "batches", rows)
        archive = send(stack, "GET", batch["links"]["barcodes.zip"].removeprefix("/api/v1/"))
        assert archive[:2] == b"PK"
        return int(batch["valid"])

    # Twice as many as the pooler has connections, so that they wait for each other.
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(use, range(USERS))) == [20] * USERS
    listed = send(stack, "GET", "admin/users", master_key=MASTER_KEY)
    assert len(listed["users"] if isinstance(listed, dict) else listed) == USERS
    # Errors of a connection that another client has used.
    for symptom in ("prepared statement", "does not exist", "startup parameter"):
        assert symptom not in stack.log.read_text()


def test_credentials_work_and_are_revoked(stack: RunningStack) -> None:
    account = {"username": "anna", "password": "four unrelated words here"}
    send(stack, "POST", "admin/users", {**account, "tier": "basic"}, master_key=MASTER_KEY)
    token = send(stack, "POST", "token", account)["access_token"]
    made = send(stack, "POST", "keys", {}, Authorization=f"Bearer {token}")
    key = next(value for value in made.values() if str(value).startswith("bk_"))
    assert send(stack, "GET", "usage", X_API_Key=key)["tier"] == "basic"


def test_second_container_starts_and_finds_the_tables(stack: RunningStack) -> None:
    """Migrations wait for each other by a lock of their transaction, not of a session."""
    shared = {name: stack.environ[name] for name in ("DATABASE_URL", "MASTER_API_KEY")}
    with RunningStack(**shared) as other:
        users = send(other, "GET", "admin/users", master_key=MASTER_KEY)
        assert users == send(stack, "GET", "admin/users", master_key=MASTER_KEY)
        eventually(lambda: is_ready(other), "the other stack is ready")
