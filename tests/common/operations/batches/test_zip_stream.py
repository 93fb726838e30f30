"""The ZIP writer, read by zipfile.

Expectations: PKWARE APPNOTE 6.3.10.
"""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.operations.batches import zip_stream
from common.operations.batches.zip_stream import File, deflated, stored, write

MOMENT = datetime(2026, 11, 23, 7, 10, 42, tzinfo=UTC)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_archive_without_files_is_valid() -> None:
    """It is an end of central directory record alone (4.3.1)."""
    assert unpacked(b"".join(write([], MOMENT))) == {}


def test_files_have_the_given_time_and_mode() -> None:
    """A regular file with mode 644, made on Unix."""
    with zipfile.ZipFile(io.BytesIO(b"".join(write([stored("a", b"1")], MOMENT)))) as read:
        (info,) = read.infolist()
    assert info.date_time == (2026, 11, 23, 7, 10, 42)
    assert info.external_attr >> 16 == 0o100644


def test_pieces_are_sent_before_all_files_are_made() -> None:
    """The first 32 KiB need eight files of 4 KiB."""
    made = 0

    def files() -> object:
        nonlocal made
        for _ in range(100):
            made += 1
            yield stored(str(made), bytes(4_096))

    pieces = write(files(), MOMENT)  # type: ignore[arg-type]
    next(pieces)
    assert made < 20


def test_archive_with_65536_files_is_valid() -> None:
    """65,536 files need the Zip64 end (APPNOTE 4.4.1.4)."""
    content = b"".join(write((stored(str(n), b"") for n in range(65_536)), MOMENT))
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        assert len(read.infolist()) == 65_536


def test_offset_beyond_four_gigabytes_is_in_the_extra_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """4.5.3; the bound is lowered, so that a small archive needs the field."""
    monkeypatch.setattr(zip_stream, "MAX_32", 100)
    end = b"".join(write([stored("a", bytes(200)), stored("b", b"x")], MOMENT))
    at = end.index(b"PK\x01\x02", end.index(b"PK\x01\x02") + 4)
    offset = int.from_bytes(end[at + 42 : at + 46], "little")
    extra = end[at + 47 : at + 59]
    assert offset == 100
    assert extra == b"\x01\x00\x08\x00" + (30 + 1 + 200).to_bytes(8, "little")


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\0/\\", exclude_categories=["Cs"]), min_size=1),
        st.tuples(st.binary(max_size=2_000), st.booleans()),
        max_size=8,
    )
)
def test_zipfile_unpacks_any_files(files: dict[str, tuple[bytes, bool]]) -> None:
    """Names and contents are equal."""
    packed_files: list[File] = [
        (deflated if packed else stored)(name, content) for name, (content, packed) in files.items()
    ]
    expected = {name: content for name, (content, _) in files.items()}
    assert unpacked(b"".join(write(packed_files, MOMENT))) == expected
