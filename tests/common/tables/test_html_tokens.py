"""Tags and texts of HTML, compared with those of Python's own parser.

Cases with another meaning there have that of the standard (HTML, 13.2.5).
"""

import random
from html.parser import HTMLParser

import pytest

from common.tables import html_tokens

Parts = list[tuple[str, str]]
NAMES = frozenset(("colspan", "x:num"))


class Oracle(HTMLParser):
    """Collects what Python's parser finds; texts that follow one another are one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: Parts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(("tag", tag))
        self.parts += [(name, value or "") for name, value in attrs if name in NAMES]

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(("end", tag))

    def handle_data(self, data: str) -> None:
        add_text(self.parts, data)

    def handle_entityref(self, name: str) -> None:
        add_text(self.parts, f"&{name};")

    def handle_charref(self, name: str) -> None:
        add_text(self.parts, f"&#{name};")


def add_text(parts: Parts, data: str) -> None:
    if parts and parts[-1][0] == "text":
        data = parts.pop()[1] + data
    parts.append(("text", data))


def found(page: str) -> Parts:
    parts: Parts = []

    def on_tag(name: str, attributes: str) -> None:
        parts.append(("tag", name))
        parts.extend(html_tokens.attributes(attributes, NAMES).items())

    html_tokens.read(
        page,
        on_tag,
        lambda name: parts.append(("end", name)),
        lambda data: add_text(parts, data),
    )
    return parts


def expected(page: str) -> Parts:
    oracle = Oracle()
    oracle.feed(page)
    oracle.close()
    return oracle.parts


PAGES = [
    "plain text",
    "<TABLE><Tr><TD>a</td><td>b &amp; c&#160;</TABLE>",
    "<td colspan=2 class=\"a > b\">x<td colspan='3'>y<td colspan = 4 nowrap>z",
    "<td x:num=\"1.5\" title='&lt;td>'>x</td >",
    "<br/><img src=a.png/><hr /><td colspan='2'/><td nowrap/><title/>x<td colspan=2 />",
    "a < b and 1<2 or <3",
    "<!-- <td> --><td>x<!doctype html><?xml?><!-- a > b -->y",
    '<td\n colspan\t=\n"5"\n>x',
    "<td a=b=c colspan=2>x",
    "<td 'a' \"b\" colspan=2>x",
]


@pytest.mark.parametrize("page", PAGES)
def test_parts_are_those_of_pythons_parser(page: str) -> None:
    assert found(page) == expected(page)


@pytest.mark.parametrize("seed", range(60))
def test_parts_of_random_pages_are_those_of_pythons_parser(seed: int) -> None:
    chosen = random.Random(seed)
    pieces = [
        *("<td>", "</td>", "<tr>", "<b class=x>", "<td colspan='2'>", '<td x:num="1&amp;2" a>'),
        *("text", " ", "&nbsp;", "é", "1 < 2", "<!-- no <td> -->", "</b\n>", "<BR />", "\n"),
    ]
    page = "".join(chosen.choice(pieces) for _ in range(60))
    assert found(page) == expected(page)


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("a<td", [("text", "a")]),
        ('a<td b="x>y', [("text", "a"), ("tag", "td"), ("text", "y")]),
        ("a<!-- b", [("text", "a")]),
        ("a<!-->b", [("text", "ab")]),
        ("a<![if !x]>b<![endif]>c", [("text", "abc")]),
        ("<script>a<b '<td>'</script>", [("tag", "script"), ("end", "script")]),
        ("<style>a", [("tag", "style")]),
        ("a</1>b", [("text", "a</1>b")]),
    ],
)  # fmt: skip
def test_parts_without_an_end_are_left_out(page: str, parts: Parts) -> None:
    assert found(page) == parts


WITHOUT_END = ["<!--", "<a", "</a", "<?", "<", "<a b='", '<a b="', "<a b=", "&am", "<a ="]


@pytest.mark.parametrize("piece", WITHOUT_END)
def test_page_of_parts_without_an_end_is_read_once(piece: str) -> None:
    """Python's parser searches for the end of each: minutes for this megabyte."""
    parts: Parts = found(piece * (1_000_000 // len(piece)))
    assert len(parts) < 1_000_000
