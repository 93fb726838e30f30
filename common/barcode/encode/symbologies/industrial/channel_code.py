"""Channel Code: a number in as little space as possible. ANSI/AIM BC12-1998."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_MAX = 7_742_862


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a number; its digits, leading zeros included, set the number of channels."""
    validation.require_digits("channel_code", data)
    if int(data) > _MAX:
        raise DataError.of(
            "data", "channel_code.too_great", f"{data} is too large.", f"Give 0 to {_MAX:,}."
        )
    (row,) = zint.encode("channel_code", zint.Kind.CHANNEL, data)
    return linear.symbol("channel_code", row, data, None, quiet_zone=2)


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
    verified=False,
)
