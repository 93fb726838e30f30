"""What a grading reports, and the grades of ISO/IEC 15416 and ISO/IEC 15415."""

from collections.abc import Sequence

from msgspec import Struct

NOTE = (
    "Computed from this picture, whose light and resolution are unknown: not the grade of a"
    " calibrated verifier."
)
_LETTERS = ((3.5, "A"), (2.5, "B"), (1.5, "C"), (0.5, "D"))  # ISO/IEC 15416, 6.2.2


class Parameter(Struct, frozen=True):
    """One measured property of a symbol.

    Attributes:
        name: as the standard has it, in lower case with underscores.
        value: a share from 0 to 1.
        grade: 0 to 4; the mean over scan lines if there are any.
    """

    name: str
    value: float
    grade: float


class Quality(Struct, frozen=True):
    """The print quality of a symbol.

    Attributes:
        grade: 0 to 4.
        letter: A, B, C, D or F.
        standard: by which the parameters are graded.
        parameters: what was measured; the lowest decides.
        module_px: width of a module, in px of the page.
        quiet_zones: modules of paper found to the left and to the right of bars, or around cells;
            12 at most.
        note: that this is no verifier's grade.
    """

    grade: float
    letter: str
    standard: str
    parameters: tuple[Parameter, ...]
    module_px: float
    quiet_zones: tuple[float, ...]
    note: str = NOTE


def letter(grade: float) -> str:
    """Return the letter of *grade*."""
    return next((name for least, name in _LETTERS if grade >= least), "F")


def at_least(value: float, limits: Sequence[float]) -> int:
    """Return the grade of *value*: the first limit reached is 4, the next 3, and so on."""
    return next((4 - place for place, limit in enumerate(limits) if value >= limit), 0)


def at_most(value: float, limits: Sequence[float]) -> int:
    """Return the grade of *value*, of which less is better."""
    return next((4 - place for place, limit in enumerate(limits) if value <= limit), 0)
