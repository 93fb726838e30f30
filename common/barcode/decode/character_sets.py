"""Text from bytes, by Extended Channel Interpretations. AIM ITS/04-023, ECI Part 3 register."""

from collections.abc import Sequence

from msgspec import Struct

LATIN_1 = 3
GB_2312 = 29
GB_18030 = 32
UTF_8 = 26

# Numbers 14 and 19 are reserved in the register.
_CODECS = {
    0: "cp437", 1: "latin-1", 2: "cp437", 3: "latin-1",
    **{number: f"iso8859-{number - 2}" for number in (*range(4, 14), *range(15, 19))},
    20: "shift_jis", 21: "cp1250", 22: "cp1251", 23: "cp1252", 24: "cp1256",
    25: "utf-16-be", 26: "utf-8", 27: "ascii", 28: "big5", 29: "gb2312", 30: "euc-kr",
    31: "gbk", 32: "gb18030", 33: "utf-16-le", 34: "utf-32-be", 35: "utf-32-le", 170: "ascii",
    899: "latin-1",
}  # fmt: skip


class Segment(Struct, frozen=True):
    """Bytes under one interpretation.

    Attributes:
        eci: number of the interpretation; that of the symbology if none is announced.
        content: the bytes.
    """

    eci: int
    content: bytes


def text_of(segments: Sequence[Segment]) -> str:
    """Return the text of *segments*; bytes that their interpretation lacks count as Latin-1."""
    joined: list[Segment] = []
    for segment in segments:
        # A multibyte character may begin in one segment and end in the next.
        if joined and joined[-1].eci == segment.eci:
            joined[-1] = Segment(segment.eci, joined[-1].content + segment.content)
        else:
            joined.append(segment)
    return "".join(_decode(segment) for segment in joined)


def content_of(segments: Sequence[Segment]) -> bytes:
    """Return the bytes of all *segments*."""
    return b"".join(segment.content for segment in segments)


def _decode(segment: Segment) -> str:
    try:
        # An unknown interpretation is most likely one of applications of today, which use UTF-8.
        return segment.content.decode(_CODECS.get(segment.eci, "utf-8"))
    except UnicodeDecodeError:
        # Latin-1 has a character for each byte, so that nothing is lost and the fault is visible.
        return segment.content.decode("latin-1")


class Writer:
    """Collects the bytes of a message and the interpretations that it announces."""

    def __init__(self, eci: int = LATIN_1) -> None:
        self._eci = eci
        self._content = bytearray()
        self._segments: list[Segment] = []

    def add(self, content: bytes) -> None:
        """Append *content*."""
        self._content += content

    def announce(self, eci: int) -> None:
        """Interpret what follows as *eci*."""
        self._close()
        self._eci = eci

    def segments(self) -> tuple[Segment, ...]:
        """Return what was written."""
        self._close()
        return tuple(self._segments)

    def _close(self) -> None:
        if self._content:
            self._segments.append(Segment(self._eci, bytes(self._content)))
            self._content.clear()
