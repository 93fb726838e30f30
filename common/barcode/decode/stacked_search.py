"""Finds stacked symbols in a picture: Codablock F, Code 16K, Code 49 and GS1 composites.

Every row of these symbols says which row it is, so that scan lines need no order: all that cross
a region are given to each decoder. Cost: of each region
(:mod:`common.barcode.decode.picture_regions`) at most :data:`stacked_lines.MAX_LINES` lines in
each of two directions, read forwards and backwards.
"""

from collections.abc import Collection, Iterator, Sequence

import zxingcpp
from PIL import Image

from common.barcode.decode import agreement, composite_linear, shapes, stacked_lines
from common.barcode.decode.decoder import Decoder, Decoding, Located
from common.barcode.decode.decoders import codablock_f, code16k, code49, composite
from common.barcode.decode.detection import Detection
from common.barcode.decode.picture_regions import Regions, Upright

_DECODERS = (codablock_f.DECODER, code16k.DECODER, code49.DECODER)


def search(image: Image.Image, formats: Collection[str] | None = None) -> tuple[Located, ...]:
    """Return the stacked symbols in *image*.

    Args:
        image: 8-bit grayscale.
        formats: ids of symbologies to look for; None looks for all.
    """
    return Regions(image).read(lambda region: read(region, formats))


def read(region: Upright, formats: Collection[str] | None) -> tuple[Located, ...]:
    """Return the stacked symbol that fills *region*, of any of *formats*."""
    # Rows from left to right, then from top to bottom; and both from either end.
    for quarters in (0, 1):
        image = region.image.transpose(Image.Transpose.ROTATE_270) if quarters else region.image
        lines = [list(line) for line in stacked_lines.lines(image, region.threshold)]
        for half in (0, 2):
            rows = [segment[::-1] if half else segment for line in lines for segment in line]
            decodings = tuple(_decode(rows, image, formats)) if rows else ()
            if decodings:
                corners = region.corners(quarters + half)
                return tuple(Located(decoding, corners) for decoding in decodings)
    return ()


def _decode(
    rows: Sequence[Sequence[float]], image: Image.Image, formats: Collection[str] | None
) -> Iterator[Decoding]:
    for decoder in _DECODERS:
        if _is_wanted(decoder, formats):
            yield from _wanted(decoder.decode(rows), formats)
    if _is_wanted(composite.DECODER, formats):
        yield from _wanted(_composites(rows, image), formats)


def _is_wanted(decoder: Decoder, formats: Collection[str] | None) -> bool:
    return formats is None or not set(decoder.symbologies).isdisjoint(formats)


def _wanted(decodings: Sequence[Decoding], formats: Collection[str] | None) -> Iterator[Decoding]:
    yield from (one for one in decodings if formats is None or one.symbology in formats)


def _composites(rows: Sequence[Sequence[float]], image: Image.Image) -> tuple[Decoding, ...]:
    found = composite.component(rows)
    if found is None:
        return ()
    raw, errors, _ = found
    for scale in (1, 2):  # zxing-cpp misses some GS1 DataBar with modules of two pixels
        enlarged = image.resize((image.width * scale, image.height * scale))
        barcodes = zxingcpp.read_barcodes(enlarged, formats=composite_linear.formats())
        detections = [Detection.of(barcode, 1.0) for barcode in barcodes]
        readings = [
            reading
            for one in agreement.confirmed(enlarged, detections)
            for reading in composite_linear.of_barcode(
                one.barcode, shape=shapes.symbology_of(one, enlarged)
            )
        ]
        if readings:
            return composite.joined(readings, raw, errors)
    return ()
