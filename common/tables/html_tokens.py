"""The tags and texts of an HTML page, in one pass.

Source: HTML, 13.2.5 (tokenization), of which tables need a part. Python's html.parser takes eight
times as long, and far longer for tags and comments that have no end: it searches for each end anew.
"""

import html
import re
from collections.abc import Callable

# Up to a tag or comment: another < is a part of it.
_TEXT = re.compile(r"[^<]*+(?:<(?![a-z!?]|/[a-z])[^<]*+)*+", re.I)
# A quotation mark counts after an equals sign only. Possessive: a tag without an end is read once.
_TAG = re.compile(
    r"""<(/?)([a-z][^\t\n\f\r />]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|[="'])*+)>""", re.I
)
_ATTRIBUTE = re.compile(
    r"""([^\s=/>"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""",
)
# Elements whose content has no tags, but for their own end.
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.I) for name in ("script", "style")}


def attributes(text: str, names: frozenset[str]) -> dict[str, str]:
    """Return the values of those attributes in *text*, a part of a tag, whose names are given."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name = match[1].lower()
        if name in names and name not in found:
            found[name] = html.unescape(match[2] or match[3] or match[4] or "")
    return found


def read(
    page: str,
    on_tag: Callable[[str, str], None],
    on_end: Callable[[str], None],
    on_text: Callable[[str], None],
) -> None:
    """Call a function for each part of *page*, in order.

    Args:
        page: the text of the page.
        on_tag: receives the name of a start tag, in small letters, and the text of its attributes.
        on_end: receives the name of an end tag.
        on_text: receives text whose character references are not replaced.
    """
    at = 0
    while at < len(page):
        text = _TEXT.match(page, at)
        if text and text.end() > at:
            on_text(text[0])
            at = text.end()
            continue
        tag = _TAG.match(page, at)
        if tag is None:
            at = _after_other(page, at)
            continue
        at, name = tag.end(), tag[2].lower()
        if tag[1]:
            on_end(name)
            continue
        on_tag(name, tag[3])
        if _closes_itself(tag[3]):
            on_end(name)
        elif name in _RAW_ENDS:
            end = _RAW_ENDS[name].search(page, at)
            at = end.start() if end else len(page)


def _closes_itself(attributes: str) -> bool:
    """Return True for a tag as in XHTML, which programs write in HTML, too."""
    if not attributes.endswith("/"):
        return False
    # The slash may belong to a value without quotation marks.
    last = attributes.rsplit(None, 1)[-1]
    return "=" not in last or last[-2:-1] in ("'", '"')


def _after_other(page: str, at: int) -> int:
    """Return where what begins at *at*, and is neither a whole tag nor text, ends."""
    if page.startswith("<!--", at):
        # <!--> and <!---> are comments, too.
        return _after(page, "-->", at + 2)
    if page.startswith(("<!", "<?"), at):
        return _after(page, ">", at)
    # The page ends within a tag.
    return len(page)


def _after(page: str, end: str, start: int) -> int:
    found = page.find(end, start)
    return found + len(end) if found >= 0 else len(page)
