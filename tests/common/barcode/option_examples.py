"""Options of some barcodes, and what is drawn or refused with others."""

from collections.abc import Mapping

import pytest

from common.barcode import pipeline
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage

CODE128 = {"data": "123456789", "format": "code128"}
EAN13 = {"data": "4006381333931", "format": "ean13"}
UPCA = {"data": "036000291452", "format": "upca"}
ITF14 = {"data": "00012345600012", "format": "itf14"}
ITF = {"data": "1234567890", "format": "itf"}
MAXICODE = {"data": "HELLO WORLD", "format": "maxicode"}
QR = {"data": "123456789", "format": "qr"}


def draw(base: Mapping[str, object], **options: object) -> RenderedImage:
    return pipeline.draw(parse({**base, **options}, strings=False))


def error_of(base: Mapping[str, object], **options: object) -> tuple[str, str]:
    with pytest.raises(BarcodeError) as raised:
        draw(base, **options)
    (problem,) = raised.value.problems
    return problem.field, problem.code
