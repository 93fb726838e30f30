"""The code that the page offers for a barcode: each is run, and draws it."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.running import RunningStack, call
from tests.servers.waiting import WAIT_SECONDS
from tests.system.browser import Browser, read, run
from tests.system.making import open_at, shows

TRICKY = 'it\'s "100 %" & <b> \\ $HOME ü'


def copied(page: Browser, stack: RunningStack, kind: str) -> str:
    """Return the code of one *kind* for data with characters that need quoting."""
    open_at(page, stack, "format=qr")
    page.type("#data", TRICKY)
    shows(page, TRICKY)
    page.named("#snippet-kinds button", kind).click()
    page.find("#copy-snippet").click()
    page.says("#toast", "Code copied")
    return page.clipboard().decode()


def test_copied_url_is_the_picture(browser: Browser, stack: RunningStack) -> None:
    with urlopen(copied(browser, stack, "URL"), timeout=WAIT_SECONDS) as answer:
        assert read(answer.read()) == [TRICKY]


def test_copied_html_shows_the_picture(browser: Browser, stack: RunningStack) -> None:
    markup = copied(browser, stack, "HTML")
    # In another document without a policy, since the page refuses markup.
    browser.open("about:blank")
    browser.run("document.body.innerHTML = arguments[0]", markup)

    image = browser.find("img")
    assert image.get_attribute("alt") == TRICKY
    with urlopen(image.get_attribute("src"), timeout=WAIT_SECONDS) as answer:
        assert read(answer.read()) == [TRICKY]


def test_copied_curl_command_fetches_the_picture(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    run(["sh", "-c", copied(browser, stack, "curl")], tmp_path)

    assert read((tmp_path / "qr.png").read_bytes()) == [TRICKY]


def test_copied_python_program_fetches_the_picture(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    run(["python3", "-c", copied(browser, stack, "Python")], tmp_path)

    assert read((tmp_path / "qr.png").read_bytes()) == [TRICKY]


def test_copied_javascript_fetches_the_picture(
    browser: Browser, stack: RunningStack, tmp_path: Path, node: Path
) -> None:
    code = copied(browser, stack, "JavaScript")
    ending = "\n(await import('node:fs')).writeFileSync('out', await picture.bytes());"
    run([node, "--input-type=module", "-e", code + ending], tmp_path)

    assert read((tmp_path / "out").read_bytes()) == [TRICKY]


def test_copied_mcp_call_draws_the_picture(browser: Browser, stack: RunningStack) -> None:
    message = json.loads(copied(browser, stack, "MCP call"))
    with stack.connect() as socket:
        call(socket, "initialize", protocolVersion="1.0.0")
        result = call(socket, message["method"], **message["params"])["result"]

    assert message["params"]["arguments"] == {"data": TRICKY, "format": "qr"}
    assert result["isError"] is False


# 2,550 bytes fit a QR code at level L; a URL has 7,650 for them, near Gunicorn's limit of 8,190.
LONG = "\"'\\ü" * 510


@pytest.fixture
def long(browser: Browser, stack: RunningStack) -> Browser:
    """A browser with data that are too long for a URL."""
    open_at(browser, stack, "format=qr&ecc=L")
    browser.run(
        """const data = document.querySelector("#data");
        data.value = arguments[0];
        data.dispatchEvent(new Event("input", { bubbles: true }));""",
        LONG,
    )
    shows(browser, LONG)
    return browser


def test_long_data_are_drawn_and_downloaded(long: Browser) -> None:
    long.find("#download").click()

    assert read(long.downloaded("qr.png")) == [LONG]


@pytest.mark.parametrize("kind", ["curl", "Python"])
def test_code_for_long_data_posts_them(long: Browser, tmp_path: Path, kind: str) -> None:
    long.named("#snippet-kinds button", kind).click()
    shell = ["sh", "-c"] if kind == "curl" else ["python3", "-c"]
    run([*shell, long.text("#snippet")], tmp_path)

    assert read((tmp_path / "qr.png").read_bytes()) == [LONG]


def test_url_of_long_data_is_replaced_by_a_note(long: Browser) -> None:
    assert "too long" in long.text("#snippet")


def test_json_of_the_code_has_types(page: Browser) -> None:
    page.type("#option-width", "400")
    page.says("#size", "400 ×")
    page.named("#snippet-kinds button", "MCP call").click()

    arguments = json.loads(page.text("#snippet"))["params"]["arguments"]
    assert arguments == {"data": "123456789", "format": "code128", "width": 400}
