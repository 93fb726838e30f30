"""What a diagnosis reports."""

from msgspec import Struct

from common.barcode.decode.found import Point


class Finding(Struct, frozen=True):
    """One cause for which a barcode is not read, or may not be read elsewhere.

    Attributes:
        code: stable name of the cause.
        message: what was seen, with figures if any were measured.
        fix: what to change.
        corners: of the area that it is about: upper left, upper right, lower right and lower left
            of what stands upright in it, in px of the page; empty if it is about the page.
        text: what the symbol says once the cause is undone, or the digits with a wrong check digit;
            empty if that is unknown. It is not verified.
        format: id of the symbology of *text*; empty if that is unknown.
    """

    code: str
    message: str
    fix: str
    corners: tuple[Point, ...] = ()
    text: str = ""
    format: str = ""
