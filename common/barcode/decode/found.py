"""What a search of a picture reports."""

from msgspec import Struct

from common.barcode.decode.grading.quality import Quality
from common.barcode.encode import gs1


class Point(Struct, frozen=True):
    """A place in the picture, in px from its upper left corner."""

    x: int
    y: int


class Alternative(Struct, frozen=True):
    """Another reading of the same bars or modules.

    Attributes:
        format: id of the symbology.
        text: what it says, read so.
    """

    format: str
    text: str


class StructuredAppend(Struct, frozen=True):
    """The place of a symbol in a message of several symbols.

    Attributes:
        index: its number, from 1.
        count: the number of symbols; None if it does not say, as most of Macro PDF417.
        id: what all symbols of the message share: the parity of QR Code as a number, the file
            identification of Data Matrix and PDF417 as three digits a codeword, the name of Aztec
            Code; empty if there is none.
    """

    index: int
    count: int | None
    id: str


class Part(Struct, frozen=True):
    """One symbol of a message that was joined.

    Attributes:
        index: its number in the message, from 1.
        file: number of the file that shows it, from 1.
        page: number of the page or frame that shows it, from 1.
        corners: as those of `Found`.
    """

    index: int
    file: int
    page: int
    corners: tuple[Point, Point, Point, Point]


class Found(Struct, frozen=True):
    """One barcode in a picture.

    Attributes:
        format: id of the symbology, or the reader's own name if it is not drawn here.
        text: what it says, without its add-on; GS separators as the character U+001D.
        content: the bytes it holds.
        corners: upper left, upper right, lower right, lower left, as the symbol stands.
        angle_degrees: how far it is turned, clockwise.
        gs1_elements: the elements, if it announces GS1 data or is a GS1 Digital Link, each with
            its problem if it has one; empty for any other.
        gs1_problem: what is wrong with them and between them, if they break GS1's rules.
        symbology_identifier: AIM's, such as ``]C1``; empty if a decoder of the project read it.
        error_correction: the level, if the symbology has levels.
        add_on: digits of an EAN/UPC add-on.
        alternatives: other readings of the same symbol, the likelier first.
        guess: True if the bars fit other symbologies as well, and none was named in the request,
            or if they may be a part of a symbol.
        note: one sentence on what is uncertain; empty if nothing is.
        page: number of the page or frame that shows it, from 1.
        quality: how well it is printed, if that was wanted and its symbology is graded.
        structured_append: its place in a message of several symbols; None if it is one of its own.
        file: number of the file that shows it, from 1.
        parts: the symbols of which a message was joined, in order; empty for a symbol. The corners,
            page and file of a joined message are those of the first one.
    """

    format: str
    text: str
    content: bytes
    corners: tuple[Point, Point, Point, Point]
    angle_degrees: int
    symbology_identifier: str
    gs1_elements: tuple[gs1.Element, ...] = ()
    gs1_problem: str = ""
    error_correction: str = ""
    add_on: str = ""
    alternatives: tuple[Alternative, ...] = ()
    guess: bool = False
    note: str = ""
    page: int = 1
    quality: Quality | None = None
    structured_append: StructuredAppend | None = None
    file: int = 1
    parts: tuple[Part, ...] = ()
