"""Signing in on the page, on a server that draws nothing for visitors."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.interop.environments import MODULES, PYTHONS
from tests.system.accounts import MASTER, PASSWORD, Account, add, give_password, request
from tests.system.browser import Browser, read, run

TOKEN = "BARCODE_API_TOKEN"


# It requires credentials.
STACK = {
    "MASTER_API_KEY": MASTER,
    "RATE_LIMIT_UNAUTHENTICATED": "0",
    "MCP_ANONYMOUS": "false",
}


@pytest.fixture(scope="module")
def anna(stack: RunningStack) -> Account:
    return add(stack, "anna")


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Iterator[Browser]:
    """A browser with the page of a visitor, for whom the server draws nothing."""
    # The browser would show cached pictures of an earlier test's account without a request.
    browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.open(f"{stack.url}/#/make?format=qr&data=hello")
    browser.says("#stage-notice", "quota")
    yield browser
    browser.run("sessionStorage.clear()")


def sign_in(page: Browser, key: str) -> None:
    page.find("#account").click()
    page.named("#account-ways button", "API key").click()
    page.type("#api-key", key)
    page.find("#account-submit").click()
    page.until(lambda: not page.find("#account-dialog").is_displayed(), "the dialog is closed")


@pytest.fixture
def known(page: Browser, anna: Account) -> Browser:
    """A browser whose user has signed in with a key."""
    sign_in(page, anna.key)
    page.says("#badge", "Reads back hello")
    return page


def test_empty_field_is_reported_and_focused(page: Browser) -> None:
    page.find("#account").click()
    page.find("#account-submit").click()

    page.says("#account-problem", "name")
    assert page.driver.switch_to.active_element.get_attribute("id") == "username"


def test_wrong_key_is_refused_with_a_message(page: Browser) -> None:
    page.find("#account").click()
    page.named("#account-ways button", "API key").click()
    page.type("#api-key", "bk_unknown")
    page.find("#account-submit").click()

    page.says("#account-problem", "not")
    assert page.find("#account-dialog").is_displayed()
    assert page.run("return sessionStorage.length") == 0


def test_wrong_password_is_refused_and_the_correct_one_signs_in(
    page: Browser, anna: Account
) -> None:
    assert "Sign in to use" in page.text("#stage-notice")
    page.find("#account").click()
    give_password(page, "anna", "wrong")
    page.says("#account-problem", "The name or the password is wrong.")

    give_password(page, "anna", PASSWORD)

    page.says("#account-name", "anna")
    page.says("#badge", "Reads back hello")
    assert page.find("#password").get_attribute("value") == ""


def test_account_is_stored_in_the_tab_only(known: Browser, anna: Account) -> None:
    known.driver.refresh()

    known.says("#badge", "Reads back hello")
    assert known.text("#account-name") == f"{anna.key[:10]}…"
    assert known.run("return localStorage.length + document.cookie.length") == 0
    assert anna.key not in known.run("return document.documentElement.outerHTML + location.href")


def test_status_shows_tier_limits_and_usage_of_the_account(
    known: Browser, stack: RunningStack, anna: Account
) -> None:
    used = request(stack, "GET", "usage", **{"X-API-Key": anna.key})["requests_today"]
    assert used > 0
    known.find("#tab-status").click()

    known.says("#status-who", "Signed in")
    known.says("#usage-tiles", f"{used} of 10,000")
    known.says("#usage-tiles", "basic")
    known.find("#account").click()
    known.says("#account-facts", "basic")


def test_sign_out_makes_a_visitor(known: Browser) -> None:
    known.find("#account").click()
    known.find("#account-out").click()
    known.says("#toast", "Signed out")
    known.type("#data", "something else")

    known.says("#stage-notice", "quota")
    assert known.text("#account-name") == "Sign in"
    assert known.run("return sessionStorage.length") == 0


def test_disabled_account_is_signed_out_with_a_message(page: Browser, stack: RunningStack) -> None:
    disabled = add(stack, "disabled")
    sign_in(page, disabled.key)
    page.says("#badge", "Reads back hello")
    admin = {"master-key": MASTER}
    request(stack, "PATCH", f"admin/users/{disabled.id}", {"disabled": True}, **admin)
    page.find("#data").send_keys("!")

    page.says("#toast", "no longer valid")
    page.says("#account-name", "Sign in")
    page.says("#stage-notice", "quota")


def test_invalid_token_is_signed_out_with_a_message(page: Browser) -> None:
    """RFC 7519, 4.1.4: an expired token is refused, as this invalid one is."""
    page.run(
        "sessionStorage.setItem('account', JSON.stringify({kind: 'token', secret: 'x.y.z', "
        "name: 'old'}))"
    )
    page.driver.refresh()

    page.says("#toast", "no longer valid")
    page.says("#account-name", "Sign in")


def test_console_shows_why_a_visitor_can_not_connect(page: Browser) -> None:
    page.find("#tab-connect").click()
    page.find("#console-run").click()

    page.says("#frames", "Sign in")
    assert page.text("#console-state") == "not connected"


def test_console_connects_as_the_account(known: Browser) -> None:
    known.find("#tab-connect").click()
    known.find("#console-run").click()
    known.until(lambda: known.find("#console-picture").is_displayed(), "the picture came")
    assert read(known.picture("#console-picture img")) == ["hello"]

    known.find("#account").click()
    known.find("#account-out").click()
    known.says("#console-state", "not connected")


def test_picture_is_downloaded_and_copied_with_the_account(known: Browser) -> None:
    known.find("#download").click()
    assert read(known.downloaded("qr.png")) == ["hello"]

    known.find("#copy-picture").click()
    known.says("#toast", "Picture copied")
    assert read(known.clipboard("image/png")) == ["hello"]


def test_copied_code_does_not_contain_the_secret(known: Browser, anna: Account) -> None:
    known.unfold("#use")
    for button in known.all("#snippet-kinds button"):
        button.click()
        assert anna.key not in known.text("#snippet")
        assert known.text("#snippet-note")
    known.find("#tab-connect").click()
    for client in known.all("#clients button"):
        client.click()
        assert anna.key not in known.text("#client-code")
        assert TOKEN in known.text("#client-code"), client.text


@pytest.mark.parametrize("kind", ["curl", "Python", "JavaScript"])
def test_copied_code_draws_with_the_key_from_the_environment(
    known: Browser, anna: Account, tmp_path: Path, node: Path, kind: str
) -> None:
    known.unfold("#use")
    known.named("#snippet-kinds button", kind).click()
    code = known.text("#snippet")
    save = "\n(await import('node:fs')).writeFileSync('qr.png', await picture.bytes());"
    command: dict[str, list[str | Path]] = {
        "curl": ["sh", "-c", code],
        "Python": ["python3", "-c", code],
        "JavaScript": [node, "--input-type=module", "-e", code + save],
    }
    run(command[kind], tmp_path, **{TOKEN: anna.key})

    assert read((tmp_path / "qr.png").read_bytes()) == ["hello"]


@pytest.mark.parametrize("client", ["Python", "TypeScript"])
def test_program_for_a_client_draws_with_the_key_from_the_environment(
    known: Browser, anna: Account, tmp_path: Path, node: Path, client: str
) -> None:
    known.find("#tab-connect").click()
    known.named("#clients button", client).click()
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "a.mjs").write_text(known.text("#client-code"))
    command: dict[str, list[str | Path]] = {
        "Python": [PYTHONS["v1"], "a.mjs"],
        "TypeScript": [node, "a.mjs"],
    }

    assert "image" in run(command[client], tmp_path, **{TOKEN: anna.key})


def test_batch_of_the_account_is_downloaded_and_hidden_after_sign_out(known: Browser) -> None:
    known.find("#tab-many").click()
    known.until(
        lambda: known.run("return 'ready' in document.querySelector('#many').dataset"),
        "the scripts of the tab have started",
    )
    known.run("document.querySelector('#many-text').value = 'data,format\\nmine,qr\\n'")
    known.find("#many-form [type=submit]").click()
    known.says("#many-says", "1 row can be drawn.")
    known.find("#many-zip").click()
    with zipfile.ZipFile(io.BytesIO(known.downloaded("barcodes.zip"))) as archive:
        assert read(archive.read("mine.png")) == ["mine"]

    known.find("#account").click()
    known.find("#account-out").click()

    known.says("#many-says", "check the rows again")
    assert not known.find("#many-table").is_displayed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_dialogs(known: Browser, axe: Path, scheme: str) -> None:
    known.colour(scheme)
    known.find("#account").click()
    known.says("#account-facts", "basic")
    assert known.check_with_axe(axe) == []

    known.find("#account-out").click()
    known.find("#account").click()
    assert known.check_with_axe(axe) == []


def test_dialog_and_a_long_name_fit_a_phone(page: Browser) -> None:
    page.resize(320, 700)
    page.run("document.querySelector('#account-name').textContent = 'a'.repeat(64)")
    page.find("#account").click()

    assert page.run("return document.documentElement.scrollWidth") <= 320


def test_too_many_attempts_are_refused_with_the_time_to_wait(page: Browser) -> None:
    """The server allows five in five minutes; this must be the last test of the file."""
    page.find("#account").click()
    give_password(page, "anna", "wrong")
    for _ in range(5):
        page.until(
            lambda: page.find("#account-submit").is_enabled() and page.text("#account-problem"),
            "it is answered",
        )
        page.find("#account-submit").click()

    page.says("#account-problem", "Try again in")
