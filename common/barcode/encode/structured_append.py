"""One message in several symbols that a reader joins: structured append, and Macro PDF417.

Owns the options ``structured_append_index``, ``_count`` and ``_id``. ISO/IEC 18004:2015, 8 (QR
Code); ISO/IEC 16022:2006, 5.6 (Data Matrix); ISO/IEC 15438:2015, annex H (PDF417);
ISO/IEC 24778:2008, 15 (Aztec Code); AIM USS Code One; AIM Grid Matrix.
"""

import re
from collections.abc import Callable

from msgspec import Struct

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Sequence

OPTIONS = ("structured_append_index", "structured_append_count", "structured_append_id")


class Rule(Struct, frozen=True):
    """What a symbology allows.

    Attributes:
        most: the greatest number of symbols.
        id_form: what the id is, in words.
        default_id: the id if none is given.
        is_id: returns True if an id is allowed.
    """

    most: int
    id_form: str
    default_id: str
    is_id: Callable[[str], bool]


def _is_parity(id: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,3}", id)) and int(id) <= 255


def _is_file(id: str) -> bool:
    parts = (id[:3], id[3:])
    return bool(re.fullmatch("[0-9]{6}", id)) and all(1 <= int(part) <= 254 for part in parts)


def _is_codewords(id: str) -> bool:
    # Codewords from 900 on are commands of PDF417.
    return bool(re.fullmatch("(?:[0-8][0-9]{2}){1,10}", id))


def _is_name(id: str) -> bool:
    return bool(re.fullmatch("[A-Z]{0,10}", id))


def _is_nothing(id: str) -> bool:
    return not id


QR = Rule(
    16, "a number from 0 to 255: all bytes of the whole message, exclusive-ored", "0", _is_parity
)
DATA_MATRIX = Rule(16, "six digits, two numbers from 001 to 254", "001001", _is_file)
PDF417 = Rule(99_999, "up to ten numbers of three digits, 000 to 899", "000", _is_codewords)

AZTEC = Rule(26, "up to ten capitals from A to Z", "", _is_name)
CODE_ONE = Rule(128, "none: leave the option out", "", _is_nothing)
GRID_MATRIX = Rule(16, "a number from 0 to 255", "0", _is_parity)


def of(title: str, options: DrawOptions, rule: Rule) -> Sequence | None:
    """Return the place of the symbol in its message; None if it is a message of its own.

    Args:
        title: name of the symbology, for errors.
        options: the options of the request.
        rule: what the symbology allows.

    Raises:
        OptionError: an option is missing or out of range.
    """
    index, count = options.structured_append_index, options.structured_append_count
    if index is None and count is None:
        if options.structured_append_id is not None:
            raise _missing("structured_append_index")
        return None
    if index is None or count is None:
        raise _missing(OPTIONS[0] if index is None else OPTIONS[1])
    if count > rule.most:
        raise OptionError.of(
            OPTIONS[1],
            "option.bad_value",
            f"A message has at most {rule.most:,} symbols of {title}, not {count}.",
            f"Give 2 to {rule.most:,}.",
        )
    if index > count:
        raise OptionError.of(
            OPTIONS[0],
            "option.bad_value",
            f"Symbol {index} of {count} does not exist.",
            f"Give 1 to {count}.",
        )
    id = rule.default_id if options.structured_append_id is None else options.structured_append_id
    if not rule.is_id(id):
        raise OptionError.of(
            OPTIONS[2],
            "option.bad_value",
            f"{title} has no structured_append_id {id[:20]!r}.",
            f"Give {rule.id_form}.",
            rule.default_id,
        )
    # A number has no leading zeros.
    return Sequence(index, count, str(int(id)) if rule.is_id is _is_parity else id)


def _missing(name: str) -> OptionError:
    return OptionError.of(
        name,
        "option.missing",
        f"A symbol of several needs its index and their count, and {name} is missing.",
        f"Give {name}, such as 2.",
    )
