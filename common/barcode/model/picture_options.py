"""Options of every barcode, each with its type, bounds, meaning and an example.

`DrawOptions` adds the options that only some symbologies have.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

_MAX_DATA = 20_000  # characters; the limit of every symbology is far lower


class PictureOptions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Options of any barcode. None leaves the choice to the symbology and the other options."""

    data: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=_MAX_DATA,
            description="The data to encode.",
            examples=["123456789"],
        ),
    ]
    format: Annotated[
        str,
        Meta(
            min_length=1,
            description="The symbology, by name or alias.",
            examples=["code128", "qr", "ean13"],
        ),
    ]
    width: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=10_000,
                description="Width of the picture in px, before any rotation. "
                "Default 200, or more if the data needs more at 2 px a module.",
                examples=[200],
            ),
        ]
        | None
    ) = None
    height: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=10_000,
                description="Height of the picture in px, before any rotation. Default 100; "
                "for a 2D symbol as much as it needs; with module_width, or without any size, as "
                "the standard requires.",
                examples=[100],
            ),
        ]
        | None
    ) = None
    show_text: Annotated[
        bool, Meta(description="Print the text of the barcode.", examples=[True])
    ] = True
    text_content: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=200,
                description="Text to print in place of the data. Line breaks begin new lines.",
                examples=["Shelf 12"],
            ),
        ]
        | None
    ) = None
    # msgspec writes a Literal as an enum without a type: extra_json_schema adds it, here and below.
    text_position: (
        Annotated[
            Literal["below", "above"],
            Meta(
                description="Place of the text: below the bars, or above them. Default below.",
                examples=["above"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    wrap_text: (
        Annotated[
            bool,
            Meta(
                description="Break the text at spaces into lines that fit the width of the bars, "
                "instead of printing it smaller. Default false.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    center_text: (
        Annotated[
            bool,
            Meta(
                description="Centre the text; false starts it at the first bar. Default true.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    font_size: (
        Annotated[
            float,
            Meta(
                ge=1,
                le=400,
                description="Size of the text in pt. Default 10, or less if 10 does not fit.",
                examples=[10],
            ),
        ]
        | None
    ) = None
    text_distance: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=100,
                description="Space between bars and text in mm.",
                examples=[1],
            ),
        ]
        | None
    ) = None
    module_width: (
        Annotated[
            float,
            Meta(
                gt=0,
                le=50,
                description="Width of the narrowest bar in mm, printed in whole dots of dpi.",
                examples=[0.33],
            ),
        ]
        | None
    ) = None
    module_height: (
        Annotated[
            float,
            Meta(gt=0, le=1000, description="Height of the bars in mm.", examples=[15]),
        ]
        | None
    ) = None
    bar_width_reduction: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=10,
                description="Reduction of every bar in mm, against ink spread in print: exact in "
                "SVG, PDF and EPS, otherwise whole dots of dpi. At most a third of a module.",
                examples=[0.1],
            ),
        ]
        | None
    ) = None
    quiet_zone: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=500,
                description="Quiet zone in mm: left and right of bars, on all sides of 2D "
                "symbols; not less than the standard requires.",
                examples=[6.5],
            ),
        ]
        | None
    ) = None
    scale: (
        Annotated[
            int,
            Meta(ge=1, le=200, description="Width of a module in px.", examples=[3]),
        ]
        | None
    ) = None
    foreground: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=32,
                description="Colour of bars and text: a CSS name, #rgb, #rrggbb or #rrggbbaa. "
                "Default black.",
                examples=["#003366", "navy"],
            ),
        ]
        | None
    ) = None
    background: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=32,
                description="Colour of the background: the same forms, or transparent. "
                "Default white.",
                examples=["white", "transparent"],
            ),
        ]
        | None
    ) = None
    light_on_dark: (
        Annotated[
            bool,
            Meta(
                description="Allow light bars on a dark background, which many scanners can't "
                "read. Default false.",
                examples=[False],
            ),
        ]
        | None
    ) = None
    dpi: (
        Annotated[
            int,
            Meta(
                ge=50,
                le=2400,
                description="Resolution in dots per inch: a pixel is 25.4 / dpi mm. Default: as "
                "the standard's printed size requires, if it gives one and no length in mm or pt "
                "is set; otherwise 200, and 203 for ZPL.",
                examples=[300],
            ),
        ]
        | None
    ) = None
    rotate: (
        Annotated[
            Literal[0, 90, 180, 270],
            Meta(
                description="Rotation of the finished picture, in degrees clockwise.",
                examples=[90],
                extra_json_schema={"type": "integer"},
            ),
        ]
        | None
    ) = None
    image_format: Annotated[
        str, Meta(min_length=1, description="The image format.", examples=["PNG", "SVG"])
    ] = "PNG"
    verify: (
        Annotated[
            bool,
            Meta(
                description="Decode the finished picture too, with its text and colours, as a "
                "scanner would. The modules of every barcode are decoded in any case. "
                "Default false.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    escapes: (
        Annotated[
            bool,
            Meta(
                description="data has escape sequences: \\n, \\r, \\t, \\xHH, \\uHHHH, names of "
                "control characters such as \\GS, \\FNC1 to \\FNC4, and \\\\ for a backslash. "
                "Default false: a backslash is a backslash.",
                examples=[True],
            ),
        ]
        | None
    ) = None
