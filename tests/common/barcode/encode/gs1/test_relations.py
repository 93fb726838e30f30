"""Relations between elements: GS1 General Specifications 25.0, 4.13.2, 4.14 and 3.9.15."""

import pytest

from common.barcode.encode import gs1

GTIN = "09501101530003"


@pytest.mark.parametrize(
    ("data", "needed"),
    [
        ("(10)A", "(10) BATCH/LOT needs (01), (02), (03), (8006) or (8026) on the same item."),
        (f"(02){GTIN}", "(02) CONTENT needs (37) on the same item."),
        ("(250)A(8006)095011015300030102", "(250) SECONDARY SERIAL needs (21) on the same item."),
        ("(7004)1", "(7004) ACTIVE POTENCY needs (01) with (10) on the same item."),
        (
            f"(01){GTIN}(3922)199",
            "(3922) PRICE needs (30), (31nn), (32nn), (35nn) or (36nn) on the same item.",
        ),
    ],
)
def test_what_else_the_item_must_bear_is_said(data: str, needed: str) -> None:
    """The mandatory associations of the release's dictionary."""
    assert needed in gs1.missing(gs1.parse(data))


@pytest.mark.parametrize(
    "data",
    [
        f"(01){GTIN}(10)A",
        f"(01){GTIN}(3922)199(3103)000500",
        f"(01){GTIN}(21)1(8030)AbC",
        f"(00)376104250021234569(37)5(02){GTIN}",
        "(99)A",
    ],
)
def test_a_complete_item_lacks_nothing(data: str) -> None:
    """Each association has one of its alternatives."""
    assert gs1.missing(gs1.parse(data)) == ()


def test_a_pattern_is_not_satisfied_by_the_element_itself() -> None:
    """An identifier is no companion of itself."""
    assert len(gs1.missing(gs1.parse("(3922)199"))) == 2
