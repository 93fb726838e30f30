"""Somebody with an account, made over the API as an operator and they themselves would."""

import json
import urllib.request
from typing import Any

from msgspec import Struct

from tests.e2e.running import RunningStack
from tests.system.browser import Browser

MASTER = "a-master-key-that-nobody-guesses"
PASSWORD = "correct horse battery staple"


class Account(Struct, frozen=True):
    """Somebody who may sign in."""

    id: int
    name: str
    token: str
    key: str


def ask(stack: RunningStack, method: str, path: str, body: object = None, **headers: str) -> Any:
    """Ask the API and return what it answers."""
    request = urllib.request.Request(
        f"{stack.url}/api/v1/{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", **headers},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read() or "null")


def add(stack: RunningStack, name: str) -> Account:
    """Add a user who has logged in, once, and made a key."""
    admin = {"master-key": MASTER}
    user = {"username": name, "password": PASSWORD}
    made = ask(stack, "POST", "admin/users", user, **admin)
    token = ask(stack, "POST", "token", user)["access_token"]
    key = ask(stack, "POST", "keys", {"label": "page"}, Authorization=f"Bearer {token}")
    return Account(made["user_id"], name, token, key["api_key"])


def give_password(page: Browser, name: str, password: str) -> None:
    """Fill in the dialog for signing in, which is open, and send it."""
    page.type("#username", name)
    page.type("#password", password)
    page.find("#account-submit").click()
