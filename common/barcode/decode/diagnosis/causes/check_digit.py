"""Digits that are read, but whose check digit or check characters contradict them."""

import zxingcpp

from common.barcode.decode.decoder import WrongCheck
from common.barcode.decode.diagnosis import texture
from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom

_RETAIL = ("EAN13", "EAN8", "UPCA")
_LINEAR = (*_RETAIL, "UPCE", "Code128", "Code93", "ITF14", "DataBar")


def find(case: Case) -> Symptom | None:
    """Return the symptom of a wrong check digit."""
    for one in case.repairs.faulty:
        is_checksum = one.error is not None and one.error.type.name == "Checksum"
        if is_checksum and one.format.name.startswith(_LINEAR) and one.text:
            return _symptom(one)
    wrong = case.repairs.wrong_postal_check if texture.is_row_of_bars(case.view) else None
    return _of_postal(wrong) if wrong is not None else None


def _symptom(one: zxingcpp.Barcode) -> Symptom:
    # Only numbers that people know have digits to compare.
    if one.format.name not in _RETAIL or not one.text.isdigit():
        return Symptom(
            PROVED - 0.2,
            f"The check characters contradict the data, which reads {one.text!r}.",
            "Make the barcode again with a program that computes its check characters. If others"
            " of this kind are read, this one is damaged.",
            one,
        )
    right = _check_digit(one.text[:-1])
    return Symptom(
        PROVED + 0.01,
        f"The check digit is wrong: {one.text} ends with {one.text[-1]}, and its other digits"
        f" require {right}.",
        f"Compare the digits with those of the article. If {one.text[:-1]} is right, draw"
        f" {one.text[:-1]}{right}.",
        one,
    )


def _of_postal(wrong: WrongCheck) -> Symptom:
    return Symptom(
        # All of its bars fit, so that hardly any other cause is left.
        PROVED + 0.01,
        f"The check character is wrong: the bars read {wrong.decoding.text}, with {wrong.read} as"
        f" check character, and the data require {wrong.required}.",
        "Compare what was read with the address. If it is right, make the barcode again with a"
        " program that computes its check character.",
        wrong.decoding,
    )


def _check_digit(digits: str) -> int:
    """Return the check digit of *digits* (GS1 General Specifications, 7.9)."""
    weights = (3 - 2 * (place % 2) for place in range(len(digits)))
    return -sum(int(a) * b for a, b in zip(reversed(digits), weights, strict=True)) % 10


CAUSE = Cause("check_digit", find)
