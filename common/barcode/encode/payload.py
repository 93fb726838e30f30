"""The bytes of a symbol that can hold any, and the character set that it announces for them.

Owns the options ``charset``, ``eci`` and ``data_encoding``.
"""

import base64
import binascii
import difflib
import re
from collections.abc import Mapping

from msgspec import Struct

from common.barcode.encode.engines import zint
from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Sequence

# Interpretations by the IANA names of their character sets: Python's codec, and the number of the
# ECI. AIM ITS/04-023, ECI Part 3 register.
CHARSETS: Mapping[str, tuple[str, int]] = {
    "utf-8": ("utf-8", 26),
    "us-ascii": ("ascii", 27),
    # The number of the ECI is that of the part and two; there is no part 12.
    **{
        f"iso-8859-{part}": (f"iso8859-{part}", part + 2)
        for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)
    },
    "shift_jis": ("shift_jis", 20),
    "windows-1250": ("cp1250", 21),
    "windows-1251": ("cp1251", 22),
    "windows-1252": ("cp1252", 23),
    "windows-1256": ("cp1256", 24),
    "utf-16be": ("utf-16-be", 25),
    "big5": ("big5", 28),
    "gb2312": ("gb2312", 29),
    "euc-kr": ("euc-kr", 30),
    "gb18030": ("gb18030", 32),
}
_UTF8 = "utf-8"
# `Symbology.characters` of symbologies with these options.
ANY_TEXT = "any text; an ECI announces text that is not ASCII as UTF-8"
OPTIONS = ("charset", "eci", "data_encoding")
# RFC 4648, 4 and 5: both alphabets, with or without padding; lines as RFC 2045, 6.8 breaks them.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_LINE_ENDS = str.maketrans("", "", "\r\n")
_MAX_SHOWN = 20  # characters of a caller's text that a message repeats


class Payload(Struct, frozen=True):
    """What an engine gets to encode.

    Attributes:
        given: text, or bytes that go into the symbol unchanged.
        mode: how the engine interprets them.
        eci: the Extended Channel Interpretation to announce; 0 for none.
        content: the bytes that a reader returns.
        sequence: the place of the symbol in a message of several; None for one of its own.
    """

    given: str | bytes
    mode: zint.Mode
    eci: int
    content: bytes
    sequence: Sequence | None = None

    @property
    def exact(self) -> bytes | None:
        """The content if it goes into the symbol unchanged, else None.

        An engine may write text in the character set that the symbology has without an ECI.
        """
        return self.content if self.mode == zint.BYTES else None

    def rows(
        self,
        id: str,
        kind: zint.Kind,
        *,
        option_1: int | None = None,
        option_2: int | None = None,
        option_3: int | None = None,
    ) -> tuple[bytes, ...]:
        """Return the rows of a symbol of this payload, as `zint.encode` does.

        Raises:
            DataError: the payload does not fit, or *kind* can't carry it.
        """
        return zint.encode(
            id,
            kind,
            self.given,
            mode=self.mode,
            option_1=option_1,
            option_2=option_2,
            option_3=option_3,
            eci=self.eci,
            sequence=self.sequence,
        )


def of(id: str, data: str, options: DrawOptions) -> Payload:
    """Return the payload of *data*.

    Args:
        id: id of the symbology, for the error.
        data: the data of the request.
        options: gives ``charset``, ``eci`` and ``data_encoding``.

    Raises:
        OptionError: the character set is unknown, or an ECI has none to announce.
        DataError: ``<id>.bad_character`` if the character set lacks a character, or
            ``data.bad_encoding``.
    """
    name = charset_of(options)
    if options.data_encoding is not None:
        content = binary(data, options.data_encoding)
        if options.eci == "on" and name is None:
            raise OptionError.of(
                "eci",
                "option.missing",
                "An ECI announces a character set, and charset names none.",
                "Give charset too, such as utf-8, or leave eci out.",
            )
        return Payload(content, zint.BYTES, _eci(name, options), content)
    if name is None and options.eci is None:
        # Readers agree on ASCII without an ECI; for other text they guess, so that it is announced.
        # The engine then compacts text that is not ASCII, if the symbology has a mode for it.
        eci = 0 if data.isascii() else CHARSETS[_UTF8][1]
        return Payload(data, zint.Mode.UNICODE, eci, data.encode())
    content = _encoded(id, data, name or _UTF8)
    eci = _eci(name or _UTF8, options)
    return Payload(content, zint.BYTES, eci, content)


def charset_of(options: DrawOptions) -> str | None:
    """Return the option ``charset`` as `CHARSETS` names it.

    Raises:
        OptionError: ``option.bad_value``: it is none of CHARSETS.
    """
    if options.charset is None:
        return None
    name = options.charset.casefold()
    if name not in CHARSETS:
        raise OptionError.of(
            "charset",
            "option.bad_value",
            f"The character set {options.charset[:_MAX_SHOWN]!r} is not supported.",
            f"Use one of {', '.join(CHARSETS)}.",
            *difflib.get_close_matches(name[:_MAX_SHOWN], CHARSETS, n=1),
        )
    return name


def binary(data: str, encoding: str) -> bytes:
    """Return the bytes that *data* writes in *encoding*, ``base64`` or ``hex``.

    Raises:
        DataError: ``data.bad_encoding``: it is not so written, or has no bytes.
    """
    text = data.translate(_LINE_ENDS)
    try:
        content = bytes.fromhex(text) if encoding == "hex" else _from_base64(text)
    except (ValueError, binascii.Error):
        content = b""
    if content:
        return content
    # In a query string a raw + is a space, so that a space is never ignored.
    fix = (
        "Give pairs of the digits 0 to 9 and A to F."
        if encoding == "hex"
        else "Give base64; in a URL write + as %2B, or use - and _ for + and /."
    )
    raise DataError.of("data", "data.bad_encoding", f"The data is not {encoding}.", fix)


def _from_base64(text: str) -> bytes:
    if not _BASE64.fullmatch(text):
        raise ValueError(text)
    digits = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)


def _encoded(id: str, data: str, name: str) -> bytes:
    codec, _ = CHARSETS[name]
    # Python writes ¥ as the byte of the backslash in Shift JIS: such a character would come back
    # as another one.
    for place, character in enumerate(data if not data.isascii() else "", 1):
        if character.encode(codec, "ignore").decode(codec) != character:
            raise DataError.of(
                "data",
                f"{id}.bad_character",
                f"Character {place} is not in {name.upper()}.",
                "Leave charset out, which announces UTF-8, or replace the character.",
            )
    return data.encode(codec)


def _eci(name: str | None, options: DrawOptions) -> int:
    # A character set that the caller names is for readers that expect it without an announcement.
    return CHARSETS[name][1] if name and options.eci == "on" else 0
