"""The symbologies as callers see them: their rules and the options that apply to each."""

from typing import Any

from msgspec import Struct

from common.barcode import option_constraints, pipeline
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.model import options
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format


class Entry(Struct, frozen=True):
    """One symbology.

    Attributes:
        id: value of the option ``format``.
        title: common name.
        standard: document that defines it.
        family: field of use.
        example: data that can be drawn.
        characters: characters that it encodes.
        lengths: lengths of data that it encodes.
        check_digit: rule of the check digit; empty if it has none.
        aliases: further values of ``format``.
        verified: True if every picture is decoded before it is sent.
        note: one sentence that helps to choose.
        own_options: options that it has in addition to the common ones.
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
    """Return every symbology, ordered by id."""
    return [_entry(declared) for declared in symbology.catalogue().values()]


def one(name: str) -> Details:
    """Return the symbology with the id or alias *name*.

    Raises:
        UnknownSymbology: no symbology has the name; the error lists similar names.
    """
    declared = symbology.find(name)
    schema = options.schema(_applicable(declared))
    schema["properties"]["image_format"]["enum"] = list(image_format.catalogue())
    if declared.ecc_levels:
        schema["properties"]["ecc"]["enum"] = list(declared.ecc_levels)
        schema["properties"]["ecc"]["examples"] = list(declared.ecc_levels[:1])
    for name, names in declared.choices.items():
        schema["properties"][name] |= {"enum": list(names), "examples": [names[0]]}
    for name, numbers in declared.ranges.items():
        bounds = {"minimum": numbers[0], "maximum": numbers[-1], "examples": [numbers[0]]}
        multiple = {"multipleOf": numbers.step} if numbers.step > 1 else {}
        schema["properties"][name] |= bounds | multiple
    return Details(_entry(declared), schema)


def _applicable(declared: Symbology) -> list[str]:
    """Return the names of the options that apply to *declared*, in order of declaration."""
    inapplicable = set(option_constraints.SYMBOLOGY_OPTIONS) - set(declared.options)
    example = DrawOptions(data=declared.example, format=declared.id)
    # Only an encoded symbol shows whether the symbology sets the height itself.
    if not option_constraints.has_free_height(declared.make(declared.example, example)):
        inapplicable.add("module_height")
    return [name for name in DrawOptions.__struct_fields__ if name not in inapplicable]


def draw_example(name: str) -> RenderedImage:
    """Return the example of the symbology *name*, drawn as SVG without text.

    Raises:
        UnknownSymbology: no symbology has the name.
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
