"""Declaration of an image format, and the catalogue of all formats."""

import difflib
from collections.abc import Callable
from functools import cache
from typing import Literal

from msgspec import Struct

from common import discovery
from common.barcode.layout.placement import Layout
from common.barcode.model.errors import UnknownFormat
from common.barcode.render import formats
from common.barcode.render.colours import Colours

Kind = Literal["raster", "vector", "text"]
Alpha = Literal["none", "binary", "full"]


class Drawing(Struct, frozen=True):
    """Input of an image format: a layout with colours and a resolution.

    Attributes:
        layout: positions of bars and text in dots, before the rotation.
        colours: foreground and background.
        dpi: resolution in dots per inch.
        rotation: degrees clockwise: 0, 90, 180 or 270.
        in_mm: True if a format that supports px and mm sizes the picture in mm.
        heading: lines above the bars, for a format of characters, whose layout contains no text.
        caption: lines below the bars, for such a format.
        centred: True if these lines are centred; else they begin at the first bar.
    """

    layout: Layout
    colours: Colours
    dpi: float
    rotation: int = 0
    in_mm: bool = False
    heading: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    centred: bool = True

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in dots, after the rotation."""
        # The layout is drawn upright; formats rotate the result.
        layout = self.layout
        if self.rotation % 180:
            return layout.height, layout.width
        return layout.width, layout.height


class ImageFormat(Struct, frozen=True):
    """One image format, as its file declares it.

    Attributes:
        id: name in requests and answers, such as ``PNG``.
        title: name and use, one line.
        extension: file name extension, without the dot.
        media_type: media type, such as ``image/png``.
        kind: ``raster`` is pixels, ``vector`` outlines, ``text`` characters.
        render: returns the bytes of the file.
        aliases: further names in requests, extensions included.
        unsupported: options that have no effect on the format.
        alpha: ``none`` has no transparency, ``binary`` only full transparency, ``full`` any.
        px_dpi: resolution of a pixel if the file may be sized in px; 0 if it never is.
        exact_dpi: True if the file can state any resolution, not only whole dots per inch.
        printer_dpi: the usual resolution of its printers; 0 if it is not a language of printers.
        max_dots: the largest picture in dots, if rendering costs more than in other formats; 0
            for the common limit.
    """

    id: str
    title: str
    extension: str
    media_type: str
    kind: Kind
    render: Callable[[Drawing], bytes]
    aliases: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    alpha: Alpha = "full"
    px_dpi: int = 0
    exact_dpi: bool = False
    printer_dpi: int = 0
    max_dots: int = 0


@cache
def catalogue() -> dict[str, ImageFormat]:
    """Return every image format by id, in order of id."""
    declared = discovery.collect(formats, "FORMAT", ImageFormat)
    return dict(sorted(discovery.index(declared, by="id").items()))


@cache
def _names() -> dict[str, ImageFormat]:
    names: dict[str, ImageFormat] = {}
    for each in catalogue().values():
        for name in {each.id, each.extension, *each.aliases}:
            if names.setdefault(name.casefold(), each) is not each:
                raise discovery.DuplicateDeclaration(f"{name!r} names two image formats")
    return names


def find(name: str) -> ImageFormat:
    """Return the image format called *name*: an id, an extension or an alias, in any case.

    Raises:
        UnknownFormat: no format has that name; the error suggests the nearest name.
    """
    # Most requests use the exact name, which spares the folding.
    image = _names().get(name) or _names().get(name.casefold())
    if image is not None:
        return image
    near = difflib.get_close_matches(name.casefold()[:40], list(_names()), n=1)
    suggestion = _names()[near[0]].id if near else ""
    every = ", ".join(catalogue())
    raise UnknownFormat.of(
        "image_format",
        "image_format.unknown",
        f"There is no image format {name[:40]!r}.",
        f"Did you mean {suggestion}? There are {every}." if near else f"There are {every}.",
        suggestion,
    )
