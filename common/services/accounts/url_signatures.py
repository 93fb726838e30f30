"""Signs URLs of pictures, so that programs that send no header can use an account.

A signature covers the path and the query, but for the fields that it leaves open: a spreadsheet
fills in the data of each row. It names an API key, and is valid as long as that key is.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable

from msgspec import Struct

from common.services.accounts.errors import BadCredentials
from common.services.clock import Clock

# Of the query.
FIELD = "signature"
# RFC 2104, 5: not less than half of the hash. A URL has to stay short.
MAC_BYTES = 16
_FORM = re.compile(
    r"(?P<key>[0-9]{1,9})\.(?P<expiry>[0-9]{1,12})\.(?P<open>[a-z0-9_~]*)\.(?P<mac>[\w-]{22})",
    re.ASCII,
)

Fields = Iterable[tuple[str, str]]


class SignedUrl(Struct, frozen=True):
    """What a valid signature says.

    Attributes:
        key_id: the API key whose account is charged.
        expires_at: in seconds since 1970-01-01 UTC; 0 if it does not expire.
    """

    key_id: int
    expires_at: int


class UrlSignatures:
    """Makes and checks signatures. Thread-safe.

    Arguments:
        secret: SECRET_KEY.
        clock: the time.
    """

    def __init__(self, secret: str, clock: Clock) -> None:
        # A key of its own, so that a signature can't be taken for anything else that is signed.
        self._key = hmac.digest(secret.encode(), b"signatures of URLs", hashlib.sha256)
        self._clock = clock

    def sign(
        self, path: str, fields: Fields, signed: SignedUrl, open_names: Collection[str] = ()
    ) -> str:
        """Return the value of the field `FIELD`.

        Args:
            path: of the URL, decoded.
            fields: names and values of its query, decoded; those of open names don't matter.
            signed: the key and the expiry.
            open_names: the fields that may be added or changed: a-z, 0-9 and _ only.
        """
        names = "~".join(sorted(open_names))
        head = f"{signed.key_id}.{signed.expires_at}.{names}"
        return f"{head}.{self._mac(head, path, fields, open_names)}"

    def check(self, signature: str, path: str, fields: Fields) -> SignedUrl:
        """Return what *signature* says of the URL.

        Raises:
            BadCredentials: it is malformed, was made for another URL, or has expired.
        """
        match = _FORM.fullmatch(signature)
        if match is None:
            raise BadCredentials(
                "The signature is malformed: use a URL from POST signatures whole."
            )
        head, _, mac = signature.rpartition(".")
        open_names = frozenset(filter(None, match["open"].split("~")))
        expected = self._mac(head, path, fields, open_names)
        # In constant time, so that the duration shows no prefix that is right.
        if not hmac.compare_digest(mac, expected):
            changeable = ", ".join(sorted(open_names)) or "no option"
            raise BadCredentials(
                "The signature is of another URL, or another SECRET_KEY made it. It allows to "
                f"change {changeable}."
            )
        signed = SignedUrl(int(match["key"]), int(match["expiry"]))
        if signed.expires_at and signed.expires_at <= self._clock.now():
            raise BadCredentials("The signature has expired.")
        return signed

    def _mac(self, head: str, path: str, fields: Fields, open_names: Collection[str]) -> str:
        covered = sorted(
            (name, value) for name, value in fields if name != FIELD and name not in open_names
        )
        # JSON separates the parts, whatever they contain.
        message = json.dumps([head, path, covered]).encode()
        mac = hmac.digest(self._key, message, hashlib.sha256)[:MAC_BYTES]
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
