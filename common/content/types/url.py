"""Web addresses. RFC 3986 and RFC 9110."""

import re
from urllib.parse import quote, urlsplit

from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, text_of

_ID = "url"
_SCHEME = re.compile("https?://", re.IGNORECASE)
# RFC 3986, 2: reserved, unreserved and the percent sign; everything else must be encoded.
_FOREIGN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_BAD_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "-._~:/?#[]@!$&'()*+,;=%"


def _check(url: str) -> ProblemList:
    problems = ProblemList(_ID)
    if not _SCHEME.match(url):
        problems.add(
            "url",
            "no_scheme",
            "The address does not begin with https:// or http://.",
            "Give the whole address.",
            # Another scheme is meant as it is: https:// in front would make a different address.
            "" if "://" in url else f"https://{url}",
        )
        return problems
    if foreign := _FOREIGN.search(url):
        problems.add(
            "url",
            "bad_character",
            f"Character {foreign.start() + 1} is not allowed in a URL.",
            "Percent-encode it; write a host name in its ASCII form.",
            _encoded(url),
        )
    elif bad := _BAD_PERCENT.search(url):
        problems.add(
            "url",
            "bad_percent",
            f"The percent sign at character {bad.start() + 1} is not followed by two hex digits.",
            "Write a percent sign as %25.",
            _BAD_PERCENT.sub("%25", url),
        )
    if not _host(url):
        problems.add("url", "no_host", "The address has no host.", "Name the host after //.")
    return problems


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # Brackets that hold no IPv6 address.
        return ""


def _encoded(url: str) -> str:
    """Return *url* in ASCII: the host by IDNA, the rest percent-encoded; empty if impossible."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
        return quote(parts._replace(netloc=host).geturl(), safe=_SAFE)
    except ValueError:
        # The idna codec raises UnicodeError, which is a ValueError.
        return ""


def build(fields: Values) -> Payload:
    """Return the address itself."""
    url = text_of(fields, "url")
    _check(url).refuse_if_any()
    return Payload(url, symbology="qr")


def recognise(text: str) -> bool:
    """Return True for an absolute HTTP URL."""
    return bool(_SCHEME.match(text))


def explain(payload: bytes | str) -> Explanation:
    """Return the address and what RFC 3986 does not allow in it."""
    url = decoded(payload)
    return Explanation(_ID, {"url": url}, _check(url).found)


CONTENT_TYPE = ContentType(
    id=_ID,
    title="Web address",
    standard="RFC 3986, section 4.3; RFC 9110, section 4.2",
    family="text",
    description="Opens a web page.",
    fields=(
        Field(
            "url",
            "Address",
            "A web address with https:// or http:// at its start.",
            "https://example.com/menu?table=5",
            required=True,
            max_length=2000,
        ),
    ),
    symbologies=(),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("link", "website", "hyperlink"),
)
