"""Tables as people have them: none is made for this service, and each row can be drawn.

The files are made by hand after exports of shops, tills, warehouses and spreadsheets. Expectations:
docs/batches.md; the numbers are examples of GS1, ISBN and UPU or were computed by python-stdnum.
"""

import json
from typing import NamedTuple

import pytest

from common.operations.batches import content_columns
from common.operations.batches.rows import Checker, Row
from common.tables.columns import Columns
from common.tables.file_type import read
from common.tables.survey import take
from tests.common.tables.workbooks import as_excel, workbook

PENS, INK, CAP = "4006381333931", "4006381333948", "4006381333955"


class File(NamedTuple):
    """One file: its name and content, the column of the barcode, and what is drawn."""

    name: str
    content: bytes | str
    column: str
    drawn: tuple[str, ...]
    title: str = ""


GERMAN = (
    f"Artikelnr.;Bezeichnung;EAN;VK €;Bestand\r\n0815;Käse;{PENS};3,20;12\r\n"
    f"0816;Öl;{INK};4,10;3\r\n"
)
FILES = {
    "stock list": File(
        "stock.csv",
        f"SKU,Product name,EAN,Price,Shelf,Stock\nP1,Pens,{PENS},3.20,B2,12\nP2,Ink,{INK},4,B3,0\n",
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Product name",
    ),
    "shop export": File(
        "products_export_1.csv",
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,"
        "Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Status\n"
        f'pens,Pens,<p>Soft pens</p>,Acme,Pen,"red, blue",Size,S,P-S,20,5,3.20,{PENS},'
        "https://example.com/1.jpg,active\n"
        f"ink,Ink,<p>Black ink</p>,Acme,Ink,black,Size,M,P-M,20,5,3.20,{INK},"
        "https://example.com/2.jpg,active\n",
        "Variant Barcode",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Title",
    ),
    "Google Sheets": File(
        "Inventory - Sheet1.csv",
        "Inventory,,,\r\nas of 2026-11-29,,,\r\n,,,\r\nItem,Code,UPC,Qty\r\n"
        "Tea,A-1,036000291452,5\r\nMilk,A-2,012345678905,7\r\n",
        "UPC",
        ("upca 036000291452", "upca 012345678905"),
        "Item",
    ),
    "Excel in Germany": File(
        "Artikel.csv",
        GERMAN.encode("windows-1252"),
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Bezeichnung",
    ),
    "pasted cells": File(
        "",
        f"SKU\tName\tEAN\nP1\tPens, red\t{PENS}\nP2\tInk\t{INK}\n",
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Name",
    ),
    "Excel's text": File(
        "list.txt",
        f"Référence\tDésignation\tCode-barres\tPrix\r\nR1\tCrayon\t{PENS}\t3,20\r\n".encode(
            "utf-16"
        ),
        "Code-barres",
        (f"ean13 {PENS}",),
        "Désignation",
    ),
    "scanned list": File(
        "scans.txt", f"{PENS}\r\n{INK}\r\n", "data", (f"ean13 {PENS}", f"ean13 {INK}")
    ),
    "list with a name": File(
        "ean.txt", f"EAN\n{PENS}\n{INK}\n", "EAN", (f"ean13 {PENS}", f"ean13 {INK}")
    ),
    "no header": File(
        "till.csv", f"{PENS};Pens;3,20\n{INK};Ink;4,10\n", "A", (f"ean13 {PENS}", f"ean13 {INK}")
    ),
    "mixed lengths": File(
        "mixed.csv",
        f"Name,Barcode\nPens,{PENS}\nInk,{INK}\nCap,{CAP}\nTea,036000291452\nGum,96385074\n",
        "Barcode",
        (f"ean13 {PENS}", f"ean13 {INK}", f"ean13 {CAP}", "upca 036000291452", "ean8 96385074"),
        "Name",
    ),
    "cases": File(
        "cases.csv",
        "Artikel,Karton-GTIN,Menge\nTee,14006381333938,12\nMilch,24006381333935,6\n",
        "Karton-GTIN",
        ("itf14 14006381333938", "itf14 24006381333935"),
        "Artikel",
    ),
    "books": File(
        "books.csv",
        "Titel;Autor;ISBN;Preis\nBuch;Muster;978-3-16-148410-0;9,90\nHeft;Beispiel;978-0-306-40615-7;5\n",
        "ISBN",
        ("isbn 9783161484100", "isbn 9780306406157"),
        "Titel",
    ),
    "pallets": File(
        "sscc.csv",
        "Pallet;SSCC\n1;106141411234567897\n2;340123450000000017\n",
        "SSCC",
        ("sscc (00)106141411234567897", "sscc (00)340123450000000017"),
    ),
    "assets": File(
        "assets.csv",
        "Asset Tag,Description,Serial Number,Location\nIT-00017,Laptop,5CD0123XYZ,Room 12\n"
        "IT-00018,Monitor,CN-0ABC,Room 12\n",
        "Asset Tag",
        ("code128 IT-00017", "code128 IT-00018"),
        "Description",
    ),
    "links": File(
        "links.csv",
        "Name,Link\nMenu,https://example.com/menu\nMap,https://example.com/map\n",
        "Link",
        ("qr https://example.com/menu", "qr https://example.com/map"),
        "Name",
    ),
    "GS1 data": File(
        "lots.csv",
        "Lot;Code\nA;(01)09501101530003(10)A\nB;(01)09501101530003(10)B\n",
        "Code",
        ("gs1_128 (01)09501101530003(10)A", "gs1_128 (01)09501101530003(10)B"),
    ),
    "dimensions": File(
        "sizes.csv",
        f"EAN,Type,Width,Height,Color,Format\n{PENS},Pen,30,12,red,A4\n{INK},Ink,25,10,blue,A5\n",
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
    ),
    "China": File(
        "商品.csv",
        "商品名称,货号,条形码,单价,库存\n绿茶,A1,6901234567892,3.20,5\n饼干,A2,6920152400012,4.10,6\n".encode(
            "gb18030"
        ),
        "条形码",
        ("ean13 6901234567892", "ean13 6920152400012"),
        "商品名称",
    ),
    "Japan": File(
        "商品.csv",
        "商品名,JANコード,在庫数\nお茶,4901234567894,3\nせんべい,4912345678904,1\n".encode("cp932"),
        "JANコード",
        ("ean13 4901234567894", "ean13 4912345678904"),
        "商品名",
    ),
    "Excel with a title": File(
        "goods.xlsx",
        as_excel(
            ("Goods in store 7",), (), ("No.", "Name", "EAN", "Price"), (1, "Pens", int(PENS), 3.2)
        ),
        "EAN",
        (f"ean13 {PENS}",),
        "Name",
    ),
    "two rows of names": File(
        "goods.xlsx",
        workbook(
            ("Article", None, "Stock", None),
            ("SKU", "Name", "Barcode", "Qty"),
            ("P1", "Pens", PENS, 3),
            ("P2", "Ink", INK, 4),
        ),
        "Barcode",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Name",
    ),
    "pandas": File(
        "frame.csv",
        f",sku,ean,price\n0,P1,{PENS}.0,3.2\n1,P2,{INK}.0,4.1\n",
        "ean",
        (f"ean13 {PENS}", f"ean13 {INK}"),
    ),
    "JSON of a shop": File(
        "products.json",
        json.dumps(
            [{"id": 7, "title": "Pens", "gtin": PENS}, {"id": 8, "title": "I", "gtin": INK}]
        ),
        "gtin",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "title",
    ),
    "web page": File(
        "export.xls",
        f"<table><tr><th>Name</th><th>EAN</th></tr><tr><td>Pens</td><td>{PENS}</td></tr></table>",
        "EAN",
        (f"ean13 {PENS}",),
        "Name",
    ),
    "Czechia": File(
        "zboží.csv",
        (
            f"Kód;Název;EAN;Cena\r\n1;Žluťoučký kůň;{PENS};12,50 Kč\r\n2;Příliš;{INK};3,00 Kč\r\n"
        ).encode("cp1250"),
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Název",
    ),
    "Russia": File(
        "товары.csv",
        (
            f"Артикул;Наименование;Штрихкод\r\nA1;Чай зелёный;{PENS}\r\nA2;Чернила чёрные;{INK}\r\n"
        ).encode("cp1251"),
        "Штрихкод",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Наименование",
    ),
    "Unicode text of Excel": File(
        "Mappe1.txt",
        f"Artikel\tBezeichnung\tEAN\r\n100\tTee – grün\t{PENS}\r\n101\tTinte\t{INK}\r\n".encode(
            "utf-16"
        ),
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}"),
        "Bezeichnung",
    ),
    "apostrophes of a spreadsheet": File(
        "list.csv",
        "EAN;Name\n'4006381333931;'s-Hertogenbosch\n'0012345678905;'90s\n",
        "EAN",
        ("ean13 4006381333931", "ean13 0012345678905"),
        "Name",
    ),
    "digits as a till prints them": File(
        "list.csv",
        "EAN;Name\n4 006381 333931;Pens\n400-6381-33394-8;Ink\n4006381\u00a0333955;Cap\n",
        "EAN",
        (f"ean13 {PENS}", f"ean13 {INK}", f"ean13 {CAP}"),
        "Name",
    ),
    "pallets with spaces": File(
        "pallets.csv",
        "Pallet,SSCC\n1,3 7612345 0000010039\n2,3 7612345 0000010046\n",
        "SSCC",
        ("sscc (00)376123450000010039", "sscc (00)376123450000010046"),
    ),
    "UPC as numbers": File(
        "items.xlsx",
        as_excel(
            ("Item", "UPC"),
            ("Gum", 36000291452),
            ("Tea", 12345678905),
            ("Cola", 12000161155),
            ("Pens", int(PENS)),
        ),
        "UPC",
        ("upca 036000291452", "upca 012345678905", "upca 012000161155", f"ean13 {PENS}"),
        "Item",
    ),
    "running number and code": File(
        "codes.csv",
        "Number,Code\n1,AB-100\n2,AB-101\n3,AB-102\n",
        "Code",
        ("code128 AB-100", "code128 AB-101", "code128 AB-102"),
    ),
}


def mapped(file: File) -> tuple[Columns, list[Row]]:
    content = file.content.encode() if isinstance(file.content, str) else file.content
    table = read(file.name, content, media_type="" if file.name else "text/plain")
    columns = content_columns.assign(table, take(table), {})
    return columns, list(Checker({}).check(0, table, columns))


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_ordinary_file_needs_no_options(file: File) -> None:
    """The column, the symbology and the title are found, and every row can be drawn."""
    columns, rows = mapped(file)
    by_use = {column.use: column.name for column in reversed(columns.mapped)}
    assert (by_use["data"], by_use.get("title", "")) == (file.column, file.title)
    assert [problem for row in rows for problem in row.problems] == []
    assert tuple(f"{row.format} {row.data}" for row in rows) == file.drawn


def test_changes_of_digits_are_noted() -> None:
    """Nothing changes without a note; a symbology that holds the text keeps it."""
    _, (till, *_) = mapped(FILES["digits as a till prints them"])
    assert till.notes == (f"data: 4 006381 333931 was read as {PENS}.",)
    _, (gum, *_) = mapped(FILES["UPC as numbers"])
    assert gum.notes[0].startswith("data: 36000291452 was read as 036000291452: a spreadsheet")
    _, (marked, _) = mapped(FILES["apostrophes of a spreadsheet"])
    assert "apostrophe" in marked.notes[0]
    assert marked.labels["Name"] == "'s-Hertogenbosch"
    table = read("a.csv", b"data,format\n4 006381 333931,code128\n978-3-16-148410-0,isbn\n")
    columns = content_columns.assign(table, take(table), {})
    kept, book = Checker({}).check(0, table, columns)
    assert (kept.data, kept.notes, book.notes) == ("4 006381 333931", (), ())
