"""The API documentation in a browser: without other servers, and with working requests."""

import json
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.system.browser import Browser


@pytest.fixture
def docs(browser: Browser, stack: RunningStack) -> Browser:
    browser.open(f"{stack.url}/docs")
    browser.until(lambda: browser.all(".opblock"), "the operations are shown")
    return browser


def test_every_operation_is_shown(docs: Browser, stack: RunningStack) -> None:
    paths = json.loads(stack.get("/openapi.json")[1])["paths"]
    expected = [f"{method.upper()} {path}" for path in paths for method in paths[path]]

    shown = [" ".join(each.text.split()[:2]) for each in docs.all(".opblock-summary-control")]
    assert sorted(text.replace("\u200b", "") for text in shown) == sorted(expected)


def test_no_other_server_gets_requests(docs: Browser, stack: RunningStack) -> None:
    names = docs.run("return performance.getEntriesByType('resource').map((e) => e.name)")

    assert [name for name in names if not name.startswith((stack.url, "data:", "blob:"))] == []
    assert docs.errors() == []


def test_request_is_tried_out_on_this_server(docs: Browser) -> None:
    docs.find("[id$=get__health] .opblock-summary-control, [id$=get_health] button").click()
    docs.until(lambda: docs.all(".execute"), "the operation is open")
    docs.find(".execute").click()

    docs.until(lambda: docs.all(".live-responses-table"), "the answer came")
    docs.says(".live-responses-table", '"status": "ok"')


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_follows_the_colour_scheme(browser: Browser, stack: RunningStack, scheme: str) -> None:
    browser.colour(scheme)
    browser.open(f"{stack.url}/docs")
    browser.until(lambda: browser.all(".opblock"), "the operations are shown")

    dark = "dark-mode" in (browser.find("html").get_attribute("class") or "")
    assert dark == (scheme == "dark")


def test_vendored_files_have_their_licence() -> None:
    folder = Path(__file__).parents[2] / "rest" / "docs" / "swagger-ui"

    assert "Apache License" in (folder / "LICENSE.txt").read_text()
