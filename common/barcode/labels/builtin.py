"""The label templates that come with the product, by name."""

from functools import cache
from importlib import resources

import msgspec

from common.barcode.labels import template_document, templates
from common.barcode.labels.template import Template


def names() -> list[str]:
    """Return the names of all templates, in order."""
    return list(documents())


def find(name: str) -> Template | None:
    """Return the template called *name*, without regard to case; None if there is none."""
    folded = name.strip().casefold()
    return _parsed(folded) if folded in documents() else None


@cache
def documents() -> dict[str, dict[str, object]]:
    """Return every template as JSON values, by name."""
    found: dict[str, dict[str, object]] = {}
    for file in resources.files(templates).iterdir():
        if file.name.endswith(".json"):
            found[file.name.removesuffix(".json")] = msgspec.json.decode(file.read_bytes())
    return dict(sorted(found.items()))


@cache
def _parsed(name: str) -> Template:
    return template_document.parse(documents()[name])
