"""Micro QR Code: a QR Code with one finder pattern, for short data. ISO/IEC 18004:2015."""

from collections.abc import Mapping

from common.barcode.encode import matrix, payload, symbol_choice, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {"L": 1, "M": 2, "Q": 3}
_SIZES = {"M1": 1, "M2": 2, "M3": 3, "M4": 4}
_CHOICES = {"symbol_size": tuple(_SIZES), "mask": tuple("0123")}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L (the default), M or Q.

    Text is ASCII unless ``charset`` is given: no ECI can announce another character set.
    """
    if options.charset is None and options.data_encoding is None:
        validation.require_characters(
            "micro_qr",
            data,
            validation.ASCII,
            "Use ASCII characters, or name the charset; qr and rmqr carry any others.",
        )
    content = payload.of("micro_qr", data, options)

    def draw(values: Mapping[str, str]) -> Rows:
        size = values.get("symbol_size")
        return zint.encode(
            "micro_qr",
            zint.Kind.MICROQR,
            content.given,
            mode=content.mode,
            option_1=_LEVELS[values.get("ecc", "L")],
            option_2=_SIZES[size] if size else None,
            option_3=zint.mask(options.mask),
        )

    # Micro QR has no level H (ISO/IEC 18004).
    choices = [
        *symbol_choice.size(options, _SIZES),
        *matrix.level_choice("micro_qr", options, _LEVELS, "L"),
    ]
    reading = Reading(("MicroQRCode",), content=content.content)
    rows = symbol_choice.draw("micro_qr", choices, draw)
    return matrix.symbol(
        "micro_qr", rows, data, reading, quiet_zone=2, rule=PrintRule(module_mm=0.5)
    )


SYMBOLOGY = Symbology(
    id="micro_qr",
    title="Micro QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="MICRO QR 1",
    characters="ASCII; with charset, the characters of that set",
    lengths="1 to 35 digits, 21 capitals or 15 bytes, fewer with more error correction",
    max_characters=35,
    check_digit="",
    encode=encode,
    options=("ecc", "charset", "data_encoding", *_CHOICES),
    choices=_CHOICES,
    ecc_levels=tuple(_LEVELS),
    aliases=("microqrcode",),
)
