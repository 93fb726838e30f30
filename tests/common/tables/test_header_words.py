"""Meanings of column names, as people call their columns in 30 languages."""

import pytest

from common.tables.header_words import Meaning, meaning_of

NAMES = {
    Meaning.BARCODE: "EAN|GTIN-13|UPC A|Barcode No.|Variant Barcode|Strichcode|EAN-Nummer"
    "|Code-barres|Code à barres|Código de barras|Codice a barre|Cod. barras|Streepjescode"
    "|Kod kreskowy|Kod EAN|条形码|商品条码|條碼|バーコード|JANコード"
    "|Čárový kód|Штрихкод|Barkod|바코드|ברקוד|الباركود|Barcode number|UPC Code|FNSKU"
    "|SSCC-18|Full UDI"
    "|Streckkod|Viivakoodi|Vonalkód|Cod de bare|Γραμμωτός κώδικας|Mã vạch|บาร์โค้ด|بارکد",
    Meaning.NUMBER: "SKU|Item No.|Artikelnummer|Art.-Nr.|Référence|Réf.|Referencia|Código|Codice"
    "|Artikelcode|Indeks|货号|商品编码|品番|商品コード|Asset tag|Stock code|Seriennummer"
    "|Inventory no.|Patient No|Kundennummer|Chargennr.|Cikkszám|Κωδικός|รหัสสินค้า|رقم الملف",
    Meaning.TITLE: "Product name|Title|Artikelbezeichnung|Bezeichnung|Désignation|Libellé|Nombre"
    "|Descripción|Descrizione|Descrição|Omschrijving|Nazwa produktu|商品名称|品名|商品名"
    "|Název|Наименование|Ürün adı|상품명|שם|اسم المنتج|Tiername|Productnaam|Materialkurztext"
    "|Benämning|Megnevezés|Denumire|Περιγραφή|Tên hàng|ชื่อสินค้า|اسم المريض|نام کالا"
    "|Номенклатура|Nachname|Recipient",
    Meaning.COPIES: "Copies|Labels|Anzahl Etiketten|Nombre d'étiquettes|Número de etiquetas"
    "|Etichette|Aantal etiketten|Liczba etykiet|打印数量|ラベル枚数"
    "|Počet etiket|Количество этикеток|라벨 수|Etiketter|จำนวนฉลาก"
    "|Etiketten Anzahl|Labels qty",
    Meaning.QUANTITY: "Stock|Qty|Anzahl|Menge|Quantité|Cantidad|Quantità|Quantidade|Voorraad"
    "|Ilość|库存数量|在庫数|Množství|Количество|Miktar|수량|כמות|الكمية|Antal|จำนวน|Liefermenge",
    Meaning.TEXT: "Price|Preis (€)|Größe|Prix TTC|Precio|Prezzo|Preço|Prijs|Cena|价格|値段|Shelf"
    "|Product Type|Stückpreis|Phone number|Hausnummer|Postcode|ราคา",
    None: "Handle|x|%|",
}


@pytest.mark.parametrize(
    ("name", "meaning"),
    [(name, meaning) for meaning, names in NAMES.items() for name in names.split("|")],
)
def test_name_has_its_meaning(name: str, meaning: Meaning | None) -> None:
    """Case, accents and punctuation do not matter."""
    assert meaning_of(name) is meaning
    assert meaning_of(f" {name.upper()} ") is meaning
