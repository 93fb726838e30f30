"""Reed-Solomon correction over the fields of Australia Post and Mailmark."""

from random import Random

import pytest

from common.barcode.decode.reed_solomon import Field, correct

FIELDS = (Field(0b1000011, 64), Field(0b100101, 32))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("checks", [4, 6, 7])
def test_errors_and_erasures_up_to_the_bound_are_corrected(field: Field, checks: int) -> None:
    """Twice the errors and the erasures may be as many as the check symbols (Blahut, 7)."""
    random = Random(checks)
    for errors in range(checks // 2 + 1):
        erasures = checks - 2 * errors
        word = [0] * 22  # the zero word is of every linear code
        places = random.sample(range(22), errors + erasures)
        for place in places:
            word[place] = random.randrange(1, field.order + 1)

        done = correct(field, word, checks, erasures=places[:erasures])

        assert done == ((0,) * 22, errors + erasures)


def test_too_many_errors_are_refused_or_change_no_more_than_the_bound() -> None:
    """A decoder of bounded distance returns None or a word within its radius."""
    random = Random(1)
    for _ in range(300):
        word = [random.randrange(64) for _ in range(20)]

        done = correct(FIELDS[0], word, 4)

        assert done is None or done[1] <= 2


def test_more_erasures_than_check_symbols_are_refused() -> None:
    """Each erasure takes one check symbol (Blahut, 7)."""
    assert correct(FIELDS[0], [1] * 10, 4, erasures=range(5)) is None
