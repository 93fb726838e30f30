"""The symbologies that a caller looks for, and which readers know them."""

from collections.abc import Collection, Iterable
from functools import cache

import zxingcpp

from common.barcode.decode import catalogue
from common.barcode.decode.detection import Detection
from common.barcode.decode.found import Alternative
from common.barcode.encode import gs1, symbology
from common.barcode.model.errors import BarcodeError, UnknownSymbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading

_GS1_128 = "]C1"
# zxing-cpp reads variants of these as what they look like; the interpretation sorts them out.
_FAMILIES = {"Code39Ext": "Code39", "Code39Std": "Code39", "Code32": "Code39", "PZN": "Code39"}


def parse(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the symbologies called *names*, each once.

    Args:
        names: ids or aliases, in a list or separated by commas.

    Raises:
        UnknownSymbology: a name is unknown; the error is about the field ``formats``.
    """
    listed = names.split(",") if isinstance(names, str) else names
    given = [name.strip() for name in listed]
    try:
        return tuple(dict.fromkeys(symbology.find(name).id for name in given if name))
    except UnknownSymbology as error:
        (problem,) = error.problems
        raise UnknownSymbology.of(
            "formats", problem.code, problem.message, problem.fix, problem.suggestion
        ) from None


def zxing_names(ids: Collection[str]) -> tuple[str, ...]:
    """Return zxing-cpp's names of the formats that symbols of *ids* are read as."""
    names = [name for id in ids if (reading := _example(id)) for name in reading.formats]
    return tuple(dict.fromkeys(map(_family, names)))


def _family(name: str) -> str:
    return _FAMILIES.get(name, name)


def zxing_formats(names: Iterable[str]) -> zxingcpp.BarcodeFormats:
    """Return *names* as zxing-cpp takes them."""
    return zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[name] for name in names])


def unknown_to_zxing(ids: Collection[str]) -> tuple[str, ...]:
    """Return those of *ids* that decoders of the project alone read."""
    return tuple(id for id in ids if not _example(id) and catalogue.is_decoded(id))


def choose(
    detection: Detection, readings: tuple[Alternative, ...], ids: Collection[str]
) -> tuple[Alternative, ...]:
    """Return *readings* with one of a symbology in *ids* first, or () if there is none.

    A symbology that zxing-cpp does not distinguish from its carrier, such as ISBN, is named if it
    draws what was read.
    """
    named = [one for one in readings if one.format in ids]
    if named:
        return named[0], *(one for one in readings if one != named[0])
    texts = [one.text for one in readings]
    if detection.barcode.symbology_identifier == _GS1_128:
        # The same elements, as a symbology with brackets takes them.
        texts += _bracketed(texts[0])
    for id in ids:
        for text in texts:
            if drawn := _drawn_as(id, text, detection):
                return Alternative(id, drawn), *readings
    return ()


def _bracketed(text: str) -> list[str]:
    try:
        return [gs1.written(gs1.parse(text))]
    except BarcodeError:
        return []


def _drawn_as(id: str, text: str, detection: Detection) -> str:
    """Return *text* as symbology *id* takes it, or "" if that draws something else."""
    barcode = detection.barcode
    example = _example(id)
    if not example or not {barcode.format.name, _family(barcode.format.name)}.intersection(
        example.formats
    ):
        return ""
    # A symbol that marks its data otherwise says something else, even with equal text.
    if not barcode.symbology_identifier.startswith(example.identifier):
        return ""
    try:
        symbol = symbology.find(id).make(text, DrawOptions(data=text, format=id))
    except BarcodeError:
        return ""
    return symbol.data


@cache
def _example(id: str) -> Reading | None:
    """Return what zxing-cpp reports of the example of symbology *id*, if it knows it."""
    kind = symbology.find(id)
    return kind.make(kind.example, DrawOptions(data=kind.example, format=id)).reading
