"""The message catalogues of the page: complete, with the placeholders of the English texts."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "rest" / "web"
CATALOGUES = sorted((WEB / "languages").glob("*.json"))
# Names and units, the same in every language.
NAMES = {"theBarcodeAPI", "API", "PNG", "Code 128", "mm", "OpenAPI", "X-API-Key", "300 dpi"}
ATTRIBUTES = ("aria-label", "placeholder", "title")


class _Texts(HTMLParser):
    """Collects the texts of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        self.found |= {value for name, value in attrs if name in ATTRIBUTES and value}

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self._tag not in ("title", "script") and re.search("[A-Za-z]{2}", text):
            self.found.add(text)


def called(folder: Path) -> set[str]:
    """Return the English texts of the calls of t() in the scripts of *folder*."""
    found: set[str] = set()
    for script in folder.glob("*.js"):
        calls = re.findall(r'\bt\(\s*("(?:[^"\\]|\\.)*")', script.read_text())
        found |= set(map(json.loads, calls))
    return {text for text in found if "$" not in text} - NAMES


def texts() -> set[str]:
    """Return the English texts of the document and of the scripts that every visit loads."""
    written = {text for text in _Texts((WEB / "index.html").read_text()).found if "$" not in text}
    return (written - NAMES) | called(WEB / "scripts")


def messages(catalogue: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(catalogue.read_text(encoding="utf-8"))
    return found


def others(catalogue: Path) -> dict[str, str]:
    """Return the messages that the first view does not need."""
    return messages(catalogue.parent / "api" / catalogue.name)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_of_the_page_is_translated(catalogue: Path) -> None:
    assert len(texts()) > 150
    assert texts() - messages(catalogue).keys() == set()


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_of_many_is_translated(catalogue: Path) -> None:
    """Its scripts are loaded after both catalogues."""
    many = called(WEB / "scripts" / "many")

    assert len(many) > 40
    assert many - messages(catalogue).keys() - others(catalogue).keys() == set()


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_translation_has_the_placeholders_of_its_text(catalogue: Path) -> None:
    for text, translation in (messages(catalogue) | others(catalogue)).items():
        assert translation.strip(), text
        named = set(re.findall(r"{\w+}", text))
        assert set(re.findall(r"{\w+}", translation)) == named, text


def test_all_languages_have_the_same_texts() -> None:
    first, *rest = [messages(catalogue).keys() for catalogue in CATALOGUES]

    assert all(other == first for other in rest)
    assert len({frozenset(others(catalogue)) for catalogue in CATALOGUES}) == 1


def uses() -> set[str]:
    """Return what symbologies are good for, and what a text may be, as the scripts have it."""
    words = (WEB / "scripts" / "words.js").read_text().partition("const SYNONYMS")[0]
    recognised = (WEB / "scripts" / "recognise.js").read_text()
    return {
        *re.findall(r'^  \w+: "([^"]+)"', words, re.MULTILINE),
        *re.findall(r'"(an? [^"]+)"', recognised),
    }


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_uses_and_recognitions_are_translated(catalogue: Path) -> None:
    assert len(uses()) > 80
    assert uses() - messages(catalogue).keys() - others(catalogue).keys() == set()


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_message_is_in_one_of_the_catalogues_only(catalogue: Path) -> None:
    assert messages(catalogue).keys() & others(catalogue).keys() == set()


def test_scripts_offer_the_languages_that_have_a_catalogue() -> None:
    stems = sorted(["en", *(catalogue.stem for catalogue in CATALOGUES)])
    [early] = re.findall(r"LANGUAGES = \[([^]]+)\]", (WEB / "early.js").read_text())
    [offered] = re.findall(r"LANGUAGES = {([^}]+)}", (WEB / "scripts/language.js").read_text())

    assert sorted(json.loads(f"[{early}]")) == stems
    assert sorted(re.findall(r"(\w+): ", offered)) == stems
