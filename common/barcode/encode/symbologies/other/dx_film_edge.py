"""DX film edge: product and frame of a 35 mm film. ANSI/NAPM IT1.14:1994."""

import re

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_FORM = re.compile(r"(\d{1,3})-(\d{1,2})(?:/(\d{1,2})(A?))?")


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode DX number part 1, part 2 and, optionally, the frame: ``79-7/21A``."""
    # The symbol has seven bits for part 1, four for part 2, and six for the frame.
    match = _FORM.fullmatch(data.upper()) if data.isascii() else None
    if match is None or not (
        1 <= int(match[1]) <= 127 and int(match[2]) <= 15 and int(match[3] or 0) <= 63
    ):
        raise DataError.of(
            "data",
            "dx_film_edge.bad_form",
            "The data is not a DX number.",
            "Give 1 to 127, a hyphen, 0 to 15 and optionally / and a frame of 0 to 63 with an A.",
        )
    text = f"{int(match[1])}-{int(match[2])}"
    if match[3]:
        text += f"/{int(match[3])}{match[4]}"
    rows = zint.encode("dx_film_edge", zint.Kind.DXFILMEDGE, text)
    # zxing-cpp finds the two tracks only upright and with nothing near them.
    reading = Reading(("DXFilmEdge",), text, bare=True)
    return matrix.symbol(
        "dx_film_edge", rows, text, reading, quiet_zone=2, shape="stacked", heights=(6,)
    )


SYMBOLOGY = Symbology(
    id="dx_film_edge",
    title="DX film edge barcode",
    standard="ANSI/NAPM IT1.14:1994",
    family="other",
    example="79-7/21A",
    characters="digits, a hyphen, a slash and an A",
    lengths="DX number part 1 (1 to 127), -, part 2 (0 to 15), optionally / and a frame",
    max_characters=10,
    check_digit="a parity bit, always added",
    encode=encode,
)
