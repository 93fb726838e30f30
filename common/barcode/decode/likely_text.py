"""The character set of bytes that a symbol carries without announcing one.

The standards say Latin-1 (ISO/IEC 18004:2015, 7.3.5, and its like); what is printed is UTF-8, the
Windows code pages and Shift_JIS. The whole text decides: Western text has few characters beyond
ASCII, which stand among ASCII, while Japanese text has pairs of bytes.
"""

import re

_WESTERN = "cp1252"
_JAPANESE = "cp932"
_ALSO_GUESSED = ("latin-1", "shift_jis")
# Characters of Windows-1252 above ASCII that Western text has: letters, punctuation, signs.
_USUAL = frozenset("€‚„…Š‹ŒŽ‘’“”•–—™š›œžŸ¡£¤§©ª«®°±²³´µ·¹º»¼½¾¿×÷") | {
    chr(code) for code in range(0xC0, 0x100)
}
_PUNCTUATION = "‘’“”–—…"
# Quotation marks and dashes in places that no sentence has them in.
_MISPLACED = re.compile(r"\w[“„]|[“„‘‚](?!\w)|”\w|(?<![\w\s])–|–(?![\w\s])")
_RUNS = re.compile(r"[^\x00-\x7f]+")
_LONGEST_RUN = 3  # "…é", "»Ü"; Japanese text has longer runs
_MAX_OTHERS = 0.5  # of the characters


def readings(content: bytes, guessed: str) -> tuple[str, ...]:
    """Return what *content* may say, the likeliest first.

    Args:
        content: the bytes, of a symbol that announces no character set.
        guessed: what another reader takes them for; the answer if it is of several sets, or if
            nothing else fits.
    """
    if content.isascii():
        return (guessed,)
    texts = [_decoded(content, "utf-8")]
    western, japanese = _decoded(content, _WESTERN), _decoded(content, _JAPANESE)
    if western is not None and japanese is not None and not _is_western(western):
        texts += [japanese, western]
    else:
        texts += [western, japanese]
    others = (_decoded(content, codec) for codec in _ALSO_GUESSED)
    if not guessed.isascii() and guessed not in (*texts, western, japanese, *others):
        # Parts of the symbol have sets of their own: Hanzi mode, or an interpretation of a part.
        texts.insert(0, guessed)
    found = [text for text in texts if text is not None] or [guessed]
    return tuple(dict.fromkeys(found))


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_western(text: str) -> bool:
    """Return True if *text* is plausible in a Western language."""
    others = [character for character in text if character > "\x7f"]
    if not _USUAL.issuperset(others) or _MISPLACED.search(text):
        return False
    # Letters with marks stand alone or in pairs in Western words.
    longest = max(len(run) for run in _RUNS.findall(text))
    if longest > _LONGEST_RUN:
        return False
    letters = sum(character not in _PUNCTUATION for character in others)
    return len(text) <= 2 or letters <= _MAX_OTHERS * len(text)
