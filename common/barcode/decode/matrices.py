"""Turning of module matrices."""

from collections.abc import Sequence

Modules = tuple[bytes, ...]


def turned(modules: Sequence[bytes]) -> Modules:
    """Return *modules* turned by a quarter, clockwise."""
    return tuple(bytes(column) for column in zip(*reversed(modules), strict=True))


def rotations(modules: Sequence[bytes]) -> tuple[Modules, ...]:
    """Return *modules* turned by 0, 1, 2 and 3 quarters, clockwise."""
    listed = [tuple(bytes(row) for row in modules)]
    for _ in range(3):
        listed.append(turned(listed[-1]))
    return tuple(listed)


def is_rectangle(modules: Sequence[bytes], least: int, most: int) -> bool:
    """Return True if all rows are equally long and both sides are *least* to *most* modules."""
    if not least <= len(modules) <= most:
        return False
    width = len(modules[0])
    return least <= width <= most and all(len(row) == width and max(row) <= 1 for row in modules)


def transposed(modules: Sequence[bytes]) -> Modules:
    """Return *modules* with rows and columns exchanged, as a mirrored symbol is read."""
    return tuple(bytes(column) for column in zip(*modules, strict=True))
