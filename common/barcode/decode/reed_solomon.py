"""Corrects Reed-Solomon codewords over small Galois fields.

The decoder is Berlekamp and Massey's with erasures, then Chien's search and Forney's formula
(R. Blahut, Theory and Practice of Error Control Codes, chapter 7).
"""

from collections.abc import Sequence

Poly = list[int]  # coefficients, the constant one first


class Field:
    """GF(2^m), with logarithms to the base of a primitive element 2.

    Args:
        polynomial: the primitive one that defines the field, a bit a coefficient.
        size: elements of the field, a power of two.
    """

    def __init__(self, polynomial: int, size: int) -> None:
        self.order = size - 1
        self.exp = [0] * (2 * self.order)
        self.log = [0] * size
        value = 1
        for power in range(self.order):
            self.exp[power] = self.exp[power + self.order] = value
            self.log[value] = power
            value <<= 1
            if value >= size:
                value ^= polynomial

    def multiply(self, a: int, b: int) -> int:
        """Return the product of *a* and *b*."""
        return self.exp[self.log[a] + self.log[b]] if a and b else 0

    def divide(self, a: int, b: int) -> int:
        """Return *a* divided by *b*, which is not zero."""
        return self.exp[self.log[a] - self.log[b] + self.order] if a else 0

    def power(self, exponent: int) -> int:
        """Return 2 to the *exponent*."""
        return self.exp[exponent % self.order]

    def evaluate(self, poly: Sequence[int], x: int) -> int:
        """Return the value of *poly* at *x*."""
        result = 0
        for coefficient in reversed(poly):
            result = self.multiply(result, x) ^ coefficient
        return result

    def product(self, a: Poly, b: Poly) -> Poly:
        """Return the product of two polynomials."""
        result = [0] * (len(a) + len(b) - 1)
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                result[i + j] ^= self.multiply(x, y)
        return result


def correct(
    field: Field,
    codeword: Sequence[int],
    checks: int,
    first_root: int = 1,
    erasures: Sequence[int] = (),
) -> tuple[tuple[int, ...], int] | None:
    """Correct *codeword*.

    Args:
        field: of its symbols.
        codeword: symbols, that of the highest power first, its check symbols last.
        checks: count of check symbols.
        first_root: the power of 2 that is the generator polynomial's first root.
        erasures: places in *codeword* that are known to be wrong; what is there counts as 0.

    Returns:
        The corrected codeword and how many of its symbols are new, or None if it has more errors
        than its check symbols can correct.
    """
    word = list(codeword)
    for place in erasures:
        word[place] = 0
    poly = word[::-1]
    syndromes = [field.evaluate(poly, field.power(first_root + i)) for i in range(checks)]
    if len(erasures) > checks:
        return None
    if any(syndromes):
        powers = [len(word) - 1 - place for place in erasures]
        locator = _locator(field, syndromes, powers)
        if locator is None or not _repair(field, poly, syndromes, locator, first_root):
            return None
    fixed = tuple(reversed(poly))
    return fixed, sum(a != b for a, b in zip(fixed, codeword, strict=True))


def _locator(field: Field, syndromes: Poly, erased: Sequence[int]) -> Poly | None:
    """Return the polynomial whose roots locate the errors and erasures (Berlekamp, Massey)."""
    current: Poly = [1]
    for power in erased:
        current = field.product(current, [1, field.power(power)])
    previous, errors = list(current), len(erased)
    for step in range(len(erased), len(syndromes)):
        previous = [0, *previous]
        discrepancy = 0
        for i in range(min(len(current), step + 1)):
            discrepancy ^= field.multiply(current[i], syndromes[step - i])
        if not discrepancy:
            continue
        updated = _sum(current, [field.multiply(discrepancy, c) for c in previous])
        if 2 * errors <= step + len(erased):
            errors = step + 1 + len(erased) - errors
            previous = [field.divide(c, discrepancy) for c in current]
        current = updated
    while current and not current[-1]:
        current.pop()
    is_correctable = 2 * (len(current) - 1) - len(erased) <= len(syndromes)
    return current if is_correctable else None


def _sum(a: Poly, b: Poly) -> Poly:
    length = max(len(a), len(b))
    return [
        x ^ y for x, y in zip(a + [0] * (length - len(a)), b + [0] * (length - len(b)), strict=True)
    ]


def _repair(field: Field, poly: Poly, syndromes: Poly, locator: Poly, first_root: int) -> bool:
    """Correct *poly* in place; return False if it isn't a codeword after that."""
    evaluator = field.product(syndromes, locator)[: len(syndromes)]
    derivative = [c if i % 2 == 0 else 0 for i, c in enumerate(locator[1:])]
    places = [p for p in range(len(poly)) if not field.evaluate(locator, field.power(-p))]
    if len(places) != len(locator) - 1:
        return False
    for place in places:
        x = field.power(-place)
        below = field.evaluate(derivative, x)
        if not below:
            return False
        size = field.divide(field.evaluate(evaluator, x), below)
        poly[place] ^= field.multiply(size, field.power(place * (1 - first_root)))
    roots = (field.power(first_root + i) for i in range(len(syndromes)))
    return not any(field.evaluate(poly, root) for root in roots)
