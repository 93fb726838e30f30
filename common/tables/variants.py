"""Rows of shops' exports that belong to the product above: its variants, and further pictures.

In a product file of Shopify, the rows of one product have the same handle. Only the first has the
title; a row of a further picture has nothing but its address, position and description.
Source: Shopify Help Center, "Using CSV files to import and export products".
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from common.tables.header_words import words_of
from common.tables.table import Cell, Record
from common.tables.xlsx_cells import EMPTY

_HANDLES = frozenset(("handle", "url handle"))
# What variants have from their product.
_SHARED = frozenset(("title", "vendor", "type"))
_PICTURE = "image"

NOTE = "Rows that only hold a further picture of the product above are not read."
SHARED_NOTE = "Variants without a title have that of their product."


class Variants(Struct, frozen=True, array_like=True):
    """Which columns say that a row belongs to the product above; all are counted from 0.

    Attributes:
        handle: the column that is the same in all rows of a product.
        shared: the columns that only the first of them fills.
        pictures: the columns of its pictures.
    """

    handle: int
    shared: tuple[int, ...]
    pictures: frozenset[int]

    def rows(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield *records* but those of further pictures, with what their product has."""
        handle, first = "", Record(0, ())
        for record in records:
            cells = record.cells
            own = cells[self.handle].text if self.handle < len(cells) else ""
            if not own or own != handle:
                handle, first = own, record
            elif self._is_picture(cells):
                continue
            else:
                record = Record(record.number, self._filled(cells, first.cells), note=record.note)
            yield record

    def _is_picture(self, cells: Sequence[Cell]) -> bool:
        return all(
            at == self.handle or at in self.pictures
            for at, cell in enumerate(cells)
            if cell.text or cell.problem
        )

    def _filled(self, cells: Sequence[Cell], product: Sequence[Cell]) -> tuple[Cell, ...]:
        filled = list(cells)
        for at in self.shared:
            if at < len(product) and product[at].text:
                filled += [EMPTY] * (at + 1 - len(filled))
                if not filled[at].text:
                    filled[at] = product[at]
        return tuple(filled)


def find(names: Sequence[str], data: int) -> Variants | None:
    """Return the columns of a table with these *names*; None if it is no such export.

    Args:
        names: the names of the columns.
        data: the column of the barcodes, which is none of them.
    """
    words = [words_of(name) for name in names]
    handles = [at for at, each in enumerate(words) if each in _HANDLES and at != data]
    if not handles:
        return None
    pictures = frozenset(
        at for at, each in enumerate(words) if _PICTURE in each.split() and at != data
    )
    shared = tuple(at for at, each in enumerate(words) if each in _SHARED and at != data)
    return Variants(handles[0], shared, pictures)


def notes(variants: Variants, masks: Collection[int]) -> tuple[str, ...]:
    """Return what to note of a table whose rows have cells in the columns of *masks*, as bits."""
    aside = sum(1 << at for at in (variants.handle, *variants.pictures))
    has_pictures = any(mask and not mask & ~aside for mask in masks)
    titles = sum(1 << at for at in variants.shared)
    has_variants = any(mask & ~aside and not mask & titles for mask in masks)
    return (NOTE,) * has_pictures + (SHARED_NOTE,) * has_variants
