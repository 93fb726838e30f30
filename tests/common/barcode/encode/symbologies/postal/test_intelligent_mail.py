"""Intelligent Mail barcode: the examples of USPS-B-3200."""

import pytest

from tests.common.barcode.elements import four_state


@pytest.mark.parametrize(
    ("routing", "bars"),
    [
        ("", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ],
)
def test_bars_are_those_of_the_published_examples(routing: str, bars: str) -> None:
    """USPS-B-3200, section 3.2.1, the four examples."""
    assert "".join(four_state("usps_imb", f"01234567094987654321{routing}")) == bars
