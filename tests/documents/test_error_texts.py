"""Every error has a text in every language of the page: ``code:…`` in rest/web/languages.

``ofCode`` in rest/web/scripts/language.js looks for the whole code, then for its last part, which
many symbologies share, then for its family.
"""

import ast
import json

import pytest

from tests.documents.reading import ROOT
from tests.documents.test_errors import codes, explained, nodes

LANGUAGES = ROOT / "rest" / "web" / "languages"
# Errors of programs, which the page does not send or can't mend: a text for the family is enough.
FAMILIES = {
    *("accept", "body", "compatible", "field", "http", "mcp", "option", "picture", "query"),
    *("request", "signature", "token", "user"),
}


def texts(language: str) -> dict[str, str]:
    """Return the texts of errors by what they are found by, without ``code:``."""
    found: dict[str, str] = {}
    for folder in (LANGUAGES, LANGUAGES / "api"):
        catalogue = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
        found |= {
            key.removeprefix("code:"): text
            for key, text in catalogue.items()
            if key.startswith("code:")
        }
    return found


def words() -> set[str]:
    """Return the short texts in the source of the content types."""
    return {
        node.value
        for node in nodes("common/content")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value
    }


def keys(code: str) -> set[str]:
    """Return the keys by which the text of *code* is found."""
    family, _, last = code.rpartition(".")
    own = {code, f"*.{last}"}
    return own | {f"{family}.*"} if family in FAMILIES else own


@pytest.mark.parametrize("language", ["de", "es", "fr", "zh"])
def test_every_error_has_a_text_in_the_language(language: str) -> None:
    found = texts(language)

    assert [code for code in explained() if not keys(code) & found.keys()] == []


@pytest.mark.parametrize("language", ["de", "es", "fr", "zh"])
def test_every_text_belongs_to_an_error(language: str) -> None:
    made = codes() | set(explained())
    # Content types make their codes of a name: fault("bad_iban", …).
    lasts = {code.rpartition(".")[2] for code in made} | words()
    families = {code.partition(".")[0] for code in made}

    unused = [
        key
        for key in texts(language)
        if key not in made
        and not (key.startswith("*.") and key[2:] in lasts)
        and not (key.endswith(".*") and key[:-2] in families)
    ]

    assert unused == []


def test_the_languages_have_the_same_texts() -> None:
    german = texts("de").keys()

    for language in ("es", "fr", "zh"):
        assert texts(language).keys() == german
