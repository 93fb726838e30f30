"""Driving licences of North America."""

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "aamva"
# The example of the AAMVA DL/ID Card Design Standard 2020, annex D.
ELEMENTS = (
    "DAQT64235789 DCSSAMPLE DDEN DACMICHAEL DDFN DADJOHN DDGN DCUJR DCAD DCBK DCDPH DBD06062019 "
    "DBB06061986 DBA12102024 DBC1 DAU068~in DAYBRO DAG2300~WEST~BROAD~STREET DAIRICHMOND DAJVA "
    "DAK232690000~~ DCF2424244747474786102204 DCGUSA DCK123456789 DDAF DDB06062018 DDC06062020 DDD1"
)
TEXT = (
    "@\n\x1e\rANSI 636000100102DL00410278ZV03190008DL"
    + ELEMENTS.replace(" ", "\n").replace("~", " ")
    + "\rZVZVA01\r"
)


def test_the_example_comes_back() -> None:
    """The example of annex D, byte for byte: header, offsets, lengths and elements."""
    found = explain(TEXT)
    assert found is not None
    assert (found.type, found.problems) == (ID, ())
    assert build(ID, found.fields).text == TEXT


def test_dates_are_those_of_the_country() -> None:
    """MMDDYYYY in the USA, YYYYMMDD in Canada (annex D, table D.3)."""
    fields = find(ID).explain(TEXT).fields
    assert fields["birth_date"] == "1986-06-06"
    canada = build(ID, {**fields, "country": "CAN", "birth_date": "1986-12-31"}).text
    assert "\nDBB19861231\n" in canada
    assert find(ID).explain(canada).fields["birth_date"] == "1986-12-31"


def test_a_date_that_does_not_exist_is_refused() -> None:
    """A February of 30 days."""
    fields = {**find(ID).explain(TEXT).fields, "birth_date": "1986-02-30"}
    assert refused(ID, fields) == ("birth_date", "bad_date", "")


def test_a_long_value_is_refused() -> None:
    """A family name has up to 40 characters."""
    fields = {**find(ID).explain(TEXT).fields, "family_name": "A" * 41}
    assert refused(ID, fields) == ("family_name", "too_long", "")


def test_wrong_offsets_are_named_and_the_elements_read() -> None:
    """Headers of real cards often have wrong lengths: the elements are explained anyway."""
    broken = TEXT.replace("DL00410278", "DL00400200")
    assert ("", "bad_offset") in problems(ID, broken)
    assert find(ID).explain(TEXT).fields == find(ID).explain(broken).fields


def test_a_header_with_too_few_subfiles_is_named() -> None:
    """The header counts three subfiles and has two."""
    assert ("", "bad_count") in problems(ID, TEXT.replace("100102DL", "100103DL"))


def test_data_that_do_not_fit_the_header_are_refused() -> None:
    """An offset and a length have four digits (annex D, D.12.3)."""
    fields = {**find(ID).explain(TEXT).fields, "elements": ["DBN" + "A" * 9990]}
    assert refused(ID, fields) == ("elements", "too_long", "")


def test_a_text_without_a_header_is_named() -> None:
    """The issuer is in the header."""
    assert problems(ID, "@ANSI")[0] == ("", "bad_header")


def test_the_first_version_has_no_version_of_the_jurisdiction() -> None:
    """AAMVA DL/ID 2000: the count of subfiles follows the version."""
    fields = find(ID).explain("@\n\x1e\rANSI 6360000101DL00290015DLDAQ12345678\r").fields
    assert fields == {"issuer": "636000", "version": "01", "document_number": "12345678"}


def test_a_missing_subfile_is_named() -> None:
    """The header names a subfile ID that is not in the data; a date of letters stays as it is."""
    broken = TEXT.replace("100102DL", "100102ID").replace("DBB06061986", "DBBJUNE1986")
    assert ("", "bad_offset") in problems(ID, broken)
    assert ("birth_date", "malformed") in problems(ID, TEXT.replace("DBB06061986", "DBBJUNE1986"))
