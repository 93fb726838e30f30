"""A running stack and a browser, each started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.interop import environments
from tests.system.browser import Browser


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Run the stack once."""
    with RunningStack() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Run the browser once."""
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser, stack: RunningStack) -> Iterator[Browser]:
    """A browser as a visitor brings it; nothing that it met may break the page's own policy."""
    chromium.resize(1360, 900)
    chromium.colour("light")
    chromium.allow(stack.url, "clipboardReadWrite", "clipboardSanitizedWrite")
    yield chromium
    broken = [line for line in chromium.errors() if "Content Security Policy" in line]
    assert broken == []


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Browser:
    """A browser that has opened the page and sees its first barcode."""
    browser.open(stack.url)
    browser.says("#badge", "Reads back")
    return browser


@pytest.fixture(scope="session")
def tools() -> None:
    """Install Node.js and what comes from npm."""
    environments.ensure()


@pytest.fixture(scope="session")
def axe(tools: None) -> Path:
    """The file of axe-core."""
    return environments.MODULES / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def node(tools: None) -> Path:
    """The program Node.js."""
    return environments.NODE
