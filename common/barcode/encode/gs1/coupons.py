"""North American coupon codes: what (8110) and (8112) hold.

Both are runs of digits in which a digit before a field says how long that field is. Source: GS1 US,
North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols, and the Positive
Offer File guideline of (8112).
"""

import calendar
from collections.abc import Callable

_OPEN = "the coupon ends within "


class _Wrong(Exception):
    """A coupon breaks its format; the message says how."""


class _Reader:
    """Takes fields off the front of a coupon's digits."""

    def __init__(self, digits: str) -> None:
        self._digits = digits
        self._place = 0

    @property
    def rest(self) -> str:
        return self._digits[self._place :]

    def take(self, length: int, what: str) -> str:
        """Return the next *length* digits, which are the field *what*."""
        field = self.rest[:length]
        if len(field) < length:
            raise _Wrong(f"{_OPEN}its {what}")
        self._place += length
        return field

    def one_of(self, allowed: str, what: str) -> str:
        """Return the next digit, which is the field *what* and one of *allowed*."""
        digit = self.take(1, what)
        if digit not in allowed:
            raise _Wrong(f"its {what} is {digit} and must be one of {', '.join(allowed)}")
        return digit

    def measured(self, lengths: str, added: int, what: str) -> str:
        """Return a field behind the digit, one of *lengths*, that says how long it is."""
        return self.take(int(self.one_of(lengths, f"length of {what}")) + added, what)

    def end(self) -> None:
        """Refuse digits that no field takes."""
        if self.rest:
            raise _Wrong(f"nothing of a coupon begins with its last digits, {self.rest}")


def check_coupon(value: str) -> str:
    """Return what is wrong with a coupon (8110), an empty string if nothing is."""
    return _problem(value, _coupon)


def check_offer(value: str) -> str:
    """Return what is wrong with a coupon of a positive offer file (8112), or an empty text."""
    return _problem(value, _offer)


def _problem(value: str, read: Callable[[_Reader], None]) -> str:
    if not (value.isascii() and value.isdigit()):
        return "a coupon has digits only"
    reader = _Reader(value)
    try:
        read(reader)
        # Digits that no part of the coupon takes are as wrong as missing ones.
        reader.end()
    except _Wrong as wrong:
        return str(wrong)
    return ""


def _offer(reader: _Reader) -> None:
    reader.one_of("01", "format code")
    reader.measured("0123456", 6, "funder")
    reader.take(6, "offer code")
    reader.measured("0123456789", 6, "serial number")


def _coupon(reader: _Reader) -> None:
    # Prefixes have 6 to 12 digits: the digit in front counts those above six.
    reader.measured("0123456", 6, "company prefix")
    reader.take(6, "offer code")
    reader.measured("12345", 0, "save value")
    _purchase(reader, "first purchase")
    expiry = ""
    # The optional fields come in this order, each behind the digit that names it.
    if _begins(reader, "1"):
        reader.one_of("0123", "additional purchase rules code")
        _purchase(reader, "second purchase")
        _company(reader, "second company prefix")
    if _begins(reader, "2"):
        _purchase(reader, "third purchase")
        _company(reader, "third company prefix")
    if _begins(reader, "3"):
        expiry = _date(reader, "expiration date")
    if _begins(reader, "4"):
        start = _date(reader, "start date")
        # Dates of one century compare as text.
        if expiry and start > expiry:
            raise _Wrong("it expires before its start date")
    if _begins(reader, "5"):
        reader.measured("0123456789", 6, "serial number")
    if _begins(reader, "6"):
        reader.measured("1234567", 6, "retailer")
    if _begins(reader, "9"):
        reader.one_of("01256", "save value code")
        reader.one_of("012", "item that the save value applies to")
        reader.take(1, "store coupon flag")
        reader.one_of("01", "don't multiply flag")


def _begins(reader: _Reader, name: str) -> bool:
    if not reader.rest.startswith(name):
        return False
    reader.take(1, "name of a field")
    return True


def _purchase(reader: _Reader, what: str) -> None:
    reader.measured("12345", 0, f"{what} requirement")
    reader.one_of("012349", f"{what} requirement code")
    reader.take(3, f"{what} family code")


def _company(reader: _Reader, what: str) -> None:
    # 9 says that the first purchase's company is meant.
    length = reader.one_of("01234569", f"length of {what}")
    if length != "9":
        reader.take(int(length) + 6, what)


def _date(reader: _Reader, what: str) -> str:
    date = reader.take(6, what)
    month, day = int(date[2:4]), int(date[4:6])
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000 + int(date[:2]), month)[1]):
        raise _Wrong(f"its {what} {date} is no date YYMMDD")
    return date
