"""Channel Code: a number in as little space as possible. ANSI/AIM BC12-1998."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

# The largest number of three to eight channels; it has one digit less than channels.
_LARGEST = (26, 292, 3_493, 44_072, 576_688, 7_742_862)
_MAX = _LARGEST[-1]
_MIN_DIGITS = 2


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a number; its digits, leading zeros included, set the number of channels."""
    validation.require_digits("channel_code", data)
    if int(data) > _MAX:
        raise DataError.of(
            "data", "channel_code.too_great", f"{data} is too large.", f"Give 0 to {_MAX:,}."
        )
    (row,) = zint.encode("channel_code", zint.Kind.CHANNEL, data)
    return linear.symbol("channel_code", row, _whole(data), None, quiet_zone=2)


def _whole(data: str) -> str:
    """Return *data* with the leading zeros that its number of channels implies."""
    # Each channel more has room for a digit more, so that a decoder returns leading zeros.
    channels = sum(int(data) > largest for largest in _LARGEST)
    return data.zfill(_MIN_DIGITS + channels)


SYMBOLOGY = Symbology(
    id="channel_code",
    title="Channel Code",
    standard="ANSI/AIM BC12-1998",
    family="industrial",
    example="3493",
    characters="digits",
    lengths="a number from 0 to 7,742,862",
    max_characters=7,
    check_digit="",
    encode=encode,
    aliases=("channel",),
)
