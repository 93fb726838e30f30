"""Heights of postal bars against the tolerances of the postal services."""

import pytest

from tests.common.barcode.drawing import make


def test_heights_are_within_the_tolerances() -> None:
    """The specifications of USPS, Royal Mail, Australia Post and Japan Post."""

    def mm(name: str, data: str) -> list[float]:
        symbol = make(name, data)
        return [row.height * symbol.print_rule.module_mm for row in symbol.rows]

    imb = mm("usps_imb", "01234567094987654321")
    assert 3.175 <= sum(imb) <= 4.191  # 0.125 to 0.165 inch
    assert 0.991 <= imb[1] <= 1.448  # 0.039 to 0.057 inch
    postnet = mm("postnet", "12345")
    assert 2.921 <= sum(postnet) <= 3.429  # 0.125 inch, 0.010 more or less
    assert 1.016 <= postnet[1] <= 1.524  # 0.050 inch, 0.010 more or less
    royal = mm("rm4scc", "BX11LT1A")
    assert 4.22 <= sum(royal) <= 5.84
    assert 1.02 <= royal[1] <= 1.52
    australian = mm("auspost", "12345678")
    assert 4.2 <= sum(australian) <= 5.8
    assert 1.0 <= australian[1] <= 1.6
    assert mm("japanpost", "1540023") == pytest.approx([1.2, 1.2, 1.2])
