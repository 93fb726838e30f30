"""Joining of the symbols of a message; segno draws the QR Codes and computes their parity."""

import io

import pytest
import segno
from msgspec import structs
from PIL import Image, ImageOps

from common.barcode.decode import joining, reader
from common.barcode.decode.found import Found, Point, StructuredAppend
from common.barcode.model.errors import UnreadableImage

TEXT = "Grüße aus Köln: 12 Stück à 3,50 €. " * 3


def sequence(text: str, count: int) -> list[Image.Image]:
    """Return the symbols of *text* as pictures, drawn by segno."""
    pictures = []
    for symbol in segno.make_sequence(text, symbol_count=count):
        file = io.BytesIO()
        symbol.save(file, kind="png", scale=4, border=4)
        pictures.append(Image.open(file).convert("L"))
    return pictures


def page(*pictures: Image.Image) -> bytes:
    sheet = Image.new("L", (sum(each.width for each in pictures), pictures[0].height), 255)
    x = 0
    for each in pictures:
        sheet.paste(each, (x, 0))
        x += each.width
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def part(
    index: int, count: int | None, id: str = "7", format: str = "qr", content: bytes = b"A"
) -> Found:
    corner = Point(index, 0)
    return Found(
        format=format,
        text=content.decode("latin-1"),
        content=content,
        corners=(corner, corner, corner, corner),
        angle_degrees=0,
        symbology_identifier={"aztec": "]z6", "pdf417": "]L2"}.get(format, "]Q1"),
        structured_append=StructuredAppend(index, count, id),
    )


def problems(*found: Found) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableImage) as raised:
        joining.join(found)
    assert {problem.field for problem in raised.value.problems} == {"join"}
    return [(problem.code, problem.message) for problem in raised.value.problems]


def test_missing_parts_are_named() -> None:
    """One sentence with their numbers."""
    assert problems(part(2, 4), part(3, 4)) == [
        ("join.missing_parts", "Parts 1, 4 of 4 are missing.")
    ]
    assert problems(part(1, 2)) == [("join.missing_parts", "Part 2 of 2 is missing.")]


def test_a_message_without_its_last_part_is_not_complete() -> None:
    """ISO/IEC 15438, annex H: the number of segments is optional, and the last one is marked."""
    ((code, message),) = problems(part(1, None, format="pdf417"), part(2, None, format="pdf417"))
    assert code == "join.missing_parts"
    assert message.startswith("The last part is missing")
    (joined,) = joining.join([part(2, 2, format="pdf417"), part(1, None, format="pdf417")])
    assert [one.index for one in joined.parts] == [1, 2]


def test_a_part_that_is_there_twice_is_refused_with_both_places() -> None:
    """Which of them is right can't be known."""
    copy = structs.replace(part(1, 2, content=b"B"), file=2, page=3)
    ((code, message),) = problems(part(1, 2), copy, part(2, 2))
    assert code == "join.doubled_part"
    assert "file 1, page 1 at (1, 0), file 2, page 3 at (1, 0)" in message


def test_parts_of_different_messages_are_refused_with_their_ids() -> None:
    """ISO/IEC 18004:2015, 8: the parity tells messages apart."""
    found = problems(part(1, 2, "86"), part(2, 2, "17"))
    assert [code for code, _ in found] == ["join.different_ids"]
    assert "'86': part 1 of 2; '17': part 2 of 2" in found[0][1]


def test_parts_of_one_id_and_different_counts_are_refused() -> None:
    """Aztec Codes need no id."""
    found = problems(part(1, 2, "", "aztec"), part(2, 3, "", "aztec"))
    assert [code for code, _ in found] == ["join.different_counts"]


def test_two_whole_messages_are_two_barcodes() -> None:
    """And barcodes that are no part of one stay in their places."""
    other = structs.replace(part(1, 1), structured_append=None, text="other")
    found = [part(2, 2, "1", content=b"b"), other, part(1, 2, "2", content=b"c")]
    found += [part(2, 2, "2", content=b"d"), part(1, 2, "1", content=b"a")]
    assert [one.text for one in joining.join(found)] == ["other", "cd", "ab"]


def test_gs1_elements_are_those_of_the_whole_message() -> None:
    """GS1 General Specifications: an element may begin in one symbol and end in the next."""
    first, second = (
        structs.replace(
            part(index, 2, format="gs1_qr", content=content), symbology_identifier="]Q3"
        )
        for index, content in ((1, b"010950110153"), (2, b"000310ABC"))
    )
    (joined,) = joining.join([second, first])
    assert [(one.ai, one.value) for one in joined.gs1_elements] == [
        ("01", "09501101530003"),
        ("10", "ABC"),
    ]


def test_a_character_may_begin_in_one_symbol_and_end_in_the_next() -> None:
    """The bytes are UTF-8, cut within the sign of the euro."""
    content = "5 €".encode()
    (joined,) = joining.join([part(1, 2, content=content[:3]), part(2, 2, content=content[3:])])
    assert (joined.text, joined.content) == ("5 €", content)


@pytest.mark.parametrize("count", [2, 5, 16])
def test_qr_codes_of_a_page_are_joined_in_order(count: int) -> None:
    """Segno draws the symbols; their order on the page is no matter."""
    symbols = sequence(TEXT, count)
    found = reader.read(page(*symbols[::-1]))
    assert [one.structured_append.index for one in found if one.structured_append] == [
        *range(count, 0, -1)
    ]
    (joined,) = joining.join(found)
    assert (joined.text, joined.note, joined.structured_append) == (TEXT, "", None)
    assert [one.index for one in joined.parts] == [*range(1, count + 1)]
    assert joined.parts[0].corners == joined.corners == found[-1].corners


def test_a_parity_that_is_not_that_of_the_data_is_noted() -> None:
    """ISO/IEC 18004:2015, 8: it is all bytes, exclusive-ored: A and B are 3."""
    (right,) = joining.join([part(1, 2, "3"), part(2, 2, "3", content=b"B")])
    (wrong,) = joining.join([part(1, 2, "4"), part(2, 2, "4", content=b"B")])
    assert (right.note, wrong.note.startswith("The parity in the symbols is 4,")) == ("", True)


def test_mirrored_and_inverted_symbols_have_their_places() -> None:
    """A photograph in a mirror, and light modules on dark."""
    sheet = Image.open(io.BytesIO(page(*sequence(TEXT, 3))))
    for image, order in ((ImageOps.mirror(sheet), [3, 2, 1]), (ImageOps.invert(sheet), [1, 2, 3])):
        file = io.BytesIO()
        image.save(file, "PNG")
        found = reader.read(file.getvalue())
        places = [one.structured_append for one in found if one.structured_append]
        assert [place.index for place in places] == order


def test_a_damaged_header_is_corrected() -> None:
    """ISO/IEC 18004:2015, 7.7: the first codewords are at the right, upwards from the bottom."""
    for index, symbol in enumerate(sequence(TEXT, 3), 1):
        edge = symbol.width - 16  # the quiet zone is four modules of four px
        symbol.paste(255, (edge - 8, edge - 20, edge, edge))
        (found,) = reader.read(page(symbol))
        assert found.structured_append is not None
        assert (found.structured_append.index, found.structured_append.count) == (index, 3)
