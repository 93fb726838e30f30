"""Code 11: digits and hyphens, for telecommunication parts. AIM USD-8."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_CHARACTERS = "0123456789-"
_MAX_WITH_ONE = 10  # characters; longer data gets a second check character


def check_character(data: str, max_weight: int) -> str:
    """Return the check character with weights 1 to *max_weight*, repeated from the right."""
    total = sum(
        (place % max_weight + 1) * _CHARACTERS.index(character)
        for place, character in enumerate(reversed(data))
    )
    return _CHARACTERS[total % 11]


def check_characters(data: str) -> str:
    """Return C with weights up to 10, and for more than ten characters K with weights up to 9."""
    c = check_character(data, 10)
    return c if len(data) <= _MAX_WITH_ONE else c + check_character(data + c, 9)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* with its check characters, unless ``no_checksum`` is set."""
    validation.require_characters("code11", data, frozenset(_CHARACTERS), "Use digits and hyphens.")
    validation.requests_check_digit(options)  # raises if both options are set
    whole = data if options.no_checksum else data + check_characters(data)
    # option_2 of 2 makes zint add no check character of its own.
    (row,) = zint.encode("code11", zint.Kind.CODE11, whole, option_2=2)
    return linear.symbol("code11", row, data, None, text=whole)


SYMBOLOGY = Symbology(
    id="code11",
    title="Code 11",
    standard="AIM USD-8",
    family="industrial",
    example="0123456789-",
    characters="digits and hyphens",
    lengths="1 to 60 characters",
    max_characters=60,
    check_digit="one, or two for more than ten characters; none with no_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum", "wide_to_narrow_ratio"),
    aliases=("usd8",),
)
