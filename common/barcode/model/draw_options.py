"""What a caller may ask of a barcode: every option with its type, bounds, meaning and an example.

The one declaration from which the checks of queries and bodies, tool schemas and OpenAPI derive.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

_MOST_DATA = 20_000  # characters; each symbology bounds its own data far below


class DrawOptions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a caller asks for. None means: as the symbology and the other options suggest."""

    data: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=_MOST_DATA,
            description="What the barcode says.",
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
                "Default 200, or more where the data needs it at 2 px a module.",
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
                description="Height of the picture in px, before any rotation. Default 100, "
                "what a 2D symbol needs, or with module_width what the standard asks.",
                examples=[100],
            ),
        ]
        | None
    ) = None
    show_text: Annotated[
        bool, Meta(description="Print the text below the bars.", examples=[True])
    ] = True
    text_content: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=200,
                description="Text to print instead of the data.",
                examples=["Shelf 12"],
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
                description="Size of the text in pt. Default 10, less where less fits.",
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
    quiet_zone: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=500,
                description="Light margin beside the bars in mm, all round for 2D symbols; "
                "not less than the standard asks.",
                examples=[6.5],
            ),
        ]
        | None
    ) = None
    scale: (
        Annotated[
            int,
            Meta(ge=1, le=200, description="Pixels a module, exactly.", examples=[3]),
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
                description="Colour behind them, likewise, or transparent. Default white.",
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
                description="Dots an inch: what a pixel is in mm. Default 200.",
                examples=[300],
            ),
        ]
        | None
    ) = None
    rotate: (
        Annotated[
            Literal[0, 90, 180, 270],
            Meta(
                description="Turn the finished picture clockwise by so many degrees.",
                examples=[90],
                extra_json_schema={"type": "integer"},
            ),
        ]
        | None
    ) = None
    image_format: Annotated[
        str, Meta(min_length=1, description="The image format.", examples=["PNG", "SVG"])
    ] = "PNG"
    guardbar: (
        Annotated[
            bool,
            Meta(
                description="EAN and UPC: guard bars descend between the digits. Default false.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    add_checksum: (
        Annotated[bool, Meta(description="Add the optional check character.", examples=[True])]
        | None
    ) = None
    no_checksum: (
        Annotated[
            bool, Meta(description="Leave the optional check character out.", examples=[False])
        ]
        | None
    ) = None
    verify: (
        Annotated[
            bool,
            Meta(
                description="Read the finished picture back too, text, colours and all, as a "
                "scanner would. Every barcode's modules are read back in any case. Default false.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    ecc: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=10,
                description="Error correction, in the symbology's own levels.",
                examples=["M"],
            ),
        ]
        | None
    ) = None
    charset: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=20,
                description="Character set of the encoded bytes, without an ECI, for readers that "
                "expect one. Default: UTF-8, announced by an ECI if the data is not ASCII.",
                examples=["iso-8859-1"],
            ),
        ]
        | None
    ) = None
    addon: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=10,
                description="Two or five digits of an EAN or UPC add-on.",
                examples=["52495"],
            ),
        ]
        | None
    ) = None
