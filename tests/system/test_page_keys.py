"""API keys on the page: list, make and revoke (docs/accounts.md)."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.running import RunningStack
from tests.servers.waiting import WAIT_SECONDS
from tests.system.accounts import MASTER, PASSWORD, Account, add, give_password, request
from tests.system.browser import Browser, read

# It requires credentials.
STACK = {
    "MASTER_API_KEY": MASTER,
    "RATE_LIMIT_UNAUTHENTICATED": "0",
    "RATE_LIMIT_BURST": "1000",
}


@pytest.fixture(scope="module")
def anna(stack: RunningStack) -> Account:
    return add(stack, "anna")


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Iterator[Browser]:
    """A browser with the page of a visitor."""
    browser.open(f"{stack.url}/#/status")
    browser.says("#status-who", "visitor")
    yield browser
    browser.run("sessionStorage.clear()")


def open_keys(page: Browser, kind: str, secret: str) -> None:
    """Open the dialog with a stored account: only few logins are allowed in five minutes."""
    account = json.dumps({"kind": kind, "secret": secret, "name": "me"})
    page.run("sessionStorage.setItem('account', arguments[0])", account)
    page.driver.refresh()
    page.says("#account-name", "me")
    page.find("#account").click()


@pytest.fixture
def keys(page: Browser, stack: RunningStack, anna: Account) -> Browser:
    """The dialog of a user who signed in by password and has the keys "page" and "other"."""
    for key in keys_of(stack, anna):
        if key["label"] != "page":
            request(stack, "DELETE", f"keys/{key['id']}", Authorization=f"Bearer {anna.token}")
    request(stack, "POST", "keys", {"label": "other"}, Authorization=f"Bearer {anna.token}")
    open_keys(page, "token", anna.token)
    page.says("#keys-says", "2 keys")
    return page


def keys_of(stack: RunningStack, account: Account) -> list[dict[str, str | int]]:
    found: list[dict[str, str | int]] = request(
        stack, "GET", "keys", Authorization=f"Bearer {account.token}"
    )["keys"]
    return found


def labels(page: Browser) -> list[str]:
    return page.texts("#keys-list strong")


def focused(page: Browser) -> str:
    """Return the accessible name of the focused element."""
    name: str = page.driver.switch_to.active_element.accessible_name
    return name


def make(page: Browser, label: str) -> str:
    """Make a key called *label* and return its secret."""
    page.type("#keys-label", label)
    page.find("#keys-make").click()
    page.until(lambda: page.find("#keys-secret").is_displayed(), "the secret is shown")
    page.until(lambda: label in labels(page), "it is in the list")
    return page.text("#keys-secret")


def draw(stack: RunningStack, key: str) -> list[str]:
    """Draw with *key* over HTTP; return the texts in the picture, or the code of the error."""
    url = f"{stack.url}/api/v1/generate?format=qr&data=hello"
    try:
        with urlopen(Request(url, headers={"X-API-Key": key}), timeout=WAIT_SECONDS) as answer:
            return read(answer.read())
    except HTTPError as refusal:
        return [json.loads(refusal.read())["code"]]


def test_label_that_is_too_long_is_refused_at_its_field(keys: Browser) -> None:
    keys.type("#keys-label", "a" * 101)
    keys.find("#keys-make").click()

    keys.says("#keys-label-problem", "Give up to 100 characters.")
    assert keys.find("#keys-label").get_attribute("aria-invalid") == "true"
    assert not keys.find("#keys-secret").is_displayed()
    keys.find("#keys-label").send_keys(Keys.BACKSPACE)
    assert not keys.find("#keys-label-problem").is_displayed()


def test_too_many_keys_are_refused_with_a_message(page: Browser, stack: RunningStack) -> None:
    """A user can have 100 keys."""
    maria = add(stack, "maria")
    for _ in range(99):
        request(stack, "POST", "keys", {}, Authorization=f"Bearer {maria.token}")
    open_keys(page, "token", maria.token)
    page.says("#keys-says", "100 keys")
    page.find("#keys-make").click()

    page.says("#keys-refusal", "Revoke one that is no longer used.")


def test_unavailable_server_is_reported_and_the_key_stays(keys: Browser) -> None:
    keys.named("#keys-list li:first-child button", "Revoke").click()
    keys.network(offline=True)
    try:
        keys.named("#keys-list button", "Revoke it").click()
        keys.says("#keys-refusal", "The server does not answer.")
    finally:
        keys.network()

    assert labels(keys) == ["other", "page"]
    assert focused(keys) == "Keep it"


def test_user_with_a_key_is_told_how_to_manage_keys(page: Browser, anna: Account) -> None:
    open_keys(page, "key", anna.key)

    page.says("#keys-closed", "sign in with your name and password")
    assert not page.find("#keys-own").is_displayed()


def test_keys_are_listed_with_label_beginning_and_age(
    keys: Browser, stack: RunningStack, anna: Account
) -> None:
    """The newest first, with the values of the API."""
    listed = [
        (
            row.find_element("css selector", "strong").text,
            row.find_element("css selector", "code").text.removesuffix("…"),
            row.find_element("css selector", "time").get_attribute("datetime"),
        )
        for row in keys.all("#keys-list li")
    ]

    known = [(key["label"], key["beginning"], key["created_at"]) for key in keys_of(stack, anna)]
    assert [
        (label, beginning, int(datetime.fromisoformat(made or "").timestamp()))
        for label, beginning, made in listed
    ] == known[::-1]


def test_key_is_made_used_and_revoked(page: Browser, stack: RunningStack, anna: Account) -> None:
    page.find("#account").click()
    give_password(page, "anna", PASSWORD)
    page.says("#account-name", "anna")
    page.find("#account").click()
    secret = make(page, "till 7")
    assert draw(stack, secret) == ["hello"]

    page.named("#keys-list li:first-child button", "Revoke").click()
    assert draw(stack, secret) == ["hello"]
    page.named("#keys-list button", "Revoke it").click()

    page.says("#keys-says", "till 7 is revoked")
    assert "till 7" not in labels(page)
    assert not page.find("#keys-secret").is_displayed()
    assert draw(stack, secret) == ["auth.bad_credentials"]


def test_secret_is_shown_once_and_not_stored(keys: Browser) -> None:
    secret = make(keys, "till")
    assert "not shown again" in keys.text("#keys-new-says")
    assert focused(keys) == "Copy"
    keys.driver.switch_to.active_element.send_keys(Keys.ENTER)
    keys.says("#keys-says", "API key copied")
    assert keys.clipboard() == secret.encode()

    keys.find("#account-close").click()
    keys.find("#account").click()

    keys.says("#keys-says", "3 keys")
    assert secret not in keys.run("return document.documentElement.outerHTML + location.href")
    assert secret not in keys.run(
        "return JSON.stringify([sessionStorage, localStorage]) + document.cookie"
    )


def test_click_outside_the_dialog_keeps_the_secret(keys: Browser) -> None:
    secret = make(keys, "till")
    keys.run("document.querySelector('#account-dialog').click()")

    assert keys.text("#keys-secret") == secret


def test_revoking_can_be_cancelled(keys: Browser) -> None:
    keys.named("#keys-list li:first-child button", "Revoke").click()
    assert focused(keys) == "Keep it"
    keys.driver.switch_to.active_element.send_keys(Keys.ESCAPE)

    assert focused(keys).startswith("Revoke other, ")
    assert keys.find("#account-dialog").is_displayed()
    assert labels(keys) == ["other", "page"]


def test_question_remains_when_a_key_is_made(keys: Browser) -> None:
    keys.find("#keys-list button").click()
    make(keys, "till")

    assert labels(keys) == ["till", "other", "page"]
    assert keys.named("#keys-list button", "Keep it").is_displayed()


def test_focus_moves_to_the_next_key(keys: Browser) -> None:
    """With the keyboard only, from a revoked key to its neighbour."""
    keys.find("#keys-list button").send_keys(Keys.ENTER)
    keys.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert focused(keys) == "Revoke it"
    keys.driver.switch_to.active_element.send_keys(Keys.ENTER)

    keys.until(lambda: labels(keys) == ["page"], "the other is gone")
    assert focused(keys).startswith("Revoke page, ")


def test_key_that_was_revoked_elsewhere_is_removed(
    keys: Browser, stack: RunningStack, anna: Account
) -> None:
    other = keys_of(stack, anna)[-1]["id"]
    request(stack, "DELETE", f"keys/{other}", Authorization=f"Bearer {anna.token}")
    keys.named("#keys-list li:first-child button", "Revoke").click()
    keys.named("#keys-list button", "Revoke it").click()

    keys.says("#keys-refusal", "no key of yours")
    assert labels(keys) == ["page"]


def test_invalidated_token_leads_to_signing_in(page: Browser, stack: RunningStack) -> None:
    """A new password invalidates the earlier tokens."""
    otto = add(stack, "otto")
    open_keys(page, "token", otto.token)
    secret = make(page, "till")
    new = {"password": PASSWORD[::-1]}
    request(stack, "PATCH", f"admin/users/{otto.id}", new, **{"master-key": MASTER})
    page.find("#keys-make").click()

    page.says("#account-problem", "no longer valid. Sign in again.")
    assert page.driver.switch_to.active_element.get_attribute("id") == "username"
    assert page.run("return sessionStorage.length") == 0
    assert secret not in page.run("return document.documentElement.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_keys(keys: Browser, axe: Path, scheme: str) -> None:
    keys.colour(scheme)
    make(keys, "till")
    keys.find("#keys-list button").click()
    assert keys.check_with_axe(axe) == []

    keys.type("#keys-label", "a" * 101)
    keys.find("#keys-make").click()
    keys.says("#keys-label-problem", "100")
    assert keys.check_with_axe(axe) == []


def test_keys_with_long_labels_fit_a_phone(keys: Browser) -> None:
    keys.resize(320, 700)
    make(keys, "w" * 100)
    keys.find("#keys-list button").click()

    dialog = "document.querySelector('#account-dialog')"
    assert keys.run("return document.documentElement.scrollWidth") <= 320
    assert keys.run(f"return {dialog}.scrollWidth - {dialog}.clientWidth") == 0
