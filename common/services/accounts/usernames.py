"""Usernames: which are accepted, and the form in which they are compared.

RFC 8265 says how names of users are prepared and compared; Unicode Technical Standard 39 lists the
characters that look like others.

LookAlike   the name can be mistaken for another one
"""

import re
import unicodedata

MAX_CHARACTERS = 64
_ALLOWED = re.compile(rf"[\w.@+-]{{1,{MAX_CHARACTERS}}}")


class LookAlike(Exception):
    """The name can be mistaken for another one, whose user could be impersonated."""


def fold(username: str) -> str:
    """Return *username* in the form that is compared with others.

    It ignores case, and the ways in which Unicode writes one character: letters with separate
    accents, wide and narrow forms (Unicode Standard, 3.13, D146).
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def is_username(text: str) -> bool:
    """Return True if *text* may be the name of a user."""
    return _ALLOWED.fullmatch(text) is not None


def is_new_username(text: str) -> bool:
    """Return True if a new user may have the name *text* (RFC 8265, 3.3).

    Raises:
        LookAlike: people would read it as another name.
    """
    if not is_username(text):
        return False
    if text.isascii():
        return True
    # The tables take 80 ms to load, and few names need them.
    from precis_i18n import get_profile

    try:
        prepared = get_profile("UsernameCaseMapped").enforce(text)
    except UnicodeEncodeError:
        return False
    if _resembles_another(prepared):
        raise LookAlike
    return True


def _resembles_another(name: str) -> bool:
    """Return True if *name* mixes scripts that look alike, or looks like an ASCII name.

    A whole name of one script can look like another one too, such as U+0430 U+0441 U+0435.
    """
    from confusable_homoglyphs import confusables

    if confusables.is_dangerous(name):
        return True
    # A name in one script is fine, unless each of its letters passes for an ASCII one.
    foreign = [character for character in name if not character.isascii()]
    return bool(foreign) and all(map(_resembles_ascii, foreign))


def _resembles_ascii(character: str) -> bool:
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(character, greedy=True)
    similar = found[0]["homoglyphs"] if found else ()
    return any(other["c"].isascii() for other in similar)
