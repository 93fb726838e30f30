"""All options of a barcode.

This, `StyleOptions` and `PictureOptions` are the only declaration of them: the checks of queries
and bodies, the schemas of MCP tools and OpenAPI derive from it.
"""

from typing import Annotated, Literal

from msgspec import Meta

from common.barcode.model.style_options import StyleOptions


class DrawOptions(StyleOptions, frozen=True, kw_only=True, omit_defaults=True):
    """Options of one barcode. None leaves the choice to the symbology and the other options."""

    guardbar: (
        Annotated[
            bool,
            Meta(
                description="EAN and UPC: guard bars descend below the others. Default true if "
                "the digits are printed between them and the height has room.",
                examples=[False],
            ),
        ]
        | None
    ) = None
    light_margin_mark: (
        Annotated[
            bool,
            Meta(
                description="EAN: print > (and < for EAN-8) at the ends of the quiet zones, which "
                "keeps them clear in artwork. Default false.",
                examples=[True],
            ),
        ]
        | None
    ) = None
    # msgspec writes a Literal as an enum without a type: extra_json_schema adds it, here and below.
    bearer_bars: (
        Annotated[
            Literal["none", "horizontal", "frame"],
            Meta(
                description="Bars of ITF-14 and Interleaved 2 of 5 against partial reads: above "
                "and below, or a frame around the quiet zones too. Default: horizontal for ITF-14.",
                examples=["frame"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    wide_to_narrow_ratio: (
        Annotated[
            float,
            Meta(
                ge=2,
                le=3,
                description="Width of wide bars and spaces in narrow ones, for symbologies of two "
                "widths such as Code 39 and Interleaved 2 of 5. Wide ones are whole dots. "
                "Default: 3, or 2 where that is usual or 3 does not fit width.",
                examples=[2.5],
            ),
        ]
        | None
    ) = None
    structured_append_index: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=99_999,
                description="Number of this symbol, from 1, in a message of several symbols that "
                "readers join: structured append, or Macro PDF417.",
                examples=[2],
            ),
        ]
        | None
    ) = None
    structured_append_count: (
        Annotated[
            int,
            Meta(
                ge=2,
                le=99_999,
                description="Number of symbols of that message: up to 16 of QR Code, Data "
                "Matrix and Grid Matrix, 26 of Aztec Code, 128 of Code One.",
                examples=[3],
            ),
        ]
        | None
    ) = None
    structured_append_id: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=30,
                description="What all symbols of that message share: parity of QR Code, 0 to 255; "
                "six digits of Data Matrix, 001001 to 254254; groups of three digits of PDF417; "
                "capitals of Aztec Code; a number of Grid Matrix, 0 to 255.",
                examples=["123"],
            ),
        ]
        | None
    ) = None
    swiss_cross: (
        Annotated[
            bool,
            Meta(
                description="QR Code of Swiss payments: print the Swiss cross over its middle, and "
                "46 mm wide unless sizes are given. Default: true for content swiss_qr_bill.",
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
        Annotated[bool, Meta(description="Omit the optional check character.", examples=[False])]
        | None
    ) = None
    ecc: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=10,
                description="Error correction level, as the symbology names it.",
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
                description="Character set of the encoded bytes, for readers that expect one; no "
                "ECI announces it unless eci is on. Default: UTF-8, announced by an ECI if the "
                "data is not ASCII.",
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
    eci: (
        Annotated[
            Literal["on", "off"],
            Meta(
                description="on announces the character set by an Extended Channel "
                "Interpretation, off does not. Default: on only if charset is left out and the "
                "data is not ASCII.",
                examples=["on"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    data_encoding: (
        Annotated[
            Literal["base64", "hex"],
            Meta(
                description="data holds bytes, written as base64 (either alphabet) or as hex; they "
                "go into the symbol unchanged.",
                examples=["base64"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    symbol_size: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=12,
                description="Size of the symbol, as its standard names it: QR Code version 1 to "
                "40, M1 to M4 of Micro QR, R7x43 of rMQR, rows and columns such as 22x22 of Data "
                "Matrix, layers of Aztec Code. Default: the smallest that holds the data.",
                examples=["7", "22x22"],
            ),
        ]
        | None
    ) = None
    symbol_columns: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=200,
                description="Width of the symbol: columns of data of PDF417, dots of DotCode, "
                "characters in a row of Codablock F. Default: what suits the data.",
                examples=[4],
            ),
        ]
        | None
    ) = None
    symbol_rows: (
        Annotated[
            int,
            Meta(
                ge=2,
                le=90,
                description="Rows of a stacked symbol. Default: what suits the data.",
                examples=[12],
            ),
        ]
        | None
    ) = None
    segments: (
        Annotated[
            int,
            Meta(
                ge=2,
                le=22,
                description="Symbol characters in a row of GS1 DataBar Expanded Stacked, an even "
                "number. Default 4.",
                examples=[6],
            ),
        ]
        | None
    ) = None
    composite_version: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=4,
                description="2D component of a GS1 composite: CC-A, CC-B, or CC-C above GS1-128. "
                "Default: the smallest that holds the elements.",
                examples=["CC-B"],
            ),
        ]
        | None
    ) = None
    mask: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=2,
                description="Number of the pattern that is added to the modules. Default: the one "
                "that the standard prefers.",
                examples=["3"],
            ),
        ]
        | None
    ) = None
    mode: (
        Annotated[
            int,
            Meta(
                ge=2,
                le=5,
                description="Mode of MaxiCode: 2 and 3 for carrier messages with a postcode of "
                "digits or of letters and digits, 4 for other data, 5 for more error "
                "correction. Default: by the data.",
                examples=[4],
            ),
        ]
        | None
    ) = None
