"""Product files of Shopify: variants, and rows of further pictures.

Columns as in Shopify's own example file (Help Center, "Using CSV files to import and export
products"); the numbers are GTINs that python-stdnum accepts.
"""

from common.tables import mapping, survey
from common.tables.file_type import read

HEADER = "Handle,Title,Vendor,Option1 Value,Variant SKU,Variant Barcode,Image Src,Image Position"
SHIRT = """shirt,Linen shirt,Acme,S,SH-S,4006381333931,https://x.example/1.jpg,1
shirt,,,M,SH-M,4006381333948,,
shirt,,,L,SH-L,,,
shirt,,,,,,https://x.example/2.jpg,2
cap,Cap,Acme,,CAP,4006381333955,https://x.example/3.jpg,1
cap,,,,,,https://x.example/4.jpg,2
"""


def test_pictures_are_no_rows_and_variants_have_the_title_of_their_product() -> None:
    """A variant without a barcode is a row, which must be mended."""
    table = read("products_export.csv", f"{HEADER}\n{SHIRT}".encode())
    found = [(row.number, *(cell.text for cell in row.cells[1:5])) for row in table.records()]
    assert found == [
        (2, "Linen shirt", "Acme", "S", "SH-S"),
        (3, "Linen shirt", "Acme", "M", "SH-M"),
        (4, "Linen shirt", "Acme", "L", "SH-L"),
        (6, "Cap", "Acme", "", "CAP"),
    ]
    assert table.notes == (
        "Rows that only hold a further picture of the product above are not read.",
        "Variants without a title have that of their product.",
    )
    columns = mapping.assign(table, survey.take(table), {}, {})
    assert columns.sets("data")
    assert [each.name for each in columns.mapped if each.use == "data"] == ["Variant Barcode"]


def test_file_with_one_row_for_each_product_has_no_note() -> None:
    text = f"{HEADER}\n" + "".join(SHIRT.splitlines(keepends=True)[:1])
    assert read("a.csv", text.encode()).notes == ()


def test_picture_of_another_product_is_kept() -> None:
    """Only the product above can have it: this one lacks a barcode."""
    text = f"{HEADER}\n{SHIRT}bag,,,,,,https://x.example/5.jpg,1\n"
    numbers = [row.number for row in read("a.csv", text.encode()).records()]
    assert numbers == [2, 3, 4, 6, 8]
