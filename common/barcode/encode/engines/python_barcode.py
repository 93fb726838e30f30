"""Encoding by python-barcode: its module patterns only, not its writers or checks."""

from typing import Protocol

_TO_MODULES = bytes.maketrans(b"01G", b"\x00\x01\x01")


class Builder(Protocol):
    """Interface of the barcode classes of python-barcode."""

    def build(self) -> list[str]:
        """Return one row as text: 1 and G (a guard) are dark, 0 is light."""


def encode(barcode: Builder) -> bytes:
    """Return the one row of *barcode*: a byte a module, 1 is dark."""
    return barcode.build()[0].encode().translate(_TO_MODULES)
