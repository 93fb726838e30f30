"""The option ``pages``: which pages of a file are read."""

import re
from collections.abc import Iterable
from itertools import chain, pairwise

from common.barcode.model.errors import OptionError
from common.barcode.pages.page import MAX_PAGES

Ranges = tuple[tuple[int, int], ...]
_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
# Longer texts name more ranges than one request reads.
_MAX_CHARACTERS = 1_000


def parse(text: str) -> Ranges:
    """Return the ranges of pages that *text* names, such as ``1-3,7``; () is all pages.

    Raises:
        OptionError: it is malformed.
    """
    if not text.strip():
        return ()
    if len(text) > _MAX_CHARACTERS:
        raise _malformed("is too long")
    return tuple(_parsed(part.strip()) for part in text.split(","))


def _parsed(part: str) -> tuple[int, int]:
    match = _RANGE.fullmatch(part)
    if match is None:
        raise _malformed(f"can't contain {part[:20]!r}")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last:
        raise _malformed(f"can't contain {part!r}: pages count from 1, the smaller number first")
    return first, last


def _malformed(problem: str) -> OptionError:
    return OptionError.of(
        "pages", "pages.malformed", f"pages {problem}.", "Write it like pages=2 or pages=1-3,7."
    )


def choose(ranges: Ranges, count: int) -> tuple[int, ...]:
    """Return the numbers of the pages to read, each once, in order of the file.

    Args:
        ranges: from `parse`; () chooses all.
        count: pages of the file, at least 1.

    Raises:
        OptionError: the file has no such page, or more than MAX_PAGES are chosen.
    """
    last = max((end for _, end in ranges), default=count)
    if last > count:
        raise OptionError.of(
            "pages",
            "pages.out_of_range",
            f"The file has no page {last}.",
            "It has 1 page: omit pages." if count == 1 else f"Choose pages from 1 to {count}.",
            "1" if count == 1 else f"1-{count}",
        )
    # The ranges end at a real page, so that none is longer than the file.
    chosen = sorted(set(chain(*(range(a, b + 1) for a, b in ranges)))) or range(1, count + 1)
    if len(chosen) > MAX_PAGES:
        first = written(chosen[:MAX_PAGES])
        raise OptionError.of(
            "pages",
            "pages.too_many",
            f"{len(chosen)} pages are too many for one request.",
            f"Read at most {MAX_PAGES} at a time: pages={first} first, then the next ones.",
            first,
        )
    return tuple(chosen)


def written(numbers: Iterable[int]) -> str:
    """Return *numbers*, in ascending order, as `parse` takes them."""
    listed = list(numbers)
    starts = [listed[0], *(b for a, b in pairwise(listed) if b != a + 1)]
    ends = [*(a for a, b in pairwise(listed) if b != a + 1), listed[-1]]
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))
