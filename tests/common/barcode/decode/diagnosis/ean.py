"""EAN-13 drawn from the tables of the GS1 General Specifications, with any check digit."""

from PIL import Image

# GS1 General Specifications, figure 5.2.1.2-1: number set A; B and C follow from it.
_A = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
# Figure 5.2.1.2-3: sets of the left half by the leading digit.
_SETS = (
    *("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB"),
    *("ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"),
)


def complete(digits: str) -> str:
    """Return *digits* with their check digit (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 - 2 * (place % 2)) for place, digit in enumerate(digits[::-1]))
    return digits + str(-total % 10)


def wrong(digits: str, step: int) -> str:
    """Return complete *digits* with another last digit, *step* away."""
    return digits[:-1] + str((int(digits[-1]) + step) % 10)


def draw(digits: str, module: int, height: int) -> Image.Image:
    """Return an EAN-13 of 13 *digits*, whatever the last one is.

    Args:
        digits: 13 digits.
        module: px of a module.
        height: modules.
    """
    sets = _SETS[int(digits[0])]
    left = [_pattern(int(digit), kind) for digit, kind in zip(digits[1:7], sets, strict=True)]
    right = [_pattern(int(digit), "C") for digit in digits[7:]]
    modules = "101" + "".join(left) + "01010" + "".join(right) + "101"
    row = Image.frombytes("L", (95, 1), bytes(255 - 255 * int(module) for module in modules))
    return row.resize((95 * module, height * module), Image.Resampling.NEAREST)


def _pattern(digit: int, kind: str) -> str:
    if kind == "A":
        return _A[digit]
    inverse = _A[digit].translate(str.maketrans("01", "10"))
    return inverse if kind == "C" else inverse[::-1]
