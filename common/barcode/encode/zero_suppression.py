"""UPC-E: the eight digits that stand for the twelve of some GTIN-12.

Source: GS1 General Specifications, 5.2.2.4.2.
"""

from common.barcode.encode import check_digits


def expand(seven: str) -> str:
    """Return the eleven digits of the UPC-A that *seven* (with number system) represent."""
    system, body, last = seven[0], seven[1:6], seven[6]
    # The last digit says where the zeros were taken out (GS1 General Specifications, UPC-E).
    if last in "012":
        return f"{system}{body[:2]}{last}0000{body[2:]}"
    if last == "3":
        return f"{system}{body[:3]}00000{body[3:]}"
    if last == "4":
        return f"{system}{body[:4]}00000{body[4]}"
    return f"{system}{body}0000{last}"


def compress(eleven: str) -> str:
    """Return the seven digits that represent the UPC-A of *eleven*; "" if there are none."""
    system, maker, item = eleven[0], eleven[1:6], eleven[6:]
    if system not in "01":
        return ""
    # In the order of the rules: the first that applies gives the only valid form.
    if maker[2] in "012" and maker[3:] + item[:2] == "0000":
        return f"{system}{maker[:2]}{item[2:]}{maker[2]}"
    if maker[3:] + item[:3] == "00000":
        return f"{system}{maker[:3]}{item[3:]}3"
    if maker[4] + item[:4] == "00000":
        return f"{system}{maker[:4]}{item[4]}4"
    if item[:4] == "0000" and item[4] in "56789":
        return f"{system}{maker}{item[4]}"
    return ""


def check_digit(seven: str) -> str:
    """Return the check digit of a UPC-E: that of the UPC-A which *seven* digits represent."""
    return check_digits.gs1(expand(seven))


def is_upce(eight: str) -> bool:
    """Return True if *eight* digits are a valid UPC-E."""
    seven = eight[:7]
    return seven[0] in "01" and compress(expand(seven)) == seven and check_digit(seven) == eight[7]
