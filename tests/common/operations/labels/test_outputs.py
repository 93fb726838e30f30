"""Kinds of files: the resolution and the model of the printer, and stock that suits it."""

import pytest

from common.barcode.model.errors import OptionError
from common.operations.labels import outputs


@pytest.mark.parametrize(
    ("kind", "given", "field", "code"),
    [
        ("pcl", {}, "format", "labels.unknown_language"),
        ("zpl", {"dpi": "250"}, "dpi", "option.bad_value"),
        ("zpl", {"dpi": "٣"}, "dpi", "option.bad_value"),
        ("png", {"dpi": "20"}, "dpi", "option.bad_value"),
        ("pdf", {"dpi": "300"}, "dpi", "option.unknown"),
        ("zpl", {"printer": "zebra"}, "printer", "labels.unknown_model"),
        ("zpl", {"printer": "tsc-te200"}, "printer", "labels.other_language"),
        ("ql", {}, "template", "labels.wrong_stock"),
        ("ql", {"template": "wifi"}, "template", "labels.wrong_stock"),
        (
            "ql",
            {"template": "dk-11241", "printer": "brother-ql-700"},
            "printer",
            "labels.too_wide",
        ),
        ("zpl", {"printer": "zebra-zd410", "label_width": "70"}, "printer", "labels.too_wide"),
        ("sbpl", {"dpi": "609", "label_height": "334"}, "template", "labels.too_wide"),
    ],
)
def test_options_that_do_not_suit_the_printer_are_errors(
    kind: str, given: dict[str, str], field: str, code: str
) -> None:
    """Each names its field."""
    with pytest.raises(OptionError) as raised:
        outputs.parse(kind, given)
    assert (raised.value.problems[0].field, raised.value.problems[0].code) == (field, code)


@pytest.mark.parametrize(
    ("kind", "given", "dpi"),
    [
        ("zpl", {}, 203),
        ("zpl", {"dpi": "300"}, 300),
        ("zpl", {"printer": "Zebra ZT411 600"}, 600),
        ("ql", {"template": "dk-11201", "printer": "brother-ql-700"}, 300),
        ("png", {}, None),
        ("png", {"dpi": "150"}, 150),
        ("pdf", {}, None),
    ],
)
def test_resolution_is_that_of_the_printer(
    kind: str, given: dict[str, str], dpi: int | None
) -> None:
    """A given dpi goes before the model's, and that before the language's usual one."""
    assert outputs.parse(kind, given).dpi == dpi


def test_every_kind_has_a_media_type() -> None:
    for kind in outputs.kinds():
        given = {"template": "dk-11201"} if kind == "ql" else {}
        assert "/" in outputs.parse(kind, given).media_type
