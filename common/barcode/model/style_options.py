"""Options of styled QR Codes: the form of modules and finders, a gradient, a logo and a frame."""

from typing import Annotated, Literal

from msgspec import Meta

from common.barcode.model.picture_options import PictureOptions

# The pixels of a logo as base64, or a file that the operations turn into pixels.
MAX_LOGO_CHARACTERS = 400_000
DEFAULT_LOGO_PERCENT = 20
# A PNG of 8 × 8 blue pixels.
_EXAMPLE_LOGO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSu"
    "QmCC"
)


class StyleOptions(PictureOptions, frozen=True, kw_only=True, omit_defaults=True):
    """Options that change how a QR Code looks. Each such picture is decoded with blur and noise."""

    module_style: (
        Annotated[
            Literal["square", "rounded", "dots"],
            Meta(
                description="Form of the modules: square (the default), rounded, which joins "
                "neighbours, or dots.",
                examples=["rounded"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    finder_style: (
        Annotated[
            Literal["square", "rounded", "circle"],
            Meta(
                description="Form of the three finder patterns in the corners. Default square.",
                examples=["rounded"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    gradient: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=32,
                description="Second colour of the modules, in the forms of foreground: they change "
                "from foreground to this colour.",
                examples=["#7a1fa2"],
            ),
        ]
        | None
    ) = None
    gradient_direction: (
        Annotated[
            Literal["diagonal", "horizontal", "vertical", "radial"],
            Meta(
                description="Direction of the gradient. Default diagonal.",
                examples=["radial"],
                extra_json_schema={"type": "string"},
            ),
        ]
        | None
    ) = None
    logo: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=MAX_LOGO_CHARACTERS,
                description="A PNG, JPEG or SVG picture in the middle of the symbol, as base64 or "
                "as data: URI of at most 300 kB. The modules below it are left out, and error "
                "correction restores them: without ecc, the level is H.",
                examples=[_EXAMPLE_LOGO],
            ),
        ]
        | None
    ) = None
    logo_size: (
        Annotated[
            int,
            Meta(
                ge=5,
                le=35,
                description="Longer side of the logo in per cent of the symbol's side. Default 20.",
                examples=[20],
            ),
        ]
        | None
    ) = None
    frame_text: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=30,
                description="Call to action in a frame around the picture, such as SCAN ME. The "
                "frame is added to width and height.",
                examples=["SCAN ME"],
            ),
        ]
        | None
    ) = None


STYLE_OPTIONS = tuple(
    name for name in StyleOptions.__struct_fields__ if name not in PictureOptions.__struct_fields__
)
