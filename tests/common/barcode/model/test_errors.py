"""The error tree: problems in their order, and suggestions completed by what stands about them."""

import pytest

from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem, suggesting

WRONG = Problem("data", "x.wrong", "It is wrong.", "Mend it.", "right")
BAD = Problem("ecc", "x.bad", "It is bad.", "Leave it out.")


def test_an_error_is_read_as_its_problems_in_their_order() -> None:
    error = BarcodeError.gather([WRONG, BAD])
    assert str(error) == "data: It is wrong. Mend it. ecc: It is bad. Leave it out."
    assert error.problems == (WRONG, BAD)


def test_an_error_made_of_one_problem_keeps_its_class() -> None:
    error = OptionError.of("ecc", "x.bad", "It is bad.", "Leave it out.")
    assert isinstance(error, OptionError)
    assert error.problems == (BAD,)


def test_what_is_suggested_for_a_part_is_completed() -> None:
    with pytest.raises(DataError) as refused, suggesting(before="a|", after="+12"):
        raise DataError.gather([WRONG, BAD])
    assert [problem.suggestion for problem in refused.value.problems] == ["a|right+12", ""]


def test_what_is_suggested_for_the_whole_is_left_alone() -> None:
    error = DataError(WRONG)
    with pytest.raises(DataError) as refused, suggesting():
        raise error
    assert refused.value is error


def test_other_errors_pass() -> None:
    with pytest.raises(OptionError), suggesting(after="+12"):
        raise OptionError(BAD)
