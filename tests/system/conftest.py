"""A running stack and a browser for the session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.interop import environments
from tests.system.browser import Browser


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[RunningStack]:
    """Run the stack once."""
    with RunningStack() as running:
        yield running


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> Iterator[RunningStack]:
    """The shared stack, or one of the module's own with the settings in its ``STACK``.

    A caller creates at most 30 batches in a minute, so a module that creates many has its own.
    """
    settings = getattr(request.module, "STACK", None)
    if settings is None:
        yield request.getfixturevalue("shared_stack")
        return
    with RunningStack(**settings) as running:
        yield running


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Run the browser once."""
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser, stack: RunningStack) -> Iterator[Browser]:
    """A browser in a known state; the page must not violate its own policy."""
    chromium.resize(1360, 900)
    chromium.colour("light")
    chromium.language("en")
    # The page of the last test must not store anything any more.
    chromium.driver.get("about:blank")
    chromium.forget(stack.url)
    chromium.allow(stack.url, "clipboardReadWrite", "clipboardSanitizedWrite")
    yield chromium
    violations = [line for line in chromium.errors() if "Content Security Policy" in line]
    assert violations == []


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Browser:
    """A browser with the page and its first barcode."""
    browser.open(f"{stack.url}/#/make?format=code128&data=123456789")
    browser.says("#badge", "Reads back")
    browser.unfold("#use")
    browser.unfold("#options-size")
    return browser


@pytest.fixture
def many(browser: Browser, stack: RunningStack) -> Browser:
    """A browser with the tab for tables."""
    browser.open(f"{stack.url}/#/many")
    browser.until(
        lambda: browser.run("return /(data|content)=/.test(location.hash)"), "the page has started"
    )
    browser.until(
        lambda: browser.run("return 'ready' in document.querySelector('#many').dataset"),
        "the scripts of the tab have started",
    )
    browser.until(lambda: len(browser.all("#many-format option")) > 1, "symbologies are offered")
    return browser


@pytest.fixture(scope="session")
def tools() -> None:
    """Install Node.js and the packages from npm."""
    environments.ensure()


@pytest.fixture(scope="session")
def axe(tools: None) -> Path:
    """The file of axe-core."""
    return environments.MODULES / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def node(tools: None) -> Path:
    """The program Node.js."""
    return environments.NODE
