"""Reports about a barcode that is not drawn. Expectations: docs/http.md and the OpenAPI file."""

import pytest

from common.barcode.model.errors import OptionError
from common.operations.validate import validate


@pytest.mark.parametrize(
    ("name", "value"), [("segments", 1), ("width", "wide"), ("data", 5), ("no_option", "x")]
)
def test_malformed_option_beside_unknown_content_is_an_error(name: str, value: object) -> None:
    """The document says that such a request is refused, whatever its content is."""
    with pytest.raises(OptionError, match=name):
        validate({"content": "unknown", name: value}, strings=False)


def test_unknown_content_is_a_problem_of_the_report() -> None:
    """Empty data and format count as absent beside content."""
    report = validate({"content": "unknown", "data": "", "format": ""}, strings=False)
    assert not report.valid
    assert [problem.code for problem in report.errors] == ["content.unknown"]
