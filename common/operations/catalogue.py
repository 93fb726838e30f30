"""Tell what can be drawn: every symbology with its rules and the options that apply to it."""

from typing import Any

from msgspec import Struct

from common.barcode import option_constraints, pipeline
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.model import options
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import Picture
from common.barcode.render import image_format


class Entry(Struct, frozen=True):
    """One symbology as callers see it.

    Attributes:
        id: the value of the option ``format``.
        title: the name people use.
        standard: the document that defines it.
        family: what it is used for.
        example: data that draws.
        characters: the characters it takes.
        lengths: the lengths it takes.
        check_digit: its rule; empty where it has none.
        aliases: further values of ``format``.
        verified: True where every picture is read back before it is sent.
        note: one sentence for those who choose.
        own_options: the options that it takes beside the common ones.
    """

    id: str
    title: str
    standard: str
    family: str
    example: str
    characters: str
    lengths: str
    check_digit: str
    aliases: tuple[str, ...]
    verified: bool
    note: str
    own_options: tuple[str, ...]


class Details(Struct, frozen=True):
    """One symbology with the JSON Schema of every option that applies to it."""

    symbology: Entry
    options: dict[str, Any]


def every() -> list[Entry]:
    """Return every symbology, in order of id."""
    return [_entry(declared) for declared in symbology.catalogue().values()]


def one(name: str) -> Details:
    """Return the symbology called *name*, by id or alias.

    Raises:
        UnknownSymbology: none is; the error lists near names.
    """
    declared = symbology.find(name)
    schema = options.schema(_applicable(declared))
    schema["properties"]["image_format"]["enum"] = list(image_format.catalogue())
    if declared.ecc_levels:
        schema["properties"]["ecc"]["enum"] = list(declared.ecc_levels)
        schema["properties"]["ecc"]["examples"] = list(declared.ecc_levels[:1])
    return Details(_entry(declared), schema)


def _applicable(declared: Symbology) -> list[str]:
    """Return the names of the options that *declared* takes, in the order of declaration."""
    refused = set(option_constraints.OWN) - set(declared.options)
    asked = DrawOptions(data=declared.example, format=declared.id)
    if not option_constraints.has_free_height(declared.make(declared.example, asked)):
        refused.add("module_height")
    return [name for name in DrawOptions.__struct_fields__ if name not in refused]


def draw_example(name: str) -> Picture:
    """Draw the example of the symbology called *name*, as SVG and without its text.

    Raises:
        UnknownSymbology: none is.
    """
    declared = symbology.find(name)
    return pipeline.draw(
        DrawOptions(data=declared.example, format=declared.id, show_text=False, image_format="SVG")
    )


def _entry(declared: Symbology) -> Entry:
    return Entry(
        id=declared.id,
        title=declared.title,
        standard=declared.standard,
        family=declared.family,
        example=declared.example,
        characters=declared.characters,
        lengths=declared.lengths,
        check_digit=declared.check_digit,
        aliases=declared.aliases,
        verified=declared.verified,
        note=declared.note,
        own_options=declared.options,
    )
