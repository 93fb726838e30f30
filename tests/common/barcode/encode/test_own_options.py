"""Values that a symbology does not have, and names in another spelling."""

import pytest

from common.barcode.encode.symbology import catalogue
from common.operations import catalogue as listed
from tests.common.barcode.drawing import make, refusal


@pytest.mark.parametrize(
    ("name", "options", "fix"),
    [
        ("qr", {"symbol_size": "41"}, "Use 1 to 40."),
        ("qr", {"symbol_size": "0"}, "Use 1 to 40."),
        ("micro_qr", {"symbol_size": "M5"}, "Use M1, M2, M3, M4."),
        ("code_one", {"symbol_size": "S"}, "Use A, B, C, D, E, F, G, H, T."),
        ("micro_qr", {"mask": "4"}, "Use 0 to 3."),
        ("pdf417", {"symbol_rows": 2}, "Give a whole number from 3 to 90."),
        ("micropdf417", {"symbol_columns": 5}, "Give a whole number from 1 to 4."),
        ("databar_expanded_stacked", {"segments": 5}, "Give a multiple of 2 from 2 to 22."),
    ],
)  # fmt: skip
def test_value_that_the_symbology_lacks_is_refused(
    name: str, options: dict[str, object], fix: str
) -> None:
    """The fix lists the values."""
    problem = refusal(name, catalogue()[name].example, **options)
    assert (problem.field, problem.code) == (next(iter(options)), "option.bad_value")
    assert problem.fix == fix


def test_size_that_readers_miss_is_refused() -> None:
    """ISO/IEC 24728:2006, table 1 has 4 columns by 4 rows, which zxing-cpp does not find."""
    problem = refusal("micropdf417", "ABC-123", symbol_columns=4)
    assert (problem.code, problem.suggestion) == ("option.bad_value", "3")


def test_names_may_have_any_case() -> None:
    """Standards write R7x43 and 22 × 22."""
    assert (
        make("rmqr", "123", symbol_size="r7X43").rows
        == make("rmqr", "123", symbol_size="R7x43").rows
    )


@pytest.mark.parametrize(
    "name", [id for id, kind in catalogue().items() if kind.choices or kind.ranges]
)
def test_declared_values_are_in_the_schema(name: str) -> None:
    """GET symbologies/{id} lists what each option takes."""
    kind = catalogue()[name]
    assert {*kind.choices, *kind.ranges} <= set(kind.options)
    properties = listed.one(name).options["properties"]
    for option, names in kind.choices.items():
        assert properties[option]["enum"] == list(names)
    for option, numbers in kind.ranges.items():
        assert (properties[option]["minimum"], properties[option]["maximum"]) == (
            numbers[0],
            numbers[-1],
        )


@pytest.mark.parametrize("name", [id for id, kind in catalogue().items() if "mask" in kind.choices])
def test_each_mask_draws_another_symbol(name: str) -> None:
    """ISO/IEC 18004:2015, 7.8.2, and others: a mask is added to the modules."""
    kind = catalogue()[name]
    drawn = {make(name, kind.example, mask=mask).rows for mask in kind.choices["mask"]}
    assert len(drawn) == len(kind.choices["mask"])
