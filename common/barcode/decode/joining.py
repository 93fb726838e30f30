"""Joins the symbols of a message of several: structured append, and Macro PDF417."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import xor

from msgspec import structs

from common.barcode.decode import interpretation, likely_text, reporting
from common.barcode.decode.found import Alternative, Found, Part
from common.barcode.model.errors import Problem, UnreadableImage

# Symbols of a message may differ in their size and shape, and only the first may announce GS1 data.
_FAMILIES = {
    "gs1_qr": "qr",
    "gs1_datamatrix": "datamatrix",
    "datamatrix_rectangular": "datamatrix",
    "dmre": "datamatrix",
    "aztec_compact": "aztec",
    "pdf417_compact": "pdf417",
}
_REPLACEMENT = "�"
_CODECS = ("utf-8", "latin-1", "cp932")
_MAX_LISTED = 20

_Message = dict[int, list[Found]]  # the symbols of a message by their index


def join(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return *found* with the symbols of each message as one.

    Args:
        found: the barcodes of all pages and files. Those that are no part of a message are
            returned as they are.

    Raises:
        UnreadableImage: a message is not complete, has a part twice, or parts are of different
            messages. The problems have the field ``join``.
    """
    messages: dict[tuple[str, str], _Message] = {}
    for one in found:
        if one.structured_append:
            symbols = messages.setdefault(_key(one), {})
            symbols.setdefault(one.structured_append.index, []).append(one)
    problems = [*_mixed(messages), *(p for each in messages.values() for p in _doubled(each))]
    # Parts of another message explain why some are missing, so that they are reported instead.
    problems = problems or [p for each in messages.values() for p in _missing(each)]
    if problems:
        raise UnreadableImage.gather(problems)
    joined = {id(each[min(each)][0]): _joined(each) for each in messages.values()}
    return tuple(
        joined.get(id(one), one)
        for one in found
        if one.structured_append is None or id(one) in joined
    )


def _key(one: Found) -> tuple[str, str]:
    place = one.structured_append
    return _FAMILIES.get(one.format, one.format), place.id if place else ""


def _symbols(message: _Message) -> list[Found]:
    return [one for index in sorted(message) for one in message[index]]


def _counts(message: _Message) -> Counter[int]:
    places = [one.structured_append for one in _symbols(message)]
    return Counter(place.count for place in places if place and place.count)


def _mixed(messages: dict[tuple[str, str], _Message]) -> Iterable[Problem]:
    """Yield a problem if incomplete messages of one symbology have different ids or counts."""
    for message in messages.values():
        # One id and several counts: the ids are equal by chance, such as a parity.
        if len(counts := _counts(message)) > 1:
            written = " and ".join(map(str, sorted(counts)))
            yield Problem(
                "join",
                "join.different_counts",
                f"Parts with the same id {_id(message)!r} say that there are {written} parts.",
                "They are of different messages: send those of one at a time.",
            )
    for family in {family for family, _ in messages}:
        torn = [one for key, one in messages.items() if key[0] == family and any(_missing(one))]
        if len(torn) > 1:
            listed = "; ".join(f"{_id(one)!r}: {_listed(one)}" for one in torn[:_MAX_LISTED])
            yield Problem(
                "join",
                "join.different_ids",
                f"The parts have different ids, so that they are of different messages: {listed}.",
                "Send all parts of a message, or read the parts without join.",
            )


def _id(message: _Message) -> str:
    place = _symbols(message)[0].structured_append
    return place.id if place else ""


def _listed(message: _Message) -> str:
    count = max(_counts(message), default=None)
    noun = "part" if len(message) == 1 else "parts"
    numbers = ", ".join(map(str, sorted(message)[:_MAX_LISTED]))
    return f"{noun} {numbers} of {count}" if count else f"{noun} {numbers}"


def _doubled(message: _Message) -> Iterable[Problem]:
    for index, symbols in message.items():
        # Two copies may differ in what was damaged; which one is meant is the caller's to say.
        if len(symbols) > 1:
            where = ", ".join(_where(one) for one in symbols[:_MAX_LISTED])
            yield Problem(
                "join",
                "join.doubled_part",
                f"Part {index} was found {len(symbols)} times: {where}.",
                "Leave out the copies: choose pages with pages=, or crop the picture.",
            )


def _where(one: Found) -> str:
    corner = one.corners[0]
    return f"file {one.file}, page {one.page} at ({corner.x}, {corner.y})"


def _missing(message: _Message) -> Iterable[Problem]:
    counts = _counts(message)
    if not counts:
        yield Problem(
            "join",
            "join.missing_parts",
            f"The last part is missing, which says how many there are; found: {_listed(message)}.",
            "Send all parts in one request, or read them without join.",
        )
        return
    count = max(counts)
    missing = [index for index in range(1, count + 1) if index not in message]
    if missing:
        noun = "Part" if len(missing) == 1 else "Parts"
        numbers = ", ".join(map(str, missing[:_MAX_LISTED]))
        more = " …" if len(missing) > _MAX_LISTED else ""
        verb = "is" if len(missing) == 1 else "are"
        yield Problem(
            "join",
            "join.missing_parts",
            f"{noun} {numbers}{more} of {count} {verb} missing.",
            "Send all parts in one request, or read them without join.",
        )


def _joined(message: _Message) -> Found:
    """Return *message*, which is complete, as one barcode."""
    symbols = _symbols(message)
    first = symbols[0]
    content = b"".join(one.content for one in symbols)
    texts = _texts(symbols, content)
    elements, problem = reporting.elements_of(first.symbology_identifier, texts[0])
    # The whole has a level only if all of its parts have it.
    levels = {one.error_correction for one in symbols}
    return structs.replace(
        first,
        text=texts[0],
        content=content,
        gs1_elements=elements,
        gs1_problem=problem,
        error_correction=levels.pop() if len(levels) == 1 else "",
        alternatives=tuple(Alternative(first.format, text) for text in texts[1:]),
        note=_note(first, content, texts[0]),
        quality=None,
        structured_append=None,
        parts=tuple(
            Part(index, one.file, one.page, one.corners)
            for index in sorted(message)
            for one in message[index]
        ),
    )


def _texts(symbols: Sequence[Found], content: bytes) -> tuple[str, ...]:
    """Return what the message may say, the likeliest first."""
    text = "".join(one.text for one in symbols)
    if not all(interpretation.is_unannounced(one.symbology_identifier) for one in symbols):
        # A character may begin in one symbol and end in the next.
        return (_decoded(content) or text,) if _REPLACEMENT in text else (text,)
    whole = _decoded(content)
    # Bytes that are no UTF-8 may be of several character sets: some encoders choose one a symbol.
    texts = [whole] if whole is not None else [text, *likely_text.readings(content, text)]
    return tuple(dict.fromkeys(texts))


def _decoded(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _note(first: Found, content: bytes, text: str) -> str:
    """Return the note of a QR Code whose parity is not that of the message.

    ISO/IEC 18004:2015, 8: the parity is all bytes of the message, exclusive-ored.
    """
    place = first.structured_append
    if _FAMILIES.get(first.format, first.format) != "qr" or not place:
        return first.note
    # Encoders compute it of the whole text, whatever character set each symbol has.
    messages = [content, *(text.encode(codec, "ignore") for codec in _CODECS)]
    parities = [str(reduce(xor, message, 0)) for message in messages]
    if place.id in parities:
        return first.note
    return (
        f"The parity in the symbols is {place.id}, that of the joined data {parities[0]}: some"
        " encoders write any number, else a symbol is of another message."
    )
