"""The error tree: problems in order, and suggestions extended to the whole data."""

import pytest

from common.barcode.model.errors import BarcodeError, DataError, OptionError, Problem, suggesting

WRONG = Problem("data", "x.wrong", "It is wrong.", "Mend it.", "right")
BAD = Problem("ecc", "x.bad", "It is bad.", "Leave it out.")


def test_text_of_an_error_lists_its_problems_in_order() -> None:
    """The documented order of `problems`."""
    error = BarcodeError.gather([WRONG, BAD])
    assert str(error) == "data: It is wrong. Mend it. ecc: It is bad. Leave it out."
    assert error.problems == (WRONG, BAD)


def test_error_of_one_problem_keeps_its_class() -> None:
    """`of` is documented for every class."""
    error = OptionError.of("ecc", "x.bad", "It is bad.", "Leave it out.")
    assert isinstance(error, OptionError)
    assert error.problems == (BAD,)


def test_suggestions_for_a_part_are_extended() -> None:
    """`suggesting` is documented so."""
    with pytest.raises(DataError) as raised, suggesting(before="a|", after="+12"):
        raise DataError.gather([WRONG, BAD])
    assert [problem.suggestion for problem in raised.value.problems] == ["a|right+12", ""]


def test_suggestions_for_the_whole_are_unchanged() -> None:
    """Without surrounding data the very error passes."""
    error = DataError(WRONG)
    with pytest.raises(DataError) as raised, suggesting():
        raise error
    assert raised.value is error


def test_errors_of_options_are_unchanged() -> None:
    """Only DataErrors suggest data."""
    with pytest.raises(OptionError), suggesting(after="+12"):
        raise OptionError(BAD)
