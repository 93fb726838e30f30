"""Accounts for the tests of the page, made over the API."""

import json
import urllib.request
from typing import Any

from msgspec import Struct

from tests.e2e.running import RunningStack
from tests.servers.waiting import WAIT_SECONDS
from tests.system.browser import Browser

MASTER = "a-master-key-of-the-page-tests"
PASSWORD = "correct horse battery staple"


class Account(Struct, frozen=True):
    """A user, with a token and an API key."""

    id: int
    name: str
    token: str
    key: str


def request(
    stack: RunningStack, method: str, path: str, body: object = None, **headers: str
) -> Any:
    """Send a request to the API and return the JSON of the answer."""
    message = urllib.request.Request(
        f"{stack.url}/api/v1/{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", **headers},
        method=method,
    )
    with urllib.request.urlopen(message, timeout=WAIT_SECONDS) as answer:
        return json.loads(answer.read() or "null")


def add(stack: RunningStack, name: str) -> Account:
    """Add a user, log in and make a key."""
    admin = {"master-key": MASTER}
    user = {"username": name, "password": PASSWORD}
    made = request(stack, "POST", "admin/users", user, **admin)
    token = request(stack, "POST", "token", user)["access_token"]
    key = request(stack, "POST", "keys", {"label": "page"}, Authorization=f"Bearer {token}")
    return Account(made["user_id"], name, token, key["api_key"])


def give_password(page: Browser, name: str, password: str) -> None:
    """Fill in and send the open dialog for signing in."""
    page.type("#username", name)
    page.type("#password", password)
    page.find("#account-submit").click()
