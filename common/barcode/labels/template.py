"""A label template: what is on a label and where, as values.

The declarations are the form of the JSON document, too: `template_document` derives its JSON Schema
and the checks of its fields from them. It must not know of tables or of drawing.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from common.barcode.labels.label import Align

MAX_ELEMENTS = 50
MAX_SIDE = 1_000.0  # mm
MAX_COPIES = 1_000
_MAX_PATTERN = 4_000

_Length = Annotated[float, Meta(ge=0, le=MAX_SIDE, description="In mm from the label's corner.")]
_Side = Annotated[float, Meta(gt=0, le=MAX_SIDE, description="In mm.")]
_Pattern = Annotated[
    str,
    Meta(max_length=_MAX_PATTERN, description="Text with columns in braces.", examples=["{name}"]),
]
# msgspec writes a Literal as an enum without a type: extra_json_schema adds it, here and below.
_Rotation = Annotated[
    Literal[0, 90, 180, 270],
    Meta(description="Degrees clockwise.", extra_json_schema={"type": "integer"}),
]
_Alignment = Annotated[
    Align, Meta(description="Place in a wider area.", extra_json_schema={"type": "string"})
]
_VAlignment = Annotated[
    Literal["top", "middle", "bottom"],
    Meta(description="Place in a higher area.", extra_json_schema={"type": "string"}),
]
_Points = Annotated[float, Meta(ge=3, le=200, description="In pt.")]


class BarcodeElement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A barcode, as large as its area and its standard allow. Without data: that of the row."""

    left: _Length
    top: _Length
    width: _Side
    height: _Side
    format: Annotated[
        str, Meta(max_length=200, description="The symbology.", examples=["ean13"])
    ] = ""
    data: _Pattern = ""
    content: Annotated[
        str,
        Meta(
            max_length=100,
            description="A content type, whose fields make the data.",
            examples=["gs1_digital_link"],
        ),
    ] = ""
    fields: Annotated[
        dict[str, _Pattern], Meta(description="Fields of the content type, with columns in braces.")
    ] = {}
    options: Annotated[
        dict[str, str | int | float | bool],
        Meta(description="Options of the barcode, as in generate.", examples=[{"ecc": "M"}]),
    ] = {}
    align: _Alignment = "center"
    valign: _VAlignment = "middle"
    optional: Annotated[
        bool, Meta(description="True leaves the barcode out if its data is empty.")
    ] = False


class TextElement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in an area, in one size on all labels."""

    text: _Pattern
    left: _Length
    top: _Length
    width: _Side
    height: _Side
    font_size: _Points = 9.0
    min_font_size: Annotated[
        float,
        Meta(ge=0, le=200, description="In pt; 0 is 60 % of font_size, and at least 4 pt."),
    ] = 0.0
    fit: Annotated[
        Literal["all", "each", "none"],
        Meta(
            description="all: one size at which the text of every label fits; each: a size for "
            "each label; none: font_size.",
            extra_json_schema={"type": "string"},
        ),
    ] = "all"
    overflow: Annotated[
        Literal["cut", "refuse"],
        Meta(
            description="A text that does not fit at the smallest size: cut ends it in an "
            "ellipsis, refuse is an error of its row.",
            extra_json_schema={"type": "string"},
        ),
    ] = "cut"
    wrap: Annotated[bool, Meta(description="True breaks a long text into lines.")] = True
    align: _Alignment = "left"
    valign: _VAlignment = "top"
    rotate: _Rotation = 0


class LineElement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A horizontal or vertical line."""

    left: _Length
    top: _Length
    length: _Side
    thickness: Annotated[float, Meta(gt=0, le=20, description="In mm.")] = 0.3
    direction: Annotated[
        Literal["horizontal", "vertical"],
        Meta(description="From left and top.", extra_json_schema={"type": "string"}),
    ] = "horizontal"


class BoxElement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rectangle with a frame, or a filled one."""

    left: _Length
    top: _Length
    width: _Side
    height: _Side
    thickness: Annotated[float, Meta(gt=0, le=20, description="Of the frame in mm.")] = 0.3
    fill: Annotated[bool, Meta(description="True fills it with black.")] = False


class PictureElement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture, as large as its area allows; printed in shades of grey or in dots."""

    image: Annotated[
        str,
        Meta(
            max_length=700_000,
            pattern="^data:image/",
            description="PNG, JPEG, WebP, GIF or SVG as a data URI (RFC 2397) in base64.",
            examples=["data:image/png;base64,iVBORw0KGgo="],
        ),
    ]
    left: _Length
    top: _Length
    width: _Side
    height: _Side
    align: _Alignment = "center"
    valign: _VAlignment = "middle"


Element = BarcodeElement | TextElement | LineElement | BoxElement | PictureElement
KINDS: Mapping[str, type[Element]] = {
    "barcode": BarcodeElement,
    "text": TextElement,
    "line": LineElement,
    "box": BoxElement,
    "picture": PictureElement,
}


class Size(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Width and height of a label in mm."""

    width: Annotated[float, Meta(ge=5, le=MAX_SIDE, description="In mm.")]
    height: Annotated[float, Meta(ge=5, le=MAX_SIDE, description="In mm.")]


class CounterDeclaration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A counter for placeholders such as ``{n:0000}``."""

    start: Annotated[int, Meta(ge=0, le=10**15, description="The first number.")] = 1
    step: Annotated[int, Meta(ge=-(10**6), le=10**6, description="To the next number.")] = 1
    per: Annotated[
        Literal["label", "copy"],
        Meta(
            description="label: copies have one number; copy: each has its own.",
            extra_json_schema={"type": "string"},
        ),
    ] = "label"


class Template(Struct, frozen=True, kw_only=True):
    """A label template.

    Attributes:
        name: name in requests; empty for a document without one.
        title: name for people.
        description: what it is for.
        size: width and height of the label in mm; None if *stock* gives them.
        stock: name of the stock; empty if *size* gives the label.
        elements: what is on the label.
        copies: number of copies, or a column in braces with the number; empty for that of the
            row.
        counters: counters by name.
    """

    elements: tuple[Element, ...]
    name: str = ""
    title: str = ""
    description: str = ""
    size: Size | None = None
    stock: str = ""
    copies: str = ""
    counters: Mapping[str, CounterDeclaration] = {}


def extent(element: Element) -> tuple[float, float]:
    """Return width and height of *element* in mm."""
    if isinstance(element, LineElement):
        if element.direction == "horizontal":
            return element.length, element.thickness
        return element.thickness, element.length
    return element.width, element.height
