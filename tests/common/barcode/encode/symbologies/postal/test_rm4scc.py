"""RM4SCC, KIX and DAFT, decoded by the table of Royal Mail."""

from common.barcode.encode.symbologies.postal import rm4scc
from tests.common.barcode.elements import four_state

# Ascender and descender of each character; its place in rows and columns (Royal Mail, RM4SCC).
HALVES = ("0011", "0101", "0110", "1001", "1010", "1100")
ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def decode(bars: list[str]) -> str:
    """Return the characters of *bars*, four bars a character."""
    read = ""
    for at in range(0, len(bars), 4):
        four = bars[at : at + 4]
        up = "".join(str(int(bar in "AF")) for bar in four)
        down = "".join(str(int(bar in "DF")) for bar in four)
        read += ORDER[6 * HALVES.index(up) + HALVES.index(down)]
    return read


def test_check_character_is_that_of_a_published_example() -> None:
    """Wikipedia, RM4SCC: SN34RD1A has check character K."""
    assert rm4scc.check_character("SN34RD1A") == "K"


def test_rm4scc_begins_with_an_ascender_and_ends_with_a_full_bar() -> None:
    """Wikipedia, RM4SCC: SN34RD1A has check character K; bars begin with A and end with F."""
    bars = four_state("rm4scc", "SN34RD1A")
    assert (bars[0], bars[-1]) == ("A", "F")
    assert decode(bars[1:-1]) == "SN34RD1AK"


def test_kix_has_no_ends_and_no_check_character() -> None:
    """The table of Royal Mail, which KIX shares."""
    assert decode(four_state("kix", "1231FZ13XHS")) == "1231FZ13XHS"


def test_daft_draws_the_named_bars() -> None:
    """Descender, ascender, full, tracker: each letter is a bar."""
    assert "".join(four_state("daft", "FATDAFTDAD")) == "FATDAFTDAD"
