"""POSTNET, PLANET and CEPNet, decoded by the table of DMM 708.4."""

from tests.common.barcode.elements import WEIGHTED_7_4_2_1_0, row


def tall(name: str, data: str) -> str:
    """Return the bars of the symbol of *data*; 1 is tall."""
    return "".join(map(str, row(name, data)[::2]))


def decode(bars: str) -> str:
    """Return the digits of *bars*, five bars a digit."""
    digits = [bars[at : at + 5] for at in range(0, len(bars), 5)]
    return "".join(WEIGHTED_7_4_2_1_0[one] for one in digits)


def test_postnet_has_a_frame_bar_at_each_end_and_a_check_digit() -> None:
    """Wikipedia, POSTNET: 55555-1237 has check digit 2."""
    bars = tall("postnet", "55555-1237")
    assert (bars[0], bars[-1]) == ("1", "1")
    assert decode(bars[1:-1]) == "5555512372"


def test_cepnet_is_postnet_of_eight_digits_and_their_check_digit() -> None:
    """By hand: 1 + 2 + … + 8 are 36, and 4 more are a multiple of ten."""
    assert decode(tall("cepnet", "12345-678")[1:-1]) == "123456784"


def test_planet_is_postnet_with_short_for_tall_bars() -> None:
    """DMM 708.4: two of five bars are short; by hand, 4 + 0 + 1 + … + 9 are 49."""
    inverted = str.maketrans("01", "10")
    assert decode(tall("planet", "40123456789")[1:-1].translate(inverted)) == "401234567891"
