"""What an image format says of itself, and the catalogue of all of them."""

import difflib
from collections.abc import Callable
from functools import cache
from typing import Literal

from msgspec import Struct

from common import discovery
from common.barcode.layout.placement import Layout
from common.barcode.model.errors import UnknownFormat
from common.barcode.render import formats
from common.barcode.render.colours import Ink

Kind = Literal["raster", "vector", "text"]
Alpha = Literal["none", "binary", "full"]


class Drawing(Struct, frozen=True):
    """What an image format draws.

    Attributes:
        layout: what stands where, in dots, before the picture is turned.
        ink: the colours.
        dpi: dots an inch.
        turn: degrees clockwise: 0, 90, 180 or 270.
        in_mm: the caller thinks in mm: a format that can be sized in px or in mm takes mm.
        caption: the text, for a format of characters, whose layout holds none.
        centred: the caption stands in the middle, else below the first bar.
    """

    layout: Layout
    ink: Ink
    dpi: int
    turn: int = 0
    in_mm: bool = False
    caption: str = ""
    centred: bool = True

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in dots, as turned."""
        layout = self.layout
        if self.turn % 180:
            return layout.height, layout.width
        return layout.width, layout.height


class ImageFormat(Struct, frozen=True):
    """One image format, as its file declares it.

    Attributes:
        id: the name in requests and answers, such as ``PNG``.
        title: what it is good for, one line.
        extension: of its files, without the dot.
        media_type: such as ``image/png``.
        kind: ``raster`` is pixels, ``vector`` outlines, ``text`` characters.
        render: makes the file's bytes.
        aliases: further names that requests may use; extensions among them.
        refuses: options that it can't show.
        alpha: how transparent a colour can be: not at all, wholly, or by degrees.
        most_dots: the largest picture, in dots, that keeps time and memory small; 0 for the
            common bound.
    """

    id: str
    title: str
    extension: str
    media_type: str
    kind: Kind
    render: Callable[[Drawing], bytes]
    aliases: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    alpha: Alpha = "full"
    most_dots: int = 0


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
        UnknownFormat: none is; the error names the nearest.
    """
    found = _names().get(name) or _names().get(name.casefold())
    if found is not None:
        return found
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
