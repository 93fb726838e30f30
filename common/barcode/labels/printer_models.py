"""Label printers by model: their language, resolution and printable width.

Source: the makers' specifications of these models.
"""

import difflib

from msgspec import Struct

from common.barcode.model.errors import OptionError


class PrinterModel(Struct, frozen=True):
    """One model.

    Attributes:
        id: name in requests.
        title: name for people.
        language: id of its language.
        dpi: dots per inch of its head.
        width: the widest label that it prints, in mm.
    """

    id: str
    title: str
    language: str
    dpi: int
    width: float


_MODELS: tuple[tuple[str, str, str, int, float], ...] = (
    ("zebra-zd410", "Zebra ZD410", "zpl", 203, 56),
    ("zebra-zd410-300", "Zebra ZD410, 300 dpi", "zpl", 300, 56),
    ("zebra-zd421", "Zebra ZD420 and ZD421", "zpl", 203, 104),
    ("zebra-zd421-300", "Zebra ZD420 and ZD421, 300 dpi", "zpl", 300, 108),
    ("zebra-zd621", "Zebra ZD620 and ZD621", "zpl", 203, 104),
    ("zebra-zd621-300", "Zebra ZD620 and ZD621, 300 dpi", "zpl", 300, 108),
    ("zebra-gk420", "Zebra GK420", "zpl", 203, 104),
    ("zebra-gx430", "Zebra GX430", "zpl", 300, 104),
    ("zebra-zt230", "Zebra ZT220 and ZT230", "zpl", 203, 104),
    ("zebra-zt411", "Zebra ZT410 and ZT411", "zpl", 203, 104),
    ("zebra-zt411-300", "Zebra ZT410 and ZT411, 300 dpi", "zpl", 300, 104),
    ("zebra-zt411-600", "Zebra ZT410 and ZT411, 600 dpi", "zpl", 600, 104),
    ("zebra-lp2844", "Zebra LP 2844 and TLP 2844", "epl", 203, 104),
    ("zebra-zq520", "Zebra ZQ520 and ZQ521", "cpcl", 203, 104),
    ("tsc-te200", "TSC TE200 and TE210", "tspl", 203, 108),
    ("tsc-te300", "TSC TE300 and TE310", "tspl", 300, 105),
    ("tsc-ttp244", "TSC TTP-244", "tspl", 203, 104),
    ("epson-tm-t20", "Epson TM-T20 and TM-T88, 80 mm paper", "escpos", 203, 72),
    ("epson-tm-58mm", "ESC/POS printers of 58 mm paper", "escpos", 203, 48),
    ("brother-ql-700", "Brother QL-700, QL-710 and QL-720", "ql", 300, 62),
    ("brother-ql-800", "Brother QL-800, QL-810 and QL-820", "ql", 300, 62),
    ("brother-ql-1100", "Brother QL-1100 and QL-1110", "ql", 300, 103),
)
MODELS = {each[0]: PrinterModel(*each) for each in _MODELS}


def find(name: str, field: str) -> PrinterModel:
    """Return the model called *name*.

    Raises:
        OptionError: no model has that name; the error lists near names.
    """
    folded = name.strip().casefold().replace(" ", "-")
    if folded in MODELS:
        return MODELS[folded]
    near = difflib.get_close_matches(folded[:40], list(MODELS), n=3, cutoff=0.4)
    raise OptionError.of(
        field,
        "labels.unknown_model",
        f"No printer model is called {name[:40]!r}.",
        f"Did you mean {' or '.join(near)}?" if near else "docs/labels.md lists all of them.",
        near[0] if near else "",
    )
