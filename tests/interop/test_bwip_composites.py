"""`decode` returns composites of bwip-js whole, if only a part of them is read or placed by rows.

Each is of a kind that was returned as its linear part alone, or as the other part that says nothing
without it.
"""

import json
import subprocess

import pytest

from common.barcode.decode import reader
from tests.interop.environments import HERE, NODE
from tests.interop.test_bwip_decode import on_white
from tests.interop.test_bwip_read import SCRIPT

OMNI = "(01)64515266589308|(17)010227(10)ZWA3O5XWQ4QMQ"
LIMITED = "(01)17979931223454|(17)140822(10)E65KHZL"
STACKED = "(01)40858485920140|(99)KBPGYJLYB-123"
LONG = "(01)78230870120916(21)tyiy2VuEvS3|(99)Q6CHKOKCF190"
LONGER = "(01)65371444310886(21)ZxE3TYuL9(91)TDRW3|(21)nlZ8wUnAz9Q1A7"
LONG_128 = "(01)65371444310886(21)ZxE3TYuL9ABCDEFG|(91)A1"
ROWS = "(01)90931367608123(3103)011853(11)091002|(17)170315(10)3LZHA85"
FIVE = "(01)96385461976703(99)9778309ABCDEFGHIJ|(21)QLqSbn9Poejz"


def drawn(name: str, data: str, options: dict[str, object]) -> bytes:
    room = {"paddingwidth": 15, "paddingheight": 15, "dontlint": True}
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps([(name, data, room | options)]),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    (file,) = json.loads(done.stdout)
    return on_white(file)


@pytest.mark.parametrize("rotate", ["N", "L"])
@pytest.mark.parametrize(
    ("id", "name", "data", "options"),
    [
        # zxing-cpp misses the bars of two pixels, and reads the rows above them by themselves.
        ("databar_limited_composite", "databarlimitedcomposite", LIMITED, {"ccversion": "b"}),
        ("databar_truncated_composite", "databartruncatedcomposite", OMNI, {"ccversion": "b"}),
        ("databar_stacked_composite", "databarstackedcomposite", STACKED, {"ccversion": "b"}),
        # The rows above are a small part of the length of the bars.
        ("databar_expanded_composite", "databarexpandedcomposite", LONG, {}),
        ("databar_expanded_composite", "databarexpandedcomposite", LONGER, {"scale": 3}),
        ("gs1_128_composite", "gs1-128composite", LONG_128, {}),
        # The last row is short, and it is what zxing-cpp places.
        ("databar_expanded_stacked_composite", "databarexpandedstackedcomposite", ROWS,
         {"segments": 6}),
        ("databar_expanded_stacked_composite", "databarexpandedstackedcomposite", FIVE,
         {"segments": 8}),
    ],
)  # fmt: skip
def test_a_composite_is_returned_whole_and_once(
    id: str, name: str, data: str, options: dict[str, object], rotate: str
) -> None:
    """The data are what bwip-js was given."""
    picture = drawn(name, data, {"scale": 2, "rotate": rotate} | options)
    (found,) = reader.read(picture)
    linear, component = data.split("|")
    texts = [f"{linear}|{component}", f"{linear.removeprefix('(01)')}|{component}"]
    assert found.format == id
    assert found.text in texts
