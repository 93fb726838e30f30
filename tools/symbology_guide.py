"""Writes docs/symbologies.md and its pictures from the declarations of the symbologies.

    make docs

A test compares the guide with the declarations, so that it stays up to date.
"""

import sys
from pathlib import Path

from common.barcode import pipeline
from common.barcode.encode import own_options, symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.model import options

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = "symbologies"

FAMILIES = {
    "retail": "Shops, books and press",
    "gs1": "GS1: cartons, pallets, fresh food",
    "industrial": "Industry, libraries, stock",
    "health": "Pharmacies and hospitals",
    "matrix": "Two-dimensional",
    "stacked": "Stacked",
    "postal": "Post and parcels",
    "other": "Other",
}

HEAD = """\
# Symbologies

Every supported symbology, by use, with its example as the product draws it. A heading begins with
the value of the option `format`; `GET /api/v1/symbologies` lists further names. **Self-check** is
"yes" if an independent decoder reads each symbol before it is sent.

`make docs` generates this page from the declarations of the symbologies.
"""


def guide() -> str:
    """Return the page, in Markdown."""
    parts = [HEAD]
    for family, title in FAMILIES.items():
        kinds = [kind for kind in symbology.catalogue().values() if kind.family == family]
        if kinds:
            parts.append(f"## {title}\n")
            parts.extend(section(kind) for kind in kinds)
    return "\n".join(parts)


def section(kind: Symbology) -> str:
    """Return the section about *kind*."""
    rows = {
        "Standard": kind.standard,
        "Data": f"{kind.characters}; {kind.lengths}",
        "Check digit": kind.check_digit,
        "Own options": ", ".join(_option(kind, name) for name in kind.options),
        "Self-check": "yes" if kind.verified else "no",
        "Example": f"`{kind.example}`",
    }
    lines = [f"### {kind.id}: {kind.title}", "", f"![{kind.title}]({PICTURES}/{kind.id}.png)", ""]
    lines += [kind.note, ""] if kind.note else []
    lines += [f"- {name}: {' '.join(text.split())}" for name, text in rows.items() if text]
    return "\n".join([*lines, ""])


def _option(kind: Symbology, name: str) -> str:
    """Return the option *name* with the values that *kind* takes, if it declares them."""
    if name == "ecc":
        return f"`{name}` ({own_options.in_words(kind.ecc_levels)})"
    if name in kind.choices:
        return f"`{name}` ({own_options.in_words(kind.choices[name])})"
    if name in kind.ranges:
        numbers = kind.ranges[name]
        even = ", even" if numbers.step > 1 else ""
        return f"`{name}` ({numbers[0]} to {numbers[-1]}{even})"
    if name == "wide_to_narrow_ratio":
        return f"`{name}` ({kind.ratios[0]:g} to {kind.ratios[1]:g})"
    return f"`{name}`"


def picture(kind: Symbology) -> bytes:
    """Return the example of *kind* as a PNG."""
    arguments = {"data": kind.example, "format": kind.id}
    return pipeline.draw(options.parse(arguments, strings=False)).body


def write() -> None:
    """Write the page and its pictures, and delete pictures of symbologies that no longer exist."""
    folder = DOCS / PICTURES
    folder.mkdir(exist_ok=True)
    (DOCS / "symbologies.md").write_text(guide(), encoding="utf-8")
    for kind in symbology.catalogue().values():
        (folder / f"{kind.id}.png").write_bytes(picture(kind))
    for file in folder.iterdir():
        if file.stem not in symbology.catalogue():
            file.unlink()


if __name__ == "__main__":
    write()
    sys.exit(0)
