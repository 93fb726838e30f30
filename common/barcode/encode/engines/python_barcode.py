"""Draws with python-barcode: its module patterns only, never its writers or its checks."""

from typing import Protocol

_TO_MODULES = bytes.maketrans(b"01G", b"\x00\x01\x01")


class Drawing(Protocol):
    """What python-barcode's classes make of data."""

    def build(self) -> list[str]:
        """Return one row as text: 1 and G (a guard) are dark, 0 is light."""


def draw(drawing: Drawing) -> bytes:
    """Return the one row of *drawing*: a byte a module, 1 is dark."""
    return drawing.build()[0].encode().translate(_TO_MODULES)
