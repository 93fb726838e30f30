"""Channel Code: a number in the least room. ANSI/AIM BC12-1998."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

# The greatest number of three to eight channels; each is written with a digit less than channels.
_GREATEST = (26, 292, 3_493, 44_072, 576_688, 7_742_862)
_MOST = _GREATEST[-1]
_FEWEST_DIGITS = 2


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a number; the count of its digits, zeros in front too, chooses the channels."""
    validation.require_digits("channel_code", data)
    if int(data) > _MOST:
        raise DataError.of(
            "data", "channel_code.too_great", f"{data} is too great.", f"Give 0 to {_MOST:,}."
        )
    (row,) = zint.encode("channel_code", zint.Kind.CHANNEL, data)
    return linear.symbol("channel_code", row, _whole(data), None, quiet_zone=2)


def _whole(data: str) -> str:
    """Return *data* with the zeros in front that its channels stand for."""
    channels = sum(int(data) > greatest for greatest in _GREATEST)
    return data.zfill(_FEWEST_DIGITS + channels)


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
