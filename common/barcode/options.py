"""The options of a barcode: declared once, for the query string, JSON, tool schemas and OpenAPI."""

from typing import Annotated

from msgspec import Meta, Struct


class DrawOptions(Struct, frozen=True, kw_only=True):
    """What a caller asks for. None means: as the symbology and the other options suggest."""

    data: Annotated[str, Meta(description="What the barcode says.", examples=["123456789"])]
    format: Annotated[str, Meta(description="The symbology.", examples=["code128"])]
    width: (
        Annotated[int, Meta(ge=1, le=10_000, description="Width of the picture in px.")] | None
    ) = None
    height: (
        Annotated[int, Meta(ge=1, le=10_000, description="Height of the picture in px.")] | None
    ) = None
    show_text: Annotated[bool, Meta(description="Print the data below the bars.")] = True
    image_format: Annotated[str, Meta(description="PNG or SVG.", examples=["PNG"])] = "PNG"
    add_checksum: bool | None = None
    no_checksum: bool | None = None
    guardbar: bool | None = None
    ecc: str | None = None
    addon: str | None = None
