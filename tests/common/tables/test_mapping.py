"""What columns become: refused choices first, then tables as people have them.

Expectations: docs/batches.md, the table. The numbers are GTINs of GS1's examples or were computed
by python-stdnum.
"""

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from stdnum import ean

from common.tables import mapping, survey
from common.tables.columns import Columns, MappedColumn
from common.tables.errors import TableError
from common.tables.file_type import read
from tests.common.tables.workbooks import workbook


def assign(content: str, /, **choices: str) -> Columns:
    table = read("a.csv", content.encode())
    return mapping.assign(table, survey.take(table), {}, choices)


def uses(columns: Columns) -> dict[str, str]:
    return {each.name: each.option or each.use for each in columns.mapped}


def column(columns: Columns, name: str) -> MappedColumn:
    return next(each for each in columns.mapped if each.name == name)


def gtins(count: int, length: int = 13) -> list[str]:
    bodies = [f"{14006381 * 10**5 + number}"[14 - length :] for number in range(count)]
    return [body + ean.calc_check_digit(body) for body in bodies]


def products(codes: list[str], header: str = "SKU,Name,EAN,Price") -> str:
    lines = [f"P-{n},Tea {n},{code},{n}.20" for n, code in enumerate(codes)]
    return "\n".join([header, *lines])


@pytest.mark.parametrize(
    ("choices", "code", "field"),
    [
        ({"data": "EANs"}, "table.unknown_column", "columns[data]"),
        ({"dta": "EAN"}, "table.unknown_use", "columns[dta]"),
        ({"EAN": "barcode"}, "table.unknown_use", "columns[EAN]"),
        ({"Gtin": "ignore"}, "table.unknown_use", "columns[Gtin]"),
        ({"text": "Price,Shelf"}, "table.unknown_column", "columns[text]"),
    ],
)
def test_bad_choice_is_refused(choices: dict[str, str], code: str, field: str) -> None:
    """The problem names the choice, and a column that may be meant."""
    with pytest.raises(TableError) as caught:
        assign(products(gtins(2)), **choices)
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == (code, field)
    if choices == {"data": "EANs"}:
        assert problem.suggestion == "EAN"


def test_table_without_barcodes_is_refused() -> None:
    """Names and prices are none; the fix has the choice to make."""
    with pytest.raises(TableError) as caught:
        assign("Name,Price\nTea,1.20\nInk,2.30\n")
    assert caught.value.problems[0].code == "table.no_data"
    assert "columns[data]" in caught.value.problems[0].fix


def test_valid_numbers_are_drawn_by_their_standard() -> None:
    """Never as Code 128 for want of a format."""
    found = assign(products(gtins(300)))
    assert uses(found) == {"SKU": "text", "Name": "title", "EAN": "data", "Price": "text"}
    assert found.format is not None
    assert found.format.format == "ean13"
    assert column(found, "EAN").reason == "EAN: 300 of 300 are valid EAN-13."


@pytest.mark.parametrize("header", ["A,B,C,D", "Ref,Titel,Nummer,Preis", "货号,品名,条码,单价"])
def test_values_show_the_barcode_in_any_language(header: str) -> None:
    """By their check digits (GS1 General Specifications, 7.9)."""
    found = assign(products(gtins(20), header))
    assert next(each.name for each in found.mapped if each.use == "data") == header.split(",")[2]


def test_lengths_of_gtins_have_their_own_symbologies() -> None:
    """GS1 General Specifications, 5.2.1: EAN-13, UPC-A and EAN-8."""
    found = assign(products([*gtins(6), *gtins(3, 12), *gtins(2, 8)]))
    assert found.format is not None
    assert [found.format.of(code) for code in ("4006381333931", "036000291452", "12345670")] == [
        "ean13",
        "upca",
        "ean8",
    ]
    assert "6 of 11 are valid EAN-13, 3 of 11 are valid UPC-A" in found.format.reason


@pytest.mark.parametrize(
    ("header", "codes", "format"),
    [
        ("EAN", ["4006381333932", "5901234123450"], "ean13"),
        ("UPC", ["036000291453", "012345678900"], "upca"),
        ("ISBN", ["9783161484101", "9780306406150"], "isbn"),
        ("SSCC", ["376123450000010030", "376123450000010041"], "sscc"),
        ("EAN", ["A-17", "B-42"], "code128"),
        ("Code", ["4006381333932", "5901234123450"], "code128"),
    ],
)
def test_wrong_check_digits_do_not_make_other_barcodes(
    header: str, codes: list[str], format: str
) -> None:
    """Under a name of a standard, such rows are refused; drawn, they would be wrong numbers."""
    found = assign(products(codes, f"SKU,Name,{header},Price"), data=header).format
    assert found is not None
    assert found.format == format


@pytest.mark.parametrize(
    ("header", "others", "format"),
    [
        ("Barcode", ["INT-1", "INT-2", "INT-3", "INT-4"], "code128"),
        ("Code", ["4006381333930"], "ean13"),
        ("EAN", ["n/a", "n/a", "?"], "ean13"),
        ("Barcode", ["Käse 1", "Käse 2"], "qr"),
    ],
)
def test_gtins_among_other_values_keep_their_symbology(
    header: str, others: list[str], format: str
) -> None:
    """Three of three numbers with a right check digit are no chance: 1 in 1,000."""
    found = assign(products([*gtins(3), *others], f"SKU,Name,{header},Price"))
    assert uses(found)[header] == "data"
    assert found.format is not None
    assert (found.format.of("4006381333931"), found.format.of(others[0])) == ("ean13", format)
    assert f"3 of {3 + len(others)} are valid EAN-13" in column(found, header).reason


@pytest.mark.parametrize("header", ["UPC", "Barcode", "EAN"])
def test_zeros_that_a_spreadsheet_dropped_are_shown_by_the_column(header: str) -> None:
    """A tenth of all numbers has a right check digit: five of five have lost a zero."""
    numbers = ["36000291452", "12345678905", "12000161155", "4210000522", "1200000012"]
    found = assign(products([*numbers, *gtins(2)], f"SKU,Name,{header},Price")).format
    assert found is not None
    assert [found.whole(each) for each in (*numbers[:1], *numbers[3:4], gtins(1)[0])] == [
        "036000291452",
        "004210000522",
        gtins(1)[0],
    ]
    assert found.of(found.whole(numbers[0])) == "upca"
    assert "5 of 5 shorter numbers are valid UPC-A with the zeros" in found.reason


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("UPC", ["36000291452", "12345678905"]),
        ("UPC", ["36000291452", "12345678905", "12000161155", "36000291453", "36000291454"]),
        ("SKU", ["36000291452", "12345678905", "12000161155"]),
    ],
)
def test_zeros_are_not_added_on_little_evidence(header: str, numbers: list[str]) -> None:
    """Two numbers, or three of five, may be without their check digit; SKUs have none."""
    found = assign(products(numbers, f"{header},Name,Ref,Price")).format
    assert found is None or found.lost_zeros == {}


def test_check_digits_that_are_right_by_chance_are_no_gtins() -> None:
    """One of ten numbers has a right one, whatever it means."""
    found = assign(products([f"40063813330{n // 10}{n % 10}" for n in range(40)], "A,B,Ref,D"))
    assert found.format is not None
    assert (uses(found)["Ref"], found.format.format) == ("data", "code128")
    assert found.format.by_length == {}


@pytest.mark.parametrize(
    ("header", "values", "format"),
    [
        ("ISBN", ("978-3-16-148410-0", "978-0-306-40615-7"), "isbn"),
        ("ISBN", ("9783161484100", "9780306406157"), "isbn"),
        ("EAN", ("4.00638E+12", "4.00639E+12"), "ean13"),
        ("UPC", ("03600029145", "01234567890"), "upca"),
        ("EAN", ("4006381333931", "n/a", "-", "?"), "ean13"),
        ("EAN", ("A-1", "A-2"), "code128"),
        ("SSCC", ("106141411234567897", "340123450000000017"), "sscc"),
        ("Link", ("https://example.com/1", "https://example.com/2"), "qr"),
        ("Code", ("(01)09501101530003", "(01)09501101530003(10)A"), "gs1_128"),
        ("SKU", ("A-1", "A-2"), "code128"),
        ("Artikelnummer", ("Käse 1", "Käse 2"), "qr"),
    ],
)
def test_symbology_fits_the_values(header: str, values: tuple[str, ...], format: str) -> None:
    """Each value can be drawn, or its row is refused for what is wrong with it."""
    found = assign("\n".join([f"{header},Name", *(f"{value},x" for value in values)]))
    assert found.format is not None
    assert (uses(found)[header], found.format.format) == ("data", format)


@pytest.mark.parametrize(
    ("column_name", "values", "use"),
    [
        ("Type", ("Pen", "Box"), "text"),
        ("Type", ("code128", "qr"), "format"),
        ("Type", ("code128", "Pen"), "text"),
        ("Code", ("K1", "K2"), "text"),
        ("Width", ("30 cm", "20 cm"), "text"),
        ("Width", ("30", "20"), "text"),
        ("Width", ("300", "n/a"), "text"),
        ("Width", ("300", "400"), "width"),
        ("Format", ("A4", "A5"), "text"),
        ("Rotate", ("90", "270"), "rotate"),
        ("Color", ("red", "blue"), "text"),
    ],
)
def test_column_is_an_option_if_all_values_are_valid(
    column_name: str, values: tuple[str, str], use: str
) -> None:
    """A bar code 30 px wide can't be drawn, so that 30 is no width of it."""
    rows = zip(gtins(2), values, strict=True)
    found = assign("\n".join([f"EAN,{column_name}", *map(",".join, rows)]))
    assert uses(found)[column_name] == use
    assert column(found, column_name).reason


def test_own_options_stay_options_if_most_values_are_valid() -> None:
    """In a table for this service, a slip is a problem of its row."""
    found = assign("data,format,width\n1,qr,300\n2,qr,400\n3,qr,wide\n")
    assert uses(found)["width"] == "width"
    found = assign("data,format,width\n1,qr,wide\n2,qr,narrow\n")
    assert uses(found)["width"] == "text"
    assert "'wide' is not valid" in column(found, "width").reason


@pytest.mark.parametrize(
    ("header", "values", "use"),
    [
        ("Labels", ("2", "3"), "copies"),
        ("Anzahl Etiketten", ("2", "3"), "copies"),
        ("Copies", ("two", "3"), "text"),
        ("Stock", ("2", "3"), "ignored"),
        ("Anzahl", ("2", "3"), "ignored"),
    ],
)
def test_number_of_labels_is_one_by_its_name_only(
    header: str, values: tuple[str, str], use: str
) -> None:
    """A stock of 500 is no wish for 500 labels; the reason says how many there would be."""
    rows = zip(gtins(2), values, strict=True)
    found = assign("\n".join([f"EAN,{header}", *map(",".join, rows)]))
    assert uses(found)[header] == use
    if use == "ignored":
        assert f"columns[copies]={header}" in column(found, header).reason
        assert "5 in all" in column(found, header).reason


def test_column_of_codes_is_no_title_if_another_is_one() -> None:
    """Article, Item and Artikel are names in one table, and numbers in the next."""
    found = assign(products(gtins(3), "Article,Libellé,EAN,Prix"))
    assert uses(found)["Libellé"] == "title"
    assert uses(assign("Article,EAN\nTea 1,4006381333931\n"))["Article"] == "title"


def test_request_chooses_by_use_and_by_column() -> None:
    """A column is named as in the header, in any case, or by its letter."""
    text = products(gtins(3), "SKU,Name,EAN,Type").replace(".20", "")
    found = assign(text, data="sku", title="C", Type="ignore", copies="D")
    assert uses(found) == {"SKU": "data", "Name": "text", "EAN": "title", "Type": "ignored"}
    assert found.format is not None
    assert found.format.format == "code128"
    assert uses(assign("EAN,Labels\n4006381333931,2\n", copies=""))["Labels"] == "text"


def test_other_column_of_valid_numbers_is_named() -> None:
    """Two columns can be the barcode: the reason of the other says how to choose it."""
    lines = zip(gtins(3), gtins(3, 14), strict=True)
    found = assign("\n".join(["EAN,Case GTIN", *map(",".join, lines)]))
    assert uses(found) == {"EAN": "data", "Case GTIN": "text"}
    assert "columns[data]=Case GTIN" in column(found, "Case GTIN").reason


def test_large_table_is_surveyed_by_its_first_rows() -> None:
    """Values of options are looked at in every row."""
    lines = [f"{code},90" for code in gtins(1_200)]
    found = assign("\n".join(["EAN,Rotate", *lines, "4006381333931,91"]))
    assert column(found, "EAN").reason == "EAN: 1,000 of 1,000 are valid EAN-13."
    assert uses(found)["Rotate"] == "text"


def hidden(*columns: str, rows: tuple[tuple[object, ...], ...]) -> Columns:
    """Return what the columns of *rows*, of which *columns* are hidden, become."""

    def fill(sheet: Worksheet) -> None:
        for letter in columns:
            sheet.column_dimensions[letter].hidden = True

    table = read("a.xlsx", workbook(*rows, fill=fill))
    return mapping.assign(table, survey.take(table), {}, {})


# PZNs without their first zero: 8 digits with the check digit modulo 11 of IFA's rules, by hand.
PZNS = ["1822230", "9843651", "4187343"]
ASSETS = (
    ("Barcode (old)", "Asset tag", "Name", "Labels"),
    *((code, f"IT-{at}", f"Chair {at}", at) for at, code in enumerate(gtins(4))),
)


def test_hidden_column_is_no_barcode_title_or_number_of_labels() -> None:
    """What the sheet hides is for programs; the reason says how labels print it."""
    shown = {"Barcode (old)": "data", "Asset tag": "text", "Name": "title", "Labels": "copies"}
    assert uses(hidden(rows=ASSETS)) == shown
    found = hidden("A", "D", rows=ASSETS)
    assert uses(found) == {
        "Barcode (old)": "ignored",
        "Asset tag": "data",
        "Name": "title",
        "Labels": "ignored",
    }
    assert "columns[text]=Labels" in column(found, "Labels").reason
    assert uses(hidden("C", rows=ASSETS))["Name"] == "ignored"


def test_hidden_column_is_the_barcode_if_no_other_can_be() -> None:
    rows = (("EAN", "Name"), *((code, "Tea") for code in gtins(3)))
    assert uses(hidden("A", rows=rows))["EAN"] == "data"


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        # Copies of a library have numbers of their own beside the ISBN.
        (
            "ISBN,Titel,Mediennummer\n9783161484100,A,30000000001\n9783161484100,B,30000000002\n",
            "Mediennummer",
            "code128",
        ),
        ("EAN,Barcode\n" + "".join(f"{c},A-{c[-3:]}\n" for c in gtins(4)), "Barcode", "code128"),
        # The example of the SSCC is that of GS1 General Specifications, 7.9.
        ("GTIN,SSCC\n14006381333938,(00)376104250021234569\n", "SSCC", "sscc"),
        ("GTIN,SSCC\n14006381333938,376104250021234569\n", "SSCC", "sscc"),
        (
            "UDI-DI,PI,Full UDI\n07612345000008,(10)L1,(01)07612345000008(10)L1\n",
            "Full UDI",
            "gs1_datamatrix",
        ),
        (
            "GTIN,GS1\n07612345000008,(01)07612345000008(17)270131(10)LOT1(21)S0001\n",
            "GS1",
            "gs1_datamatrix",
        ),
        ("Order ID,Name,Ticket URL\n#101,Ann,https://t.example/a1\n", "Ticket URL", "qr"),
    ],
)
def test_most_specific_number_of_a_row_is_the_barcode(content: str, name: str, format: str) -> None:
    """The number of the thing that gets the label, and not that of its kind."""
    found = assign(content)
    assert uses(found)[name] == "data"
    assert found.format is not None
    assert found.format.format == format


def test_whole_name_of_a_column_comes_before_a_word_of_it() -> None:
    """As in files of eBay."""
    found = assign("Category name,Title,EAN\n" + "".join(f"Tea,Tea,{c}\n" for c in gtins(3)))
    assert uses(found) == {"Category name": "text", "Title": "title", "EAN": "data"}


def test_format_is_that_of_the_restored_numbers() -> None:
    """A column in which all numbers lost their zero is UPC-A, and not Code 128."""
    found = assign("GTIN,Name\n" + "".join(f"{c.lstrip('0')},Tea\n" for c in gtins(5, 12)))
    assert found.format is not None
    expected = (
        "GTIN: 5 of 5 are valid UPC-A with the zeros that a spreadsheet drops, and are read so."
    )
    assert (found.format.format, found.format.reason) == ("upca", expected)


@pytest.mark.parametrize(("numbers", "restored"), [(PZNS, True), (PZNS[:2], False)])
def test_zeros_of_pharmacy_numbers_are_restored(numbers: list[str], restored: bool) -> None:
    """The check digits of all short ones together show it, of two they could by chance."""
    found = assign("PZN,Name\n" + "".join(f"{number},Ibu\n" for number in numbers)).format
    assert found is not None
    assert found.format == "pzn8"
    assert found.whole(numbers[0]) == (f"0{numbers[0]}" if restored else numbers[0])


def test_columns_have_their_first_different_values_as_samples() -> None:
    """As labels print them, and cut where a person knows them already."""

    def fill(sheet: Worksheet) -> None:
        for row in (2, 3, 4):
            sheet.cell(row, 3).number_format = '#,##0.00 "€"'

    rows = (("EAN", "Name", "Price"), *((code, "x" * 60, 47.2) for code in gtins(5)))
    table = read("a.xlsx", workbook(*rows, fill=fill))
    mapped = mapping.assign(table, survey.take(table), {}, {}).mapped
    assert [each.samples for each in mapped] == [
        tuple(gtins(3)),
        ("x" * 39 + "…",),
        ("47.20 €",),
    ]


def test_rows_of_json_have_samples_by_name() -> None:
    table = read("a.json", b'[{"ean": "4006381333931", "n": "A"}, {"n": "B", "ean": "x"}]')
    mapped = mapping.assign(table, survey.take(table), {}, {}).mapped
    assert {each.name: each.samples for each in mapped} == {
        "ean": ("4006381333931", "x"),
        "n": ("A", "B"),
    }


def test_family_name_comes_before_the_given_name() -> None:
    found = uses(assign("Kundennr.,Vorname,Nachname\nK1,Eva,Roth\nK2,Otto,Braun\n"))
    assert found == {"Kundennr.": "data", "Vorname": "text", "Nachname": "title"}


def test_other_work_proceeds_between_the_values_of_options() -> None:
    """A hundred symbols are planned, each with another quiet zone and another scale."""
    rows = "\n".join(f"{number},qr,{number % 40},{number % 20 + 1}" for number in range(100))
    table = read("a.csv", f"data,format,quiet_zone,scale\n{rows}".encode())
    pauses = []
    mapping.assign(table, survey.take(table), {}, {}, pause=lambda: pauses.append(1))
    assert len(pauses) >= 40 + 20
