"""Reed-Solomon error correction over prime fields and over fields of 2 to the m.

Blahut, Algebraic Codes for Data Transmission (2003), 7.2 to 7.5: the Berlekamp-Massey algorithm
with erasures, the Chien search and the Forney formula.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct


class Field(Struct, frozen=True):
    """A finite field, as tables of powers and logarithms of its generator.

    Attributes:
        order: how many elements it has.
        is_prime: True if it is the integers modulo *order*.
        power: powers of the generator, twice over, so that two logarithms need no reduction.
        log: logarithm of each element; that of 0 has no meaning.
    """

    order: int
    is_prime: bool
    power: tuple[int, ...]
    log: tuple[int, ...]

    def multiply(self, left: int, right: int) -> int:
        """Return the product of *left* and *right*."""
        if not left or not right:
            return 0
        return self.power[self.log[left] + self.log[right]]

    def divide(self, left: int, right: int) -> int:
        """Return *left* divided by *right*, which is not 0."""
        if not left:
            return 0
        return self.power[self.log[left] - self.log[right] + self.order - 1]

    def add(self, left: int, right: int) -> int:
        """Return the sum of *left* and *right*."""
        return (left + right) % self.order if self.is_prime else left ^ right

    def subtract(self, left: int, right: int) -> int:
        """Return *right* subtracted from *left*."""
        return (left - right) % self.order if self.is_prime else left ^ right

    def repeated(self, times: int, value: int) -> int:
        """Return *value* added to itself until there are *times* of it."""
        if self.is_prime:
            return times * value % self.order
        return value if times % 2 else 0


def prime_field(order: int, generator: int) -> Field:
    """Return the field of the integers modulo *order*, a prime, with *generator*."""
    return _field(order, True, lambda value: value * generator % order)


def binary_field(bits: int, polynomial: int) -> Field:
    """Return the field of 2 to the *bits* elements with 2 as generator.

    Args:
        bits: of an element.
        polynomial: the field's, its coefficients as bits; 0x11D is x^8 + x^4 + x^3 + x^2 + 1.
    """
    order = 1 << bits

    def double(value: int) -> int:
        value <<= 1
        # Doubling is a shift, reduced by the polynomial if it leaves the field.
        return value ^ polynomial if value & order else value

    return _field(order, False, double)


def _field(order: int, is_prime: bool, step) -> Field:  # type: ignore[no-untyped-def]
    power, log, value = [], [0] * order, 1
    for exponent in range(order - 1):
        power.append(value)
        log[value] = exponent
        value = step(value)
    return Field(order, is_prime, tuple(power * 2), tuple(log))


class Corrected(Struct, frozen=True):
    """Codewords after correction.

    Attributes:
        codewords: data and check codewords.
        errors: how many codewords were changed, erasures included.
    """

    codewords: tuple[int, ...]
    errors: int


def correct(
    field: Field,
    codewords: Sequence[int],
    checks: int,
    *,
    first_root: int = 1,
    erasures: Collection[int] = (),
) -> Corrected | None:
    """Correct *codewords*.

    Args:
        field: of the codewords.
        codewords: data codewords, then *checks* check codewords, the highest power first.
        checks: how many of them are check codewords.
        first_root: exponent of the generator polynomial's first root.
        erasures: places in *codewords* that are known to be wrong or missing.

    Returns:
        The corrected codewords; None if there are more errors than can be corrected.
    """
    length = len(codewords)
    if not 0 < checks < length < field.order or len(erasures) > checks:
        return None
    received = [0 if place in erasures else word for place, word in enumerate(codewords)]
    if not all(0 <= word < field.order for word in received):
        return None
    # Values of the received word at the roots of the generator: all are 0 for a codeword.
    syndromes = _syndromes(field, received, checks, first_root)
    if not any(syndromes):
        return Corrected(tuple(received), len(erasures))
    # Its roots are the inverses of the error locations.
    locator, count = _locator(field, syndromes, [length - 1 - place for place in sorted(erasures)])
    places = _roots(field, locator, length)
    # Fewer roots than the degree: the errors are more than the checks can locate.
    if len(places) != count or 2 * count - len(erasures) > checks:
        return None
    _repair(field, received, syndromes, locator, places, first_root)
    # A wrong correction of too many errors is no codeword.
    if any(_syndromes(field, received, checks, first_root)):
        return None
    return Corrected(tuple(received), len(places))


def _syndromes(field: Field, words: Sequence[int], checks: int, first_root: int) -> list[int]:
    if field.is_prime:
        return [_prime_value(field, words, first_root + place) for place in range(checks)]
    return [_binary_value(field, words, first_root + place) for place in range(checks)]


def _prime_value(field: Field, words: Sequence[int], exponent: int) -> int:
    point, order, value = field.power[exponent % (field.order - 1)], field.order, 0
    for word in words:
        value = (value * point + word) % order
    return value


def _binary_value(field: Field, words: Sequence[int], exponent: int) -> int:
    power, log, value = field.power, field.log, 0
    exponent %= field.order - 1
    for word in words:
        value = word ^ power[log[value] + exponent] if value else word
    return value


def _locator(field: Field, syndromes: list[int], erased: list[int]) -> tuple[list[int], int]:
    """Return the error locator polynomial, lowest power first, and its degree."""
    locator = [1]
    # Known locations are factors of the locator from the start.
    for exponent in erased:
        locator = _minus(field, locator, [0, *_scaled(field, locator, field.power[exponent])])
    known = len(erased)
    helper, count = locator, known
    for step in range(known, len(syndromes)):
        discrepancy = 0
        for power, factor in enumerate(locator[: step + 1]):
            product = field.multiply(factor, syndromes[step - power])
            discrepancy = field.add(discrepancy, product)
        helper = [0, *helper]
        if not discrepancy:
            continue
        changed = _minus(field, locator, _scaled(field, helper, discrepancy))
        # The register is too short for this discrepancy and gets longer.
        if 2 * count <= step + known:
            count = step + 1 + known - count
            helper = [field.divide(factor, discrepancy) for factor in locator]
        locator = changed
    while len(locator) > 1 and not locator[-1]:
        locator.pop()
    return locator, count


def _scaled(field: Field, polynomial: list[int], factor: int) -> list[int]:
    return [field.multiply(value, factor) for value in polynomial]


def _minus(field: Field, left: list[int], right: list[int]) -> list[int]:
    size = max(len(left), len(right))
    left = left + [0] * (size - len(left))
    right = right + [0] * (size - len(right))
    return [field.subtract(one, other) for one, other in zip(left, right, strict=True)]


def _roots(field: Field, locator: list[int], length: int) -> list[int]:
    """Return the places of *length* codewords at which *locator* has a root."""
    found = []
    # The Chien search: every location is tried, because the field is small.
    for exponent in range(length):
        inverse = (field.order - 1 - exponent) % (field.order - 1)
        if not _evaluate(field, locator, inverse):
            found.append(length - 1 - exponent)
    return found


def _evaluate(field: Field, polynomial: list[int], exponent: int) -> int:
    value = 0
    for factor in reversed(polynomial):
        value = field.add(field.multiply(value, field.power[exponent]), factor)
    return value


def _repair(
    field: Field,
    received: list[int],
    syndromes: list[int],
    locator: list[int],
    places: list[int],
    first_root: int,
) -> None:
    """Change *received* at *places* by what the Forney formula gives."""
    checks, last = len(syndromes), len(received) - 1
    evaluator = [0] * checks
    for power, factor in enumerate(locator[:checks]):
        for place in range(checks - power):
            product = field.multiply(factor, syndromes[place])
            evaluator[place + power] = field.add(evaluator[place + power], product)
    derivative = [field.repeated(power, locator[power]) for power in range(1, len(locator))]
    for place in places:
        exponent = last - place
        inverse = (field.order - 1 - exponent) % (field.order - 1)
        slope = _evaluate(field, derivative, inverse)
        # A repeated root, which no locator of distinct errors has.
        if not slope:
            continue
        magnitude = field.divide(_evaluate(field, evaluator, inverse), slope)
        # X^(1 - first root), with the sign that the formula has in fields of odd order.
        shift = field.power[exponent * (1 - first_root) % (field.order - 1)]
        received[place] = field.add(received[place], field.multiply(magnitude, shift))
