"""The apps of tools: complete documents without requests to anywhere."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from common.mcp.apps import document
from common.mcp.catalogue import catalogue
from common.mcp.protocol.definitions import Context, Resource

REGISTRY = catalogue("1")
APPS = {tool.app: tool.name for tool in REGISTRY.tools.values() if tool.app}


class Attributes(HTMLParser):
    """Collects the attributes of all elements, and the ids that scripts may look up."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def values(self, *names: str) -> list[str | None]:
        return [value for name, value in self.attributes if name in names]


def app(uri: str) -> Resource:
    return REGISTRY.resources[uri]


def text_of(uri: str) -> Any:
    return app(uri).read(Context(None, None))


def test_two_tools_have_apps() -> None:
    """The tools whose results a person looks at."""
    assert set(APPS.values()) == {"barcode_generator", "barcode_decoder"}
    files = catalogue("1", with_files=True)
    assert {tool.app for tool in files.tools.values() if tool.app} == set(APPS)


@pytest.mark.parametrize("uri", APPS)
def test_app_has_the_declared_type_and_no_domains(uri: str) -> None:
    """MCP Apps, content requirements; a client allows no request if no domain is declared."""
    contents = text_of(uri)
    assert (contents.uri, contents.mime_type) == (uri, "text/html;profile=mcp-app")
    assert contents.meta["ui"] == {"prefersBorder": True, "permissions": {"clipboardWrite": {}}}
    assert app(uri).mime_type == contents.mime_type
    assert uri.startswith("ui://")


@pytest.mark.parametrize("uri", APPS)
def test_app_loads_nothing(uri: str) -> None:
    """Style and scripts are in the document; its policy allows no address but data URIs."""
    text = text_of(uri).text
    assert text.startswith("<!doctype html>")
    assert Attributes(text).values("src", "href", "srcset", "action") == []
    assert re.findall(r"\w+://[\w.]+", re.sub("file:///|https[?]:", "", text)) == []
    (policy,) = [value for value in Attributes(text).values("content") if "default-src" in value]
    assert policy.startswith("default-src 'none';")
    assert set(re.findall(r"\w+:(?=[\s;]|$)", policy)) <= {"data:"}


@pytest.mark.parametrize("uri", APPS)
def test_scripts_find_the_elements_that_they_name(uri: str) -> None:
    """A misspelled id would end the script."""
    text = text_of(uri).text
    ids = set(Attributes(text).values("id"))
    assert set(re.findall(r'find\("([\w-]+)"\)', text)) <= ids


def test_composed_app_contains_the_files_as_they_are() -> None:
    """No character of a script may be taken for a group of the pattern."""
    text = document.compose("barcode")
    for name in ("style.css", "host.js", "barcode.js"):
        assert (document.FOLDER / name).read_text() in text
