"""One message in several symbols: structured append, and Macro PDF417."""

import pytest
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import reader, sequences, verification
from common.barcode.encode import symbology
from common.barcode.model.errors import ReadBackError
from common.barcode.model.options import parse
from common.barcode.model.symbol import Row, Sequence
from tests.common.barcode import picture_reader
from tests.common.barcode.drawing import make, refusal

INDEX, COUNT, ID = (f"structured_append_{name}" for name in ("index", "count", "id"))
CARRIERS = [kind.id for kind in symbology.catalogue().values() if INDEX in kind.options]
IDS = {"qr": "170", "datamatrix": "254009", "datamatrix_rectangular": "001254", "dmre": "017042"}
IDS |= {"aztec": "LOT", "aztec_compact": "Z", "grid_matrix": "170", "code_one": ""}


@pytest.mark.parametrize(
    ("format", "options", "field", "code"),
    [
        ("qr", {INDEX: 1}, COUNT, "option.missing"),
        ("qr", {COUNT: 2}, INDEX, "option.missing"),
        ("qr", {ID: "1"}, INDEX, "option.missing"),
        ("qr", {INDEX: 3, COUNT: 2}, INDEX, "option.bad_value"),
        ("qr", {INDEX: 1, COUNT: 17}, COUNT, "option.bad_value"),
        ("qr", {INDEX: 1, COUNT: 2, ID: "256"}, ID, "option.bad_value"),
        ("qr", {INDEX: 1, COUNT: 2, ID: "٣"}, ID, "option.bad_value"),
        ("datamatrix", {INDEX: 1, COUNT: 17}, COUNT, "option.bad_value"),
        ("datamatrix", {INDEX: 1, COUNT: 2, ID: "7"}, ID, "option.bad_value"),
        ("datamatrix", {INDEX: 1, COUNT: 2, ID: "000001"}, ID, "option.bad_value"),
        ("datamatrix", {INDEX: 1, COUNT: 2, ID: "001255"}, ID, "option.bad_value"),
        ("pdf417", {INDEX: 1, COUNT: 2, ID: "900"}, ID, "option.bad_value"),
        ("pdf417", {INDEX: 1, COUNT: 2, ID: "12"}, ID, "option.bad_value"),
        ("micropdf417", {INDEX: 1, COUNT: 2, ID: "ABC"}, ID, "option.bad_value"),
        ("aztec", {INDEX: 1, COUNT: 27}, COUNT, "option.bad_value"),
        ("aztec", {INDEX: 1, COUNT: 2, ID: "Lot"}, ID, "option.bad_value"),
        ("grid_matrix", {INDEX: 1, COUNT: 17}, COUNT, "option.bad_value"),
        ("grid_matrix", {INDEX: 1, COUNT: 2, ID: "256"}, ID, "option.bad_value"),
        ("code_one", {INDEX: 1, COUNT: 129}, COUNT, "option.bad_value"),
        ("code_one", {INDEX: 1, COUNT: 2, ID: "A"}, ID, "option.bad_value"),
        (
            "code_one",
            {INDEX: 2, COUNT: 2, "charset": "utf-8", "eci": "on"},
            INDEX,
            "option.not_applicable",
        ),
    ],
)
def test_places_that_do_not_exist_are_refused(
    format: str, options: dict[str, object], field: str, code: str
) -> None:
    """ISO/IEC 18004, 8: up to 16 symbols and a byte; ISO/IEC 16022, 5.6: two numbers up to 254."""
    problem = refusal(format, "ABC", **options)
    assert (problem.field, problem.code) == (field, code)


@pytest.mark.parametrize("format", ["code128", "micro_qr", "maxicode", "dotcode"])
def test_other_symbologies_refuse_it_by_name(format: str) -> None:
    """A reader would join nothing."""
    base = {"data": "12345", "format": format, INDEX: 1, COUNT: 2}
    with pytest.raises(Exception, match="has no structured_append_index") as raised:
        pipeline.plan(parse(base, strings=False))
    assert {problem.field for problem in raised.value.problems} == {INDEX, COUNT}


@pytest.mark.parametrize("format", CARRIERS)
@pytest.mark.parametrize(("index", "count"), [(1, 2), (2, 2), (3, 7), (16, 16)])
def test_the_place_is_in_the_symbol(format: str, index: int, count: int) -> None:
    """Read from the codewords; zxing-cpp reads the same data as without it."""
    id = IDS.get(format, "123045")
    options: dict[str, object] = {INDEX: index, COUNT: count} | ({ID: id} if id else {})
    symbol = make(format, "HELLO 123", **options)
    assert sequences.read(symbol) == Sequence(index, count, id)
    assert verification.check(symbol) == "true"
    base = {"data": "HELLO 123", "format": format, "scale": 4, **options}
    picture = pipeline.draw(parse(base, strings=False))
    texts = [one.text for one in picture_reader.read(picture)]
    # zxing-cpp does not know Code One and Grid Matrix.
    assert (texts or [one.text for one in reader.read(picture.body)]) == ["HELLO 123"]


@pytest.mark.parametrize(("index", "count"), [(1, 15), (15, 15), (1, 16), (128, 128)])
def test_code_one_has_two_forms_of_its_place(index: int, count: int) -> None:
    """AIM USS Code One: one codeword up to 15 symbols, two from 16 on."""
    symbol = make("code_one", "HELLO 123", **{INDEX: index, COUNT: count})
    assert sequences.read(symbol) == Sequence(index, count, "")
    assert verification.check(symbol) == "true"


@pytest.mark.parametrize("format", CARRIERS)
def test_a_symbol_that_states_another_place_is_not_sent(format: str) -> None:
    """The self-check reads the place too: the modules of another index fail it."""
    first, second = (make(format, "HELLO 123", **{INDEX: at, COUNT: 2}) for at in (1, 2))
    wrong = structs.replace(first, rows=tuple(Row(row.modules, row.height) for row in second.rows))
    with pytest.raises(ReadBackError):
        verification.check(wrong)
    plain = make(format, "HELLO 123")
    assert sequences.read(plain) is None
