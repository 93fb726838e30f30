"""Sorts the measured widths of bars and spaces into narrow and wide, or into whole modules.

Ink spreads: on paper bars are wider than drawn and spaces narrower by about the same amount. So
bars and spaces are measured apart from each other.
"""

from collections.abc import Sequence

# A wide element is 2 to 3 narrow ones by most standards, and as much as 4 in start bars.
_MIN_RATIO = 1.5
_ROUNDS = 4
_MAX_ERROR = 0.45  # modules; half a module is another width


def is_wide(widths: Sequence[float]) -> list[bool] | None:
    """Sort *widths* of alternating bars and spaces into narrow (False) and wide (True).

    Args:
        widths: the first is a bar's.

    Returns:
        A flag an element, or None if there is no clear difference among bars nor among spaces.
    """
    classes = [wide_limit(widths[start::2]) for start in (0, 1)]
    known = [threshold for threshold in classes if threshold is not None]
    if not known:
        return None
    # A class of one width takes the other class's threshold: the ratio of the two is far from it.
    limits = [known[0] if threshold is None else threshold for threshold in classes]
    return [width > limits[place % 2] for place, width in enumerate(widths)]


def wide_limit(widths: Sequence[float]) -> float | None:
    """Return the width between narrow and wide ones, or None if all are of one width.

    Args:
        widths: of bars alone or of spaces alone.
    """
    if not widths or min(widths) <= 0:
        return None
    # Two means, refined: the middle of the extremes alone would depend on two elements.
    limit = (min(widths) + max(widths)) / 2
    for _ in range(_ROUNDS):
        narrow = [width for width in widths if width <= limit]
        wide = [width for width in widths if width > limit]
        if not wide or not narrow:
            return None
        means = sum(narrow) / len(narrow), sum(wide) / len(wide)
        # Too little difference: the variation of one width.
        if means[1] < _MIN_RATIO * means[0]:
            return None
        limit = sum(means) / 2
    return limit


def to_modules(widths: Sequence[float], total: int) -> tuple[int, ...] | None:
    """Round *widths* to whole modules.

    Args:
        widths: of alternating bars and spaces, the first is a bar's.
        total: modules that all of them make up.

    Returns:
        The width of each element, or None if they don't add up or one is far from a whole number.
    """
    if min(widths, default=0) <= 0 or total < len(widths):
        return None
    module = sum(widths) / total
    scaled = [width / module for width in widths]
    # What bars gain, spaces lose; without that shift the rest must be close to whole modules.
    growth = _growth(scaled)
    exact = [width - (-growth if place % 2 else growth) for place, width in enumerate(scaled)]
    rounded = tuple(max(1, round(width)) for width in exact)
    is_near = all(abs(a - b) <= _MAX_ERROR for a, b in zip(exact, rounded, strict=True))
    return rounded if is_near and sum(rounded) == total else None


def _growth(scaled: Sequence[float]) -> float:
    """Return how much wider than whole modules the bars are, and the spaces narrower."""
    errors = [
        (width - max(1, round(width))) * (-1 if place % 2 else 1)
        for place, width in enumerate(scaled)
    ]
    return sum(errors) / len(errors)


def is_even(widths: Sequence[float], spread: float = _MAX_ERROR) -> bool:
    """Return True if each of *widths* is within *spread* (a share) of their mean."""
    if not widths or min(widths) <= 0:
        return False
    mean = sum(widths) / len(widths)
    return all(abs(width - mean) <= spread * mean for width in widths)


def pairs(widths: Sequence[float]) -> list[tuple[float, float]]:
    """Return each bar with the space behind it; a last bar without a space is left out."""
    return list(zip(widths[::2], widths[1::2], strict=False))
