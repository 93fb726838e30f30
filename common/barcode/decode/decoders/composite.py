"""GS1 Composite: a linear symbol below CC-A, CC-B or CC-C. ISO/IEC 24723:2010."""

from collections.abc import Sequence

from common.barcode.decode import composite_linear, pdf417_rows
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.gs1_compaction import bits_of_bytes, bits_of_cc_a, elements_of
from common.barcode.decode.gs1_text import element_string


def decode(rows: Sequence[Sequence[float]]) -> tuple[Decoding, ...]:
    """Decode *rows* of element widths: those of the matrix in any order, then the linear ones.

    The content is that of the linear component, GS and that of the other.
    """
    found = component(rows)
    if found is None:
        return ()
    raw, errors, rest = found
    return joined(composite_linear.read(rest), raw, errors)


def component(
    rows: Sequence[Sequence[float]],
) -> tuple[str, int, list[Sequence[float]]] | None:
    """Read the two-dimensional component in *rows*.

    Returns:
        Its raw element strings, how many codewords were wrong, and the rows that are not its own;
        None if there is no such component.
    """
    # CC-A and CC-B are built like MicroPDF417, CC-C like PDF417.
    read = [pdf417_rows.read_row(widths) for widths in rows]
    short = pdf417_rows.component([row for row in read if row])
    if short:
        bits = bits_of_cc_a(short.words) if short.is_cc_a else bits_of_bytes(short.words)
        raw = elements_of(bits)
        own = [row in short.rows for row in read]
        errors = short.errors
    else:
        long_rows = [pdf417_rows.read_long_row(widths) for widths in rows]
        long = pdf417_rows.long_component([row for row in long_rows if row])
        if long is None:
            return None
        words, errors = long
        raw = elements_of(bits_of_bytes(words))
        own = [row is not None for row in long_rows]
    # What is no row of the component may belong to the linear symbol below it.
    rest = [widths for widths, is_own in zip(rows, own, strict=True) if not is_own]
    return (raw, errors, rest) if raw else None


def joined(
    readings: Sequence[composite_linear.Linear], raw: str, errors: int
) -> tuple[Decoding, ...]:
    """Return the decodings of composites of each of *readings* and the elements in *raw*."""
    second = element_string(raw.encode("latin-1"))
    return tuple(
        Decoding(
            linear.symbology,
            f"{linear.text}|{second}",
            linear.content + b"\x1d" + raw.encode("latin-1"),
            errors,
            is_gs1=True,
            # The linear part alone decides which reading is the likelier one.
            is_guess=place > 0,
        )
        for place, linear in enumerate(readings)
    )


DECODER = Decoder(
    (
        "ean13_composite",
        "ean8_composite",
        "upca_composite",
        "upce_composite",
        "gs1_128_composite",
        "databar_omni_composite",
        "databar_truncated_composite",
        "databar_stacked_composite",
        "databar_stacked_omni_composite",
        "databar_limited_composite",
        "databar_expanded_composite",
        "databar_expanded_stacked_composite",
    ),
    "stacked",
    decode,
)
