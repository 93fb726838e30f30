"""`decode` returns all that bars of bwip-js may say, where they don't say it alone."""

import pytest

from common.barcode.decode import reader
from tests.interop.test_bwip_composites import drawn
from tests.interop.test_bwip_decode import readings


@pytest.mark.parametrize("rotate", ["N", "L", "I"])
@pytest.mark.parametrize(
    ("id", "name", "data", "text", "options"),
    [
        # Neither end of a KIX is marked.
        ("kix", "kix", "FD3SFKRX1PX", "FD3SFKRX1PX", {}),
        # Data shorter than the symbol are filled up with bars that say z by table C.
        ("auspost", "auspost", "5962923527lq", "62923527lq", {"custinfoenc": "character"}),
        ("auspost", "auspost", "6218036641tE #3W", "18036641tE #3W", {"custinfoenc": "character"}),
        ("auspost", "auspost", "59644416354", "644416354", {"custinfoenc": "numeric"}),
        ("auspost", "auspost", "6282408237690", "82408237690", {"custinfoenc": "numeric"}),
        # Either mode of Telepen takes any symbol of characters from 17 on.
        ("telepen", "telepen", ")JqkULQ;^029O", ")JqkULQ;\x1dO", {"parse": True}),
        ("telepen_numeric", "telepennumeric", "11975X", "11975X", {}),
        # The last digit is the check digit of the others by chance; bwip-js adds none by default.
        ("code11", "code11", "6878", "6878", {}),
        # The check character of SEMI T1 is an option.
        ("bc412", "bc412", "L94S1HTJG64VG", "L94S1HTJG64VG", {"includestartstop": True}),
    ],
)
def test_what_bars_may_say_is_among_the_readings(
    id: str, name: str, data: str, text: str, options: dict[str, object], rotate: str
) -> None:
    """The data are what bwip-js was given, which does not say how to read them."""
    (found,) = reader.read(drawn(name, data, {"scale": 2, "rotate": rotate} | options))
    assert (id, text) in readings(found)
