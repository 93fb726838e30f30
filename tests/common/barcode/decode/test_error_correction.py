"""Codewords with as many errors and erasures as their checks can mend are mended."""

import random

import pytest

from common.barcode.decode.error_correction import Field, binary_field, correct, prime_field

FIELDS = {
    "DotCode": prime_field(113, 3),
    "PDF417": prime_field(929, 3),
    "Han Xin": binary_field(8, 0x163),
    "Han Xin information": binary_field(4, 0x13),
    "Code One": binary_field(8, 0x12D),
    "Code One S": binary_field(5, 0x25),
    "Grid Matrix": binary_field(7, 0x89),
    "Australia Post": binary_field(6, 0x43),
    "Mailmark": binary_field(5, 0x25),
}


def encoded(field: Field, data: list[int], checks: int, first_root: int) -> list[int]:
    """Return *data* with check codewords: the remainder of division by the generator."""
    generator = [1]
    for exponent in range(first_root, first_root + checks):
        root = field.power[exponent % (field.order - 1)]
        longer = [*generator, 0]
        for place, factor in enumerate(generator):
            product = field.multiply(factor, root)
            longer[place + 1] = field.subtract(longer[place + 1], product)
        generator = longer
    rest = data + [0] * checks
    for place in range(len(data)):
        factor = rest[place]
        for power, value in enumerate(generator):
            product = field.multiply(value, factor)
            rest[place + power] = field.subtract(rest[place + power], product)
    return data + [field.subtract(0, value) for value in rest[len(data) :]]


@pytest.mark.parametrize(
    ("words", "checks"), [((), 2), ((1,), 2), ((1, 2, 3), 0), ((1, 2, 3), 3), ((1, 2, 999), 1)]
)
def test_impossible_codewords_are_not_corrected(words: tuple[int, ...], checks: int) -> None:
    """No code has so few codewords, no checks, or values beyond the field."""
    assert correct(FIELDS["DotCode"], words, checks) is None


def test_more_erasures_than_checks_are_not_corrected() -> None:
    """Each erasure takes one check codeword."""
    assert correct(FIELDS["PDF417"], [1, 2, 3, 4], 2, erasures=(0, 1, 2)) is None


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("first_root", [0, 1])
def test_errors_and_erasures_within_capacity_are_mended(name: str, first_root: int) -> None:
    """Twice the errors and the erasures together may be as many as the checks (Blahut, 7.2)."""
    field, chance = FIELDS[name], random.Random(f"{name}{first_root}")
    for _ in range(40):
        checks = chance.randint(2, min(20, field.order - 4))
        size = chance.randint(1, min(60, field.order - checks - 2))
        words = encoded(field, chance.choices(range(field.order), k=size), checks, first_root)
        erased = chance.randint(0, checks)
        wrong = min(len(words), erased + (checks - erased) // 2)
        places = chance.sample(range(len(words)), wrong)
        spoiled = list(words)
        for place in places:
            spoiled[place] = (spoiled[place] + chance.randrange(1, field.order)) % field.order
        mended = correct(field, spoiled, checks, first_root=first_root, erasures=places[:erased])
        assert mended is not None
        assert list(mended.codewords) == words


def test_right_codewords_have_no_errors() -> None:
    """A codeword of zeros is one of every linear code."""
    corrected = correct(FIELDS["Grid Matrix"], [0] * 10, 4)
    assert corrected is not None
    assert corrected.errors == 0


def test_random_codewords_are_refused_or_changed_within_the_bound() -> None:
    """A decoder of bounded distance returns None or a word within its radius (Blahut, 7.2)."""
    chance = random.Random(1)
    for _ in range(300):
        words = [chance.randrange(64) for _ in range(20)]
        corrected = correct(FIELDS["Australia Post"], words, 4)
        assert corrected is None or corrected.errors <= 2
