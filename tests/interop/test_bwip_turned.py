"""`decode` returns what bwip-js draws, turned by right angles and by a few degrees."""

import io
import json
import subprocess
from random import Random

import pytest
from PIL import Image

from common.barcode.decode import reader
from tests.interop.environments import HERE, NODE
from tests.interop.test_bwip_decode import (
    KINDS,
    Kind,
    data,
    drawn_again,
    on_white,
    pictures,
    readings,
)
from tests.interop.test_bwip_read import SCRIPT

ANGLES = (90, 180, -3, 7)
OTHERS = (
    *("codablock_f", "databar_stacked", "databar_stacked_omni", "databar_expanded_stacked"),
    *("maxicode", "micropdf417", "pdf417", "pdf417_compact"),
)
TURNED = [kind for kind in KINDS if kind.id.endswith("_composite") or kind.id in OTHERS]


def turned(picture: bytes, degrees: int) -> bytes:
    saved = io.BytesIO()
    page = Image.open(io.BytesIO(picture))
    page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255).save(saved, "PNG")
    return saved.getvalue()


@pytest.mark.parametrize("kind", TURNED, ids=lambda kind: kind.id)
@pytest.mark.parametrize("degrees", ANGLES)
def test_turned_pictures_are_returned_as_drawn(kind: Kind, degrees: int) -> None:
    """The data are what bwip-js was given."""
    place = Random(f"{kind.id} {degrees}").randrange(len(data(kind)))
    text, picture = data(kind)[place], pictures()[kind.id][place]
    (found,) = reader.read(turned(picture, degrees))
    texts = [drawn_again(id, said) for id, said in readings(found)[:1] if id == kind.id]
    assert texts == [drawn_again(kind.id, text)], readings(found)


def test_turned_pdf417_is_not_read_as_another_text() -> None:
    """Rows that cross it at 7 degrees are corrected to another text, with no correction left."""
    digits = (
        "104479405860942482379554325115167615199630848494929605"
        "927211072443830130707149764517067252014391384628149202"
    )
    options = {"scale": 2, "columns": 6, "paddingwidth": 15, "paddingheight": 15}
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps([("pdf417", digits, options)]),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    (file,) = json.loads(done.stdout)
    (found,) = reader.read(turned(on_white(file), -7))
    assert found.text == digits
