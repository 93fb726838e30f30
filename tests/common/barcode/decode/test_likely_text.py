"""The character set of bytes is the one that makes all of the text likely."""

import pytest

from common.barcode.decode import likely_text


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "25 °C",
        "£5",
        "Müller & Söhne",
        "naïve",
        "“quoted”",
        "10 µm ± 2",
        "¿Qué?",
        "été",
        "€ 3,50",
        "£¤ 3",
    ],
)
def test_western_text_is_read_in_its_own_set(text: str, codec: str) -> None:
    """As ISO/IEC 18004 says Latin-1, and as most software writes UTF-8."""
    assert likely_text.readings(text.encode(codec), "?")[0] == text


@pytest.mark.parametrize("text", ["日本", "東京都千代田区", "ｱｲｳｴｵ", "バーコード", "品番 A-100 白"])
def test_japanese_text_is_read_as_shift_jis(text: str) -> None:
    """Bytes of kanji and kana make unlikely Western text."""
    assert likely_text.readings(text.encode("shift_jis"), "?")[0] == text


def test_the_other_set_is_an_alternative() -> None:
    """Both fit the bytes."""
    assert likely_text.readings(b"25 \xb0C", "?") == ("25 °C", "25 ｰC")


def test_ascii_has_one_reading() -> None:
    """It is the same in all of these sets."""
    assert likely_text.readings(b"ABC", "ABC") == ("ABC",)


def test_bytes_of_no_set_are_left_to_the_other_reader() -> None:
    """81 is unused in Windows-1252, and FF in Shift_JIS and UTF-8."""
    assert likely_text.readings(b"\x81\xff", "as read") == ("as read",)


@pytest.mark.parametrize(("content", "text"), [(b"\xb6\xb6", "¶Ж"), (b"SUB:\xb0\xa2", "SUB:阿")])
def test_text_of_several_sets_is_as_the_other_reader_says(content: bytes, text: str) -> None:
    """Two interpretations of one byte (ISO/IEC 8859-1 and -5), and the Hanzi mode of GB 18284."""
    assert likely_text.readings(content, text)[0] == text
