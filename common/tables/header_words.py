"""What the names of columns mean in 30 languages: barcode, article number, name, price, copies.

Names are compared by their words, without case, accents and punctuation. A name in Chinese,
Japanese or Thai, which write no spaces, is compared by its parts, and one in German by its end.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import lru_cache


class Meaning(IntEnum):
    """What a column holds, by its name. If a name has several meanings, the first counts."""

    COPIES = 1
    """How many labels to print."""
    BARCODE = 2
    """The number below a barcode: GTIN, ISBN or the word barcode itself."""
    TITLE = 3
    """What the article is called."""
    NUMBER = 4
    """The number of an article or thing in its owner's system."""
    QUANTITY = 5
    """How many pieces there are, which may be the number of labels or not."""
    TEXT = 6
    """Another text for people, such as a price."""


# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Chinese, Japanese, Czech,
# Russian, Turkish, Korean, Hebrew and Arabic; Swedish, Danish, Norwegian, Finnish, Hungarian,
# Romanian, Croatian, Slovak, Ukrainian, Greek, Vietnamese, Indonesian, Thai and Persian. A name has
# the meaning if the words of an entry follow one another in it.
_PHRASES: Mapping[Meaning, str] = {
    Meaning.COPIES: """
        copies|labels|label count|label qty|label quantity|print qty|print quantity|no of labels
        anzahl etiketten|etiketten|etikettenanzahl|druckmenge|exemplare|kopien
        nombre d etiquettes|nb etiquettes|etiquettes|copies|exemplaires
        etiquetas|numero de etiquetas|copias|ejemplares
        etichette|numero etichette|copie
        copias|numero de etiquetas|etiquetas
        aantal etiketten|etiketten|kopieen|exemplaren
        liczba etykiet|ilosc etykiet|etykiety|kopie|liczba kopii
        份数|标签数|标签数量|打印数量|打印份数|份數|標籤數|列印數量
        枚数|部数|印刷枚数|印刷部数|ラベル枚数|ラベル数
        pocet etiket|pocet stitku|počet kopií|количество этикеток|этикетки|число копий|копии
        etiket sayısı|etiket adedi|라벨 수|라벨수|매수|מספר תוויות|עותקים|عدد الملصقات|عدد النسخ
        antal etiketter|antall etiketter|etiketter|tarrojen määrä|tarrat|címkék|címkék száma
        număr etichete|etichete|broj naljepnica|naljepnice|počet štítkov|кількість етикеток|етикетки
        ετικέτες|αριθμός ετικετών|αντίτυπα|số tem|số nhãn|jumlah label|jumlah cetak
        จำนวนฉลาก|จำนวนพิมพ์|จำนวนสำเนา|จำนวนดวง|تعداد برچسب
    """,
    Meaning.BARCODE: """
        barcode|bar code|barcodes|ean|ean13|ean8|ean 13|gtin|gtin13|gtin14|upc|upca|upc a|isbn|jan
        strichcode|strichkode|barcodenummer|ean code|eannummer|ean nummer|pzn|balkencode
        code barre|code barres|codebarre|codebarres|code a barres|gencod|gencode
        codigo de barras|codigo barras|cod barras|codbarras
        codice a barre|codice barre|cod a barre
        codigo de barras|codigo barra|cod de barras
        streepjescode|barcodenummer|ean code
        kod kreskowy|kod ean|kod paskowy
        条码|條碼|条形码|條形碼|二维码|商品条码|国际条码
        バーコード|ジャンコード|janコード|二次元コード
        čárový kód|carovy kod|ean kod|штрихкод|штрих код|код ean|barkod|barkod no|바코드|ברקוד
        باركود|الباركود|رمز شريطي|الرمز الشريطي
        streckkod|stregkode|strekkode|viivakoodi|vonalkód|cod de bare|crtični kod|čiarový kód|баркод
        γραμμωτός κώδικας|mã vạch|kode batang|บาร์โค้ด|รหัสบาร์โค้ด|بارکد|fnsku|lpn|upc ean|ean upc
        sscc|sscc 18|nve|hibc|udi|full udi|mediennummer|mediennr|exemplarnummer|itembarcode
        qr|qr code|qrcode|qr url|qr link|qr data|ticket url|ticket link|ticket code
    """,
    Meaning.TITLE: """
        name|product|product name|item name|title|description|item|article|model|product title
        bezeichnung|artikelbezeichnung|artikelname|produktname|produkt|artikel|beschreibung|titel
        nom|designation|libelle|produit|nom du produit|intitule|description|titre|article
        nombre|producto|descripcion|nombre del producto|denominacion|titulo|articulo
        nome|prodotto|descrizione|denominazione|titolo|nome prodotto|articolo
        nome|produto|descricao|nome do produto|designacao|titulo|artigo
        naam|omschrijving|productnaam|productomschrijving|titel|artikelnaam
        nazwa|opis|nazwa produktu|produkt|towar|tytul|nazwa towaru
        名称|品名|商品名称|产品名称|商品名|名稱|产品|商品|书名|描述
        商品名|品名|名称|名前|製品名|品目名|書名|タイトル
        název|nazev zbozi|popis|наименование|название|товар|описание|ürün|ürün adı|ad|isim|tanım
        상품명|품명|제품명|이름|שם|שם פריט|שם מוצר|תיאור|الاسم|اسم المنتج|اسم الصنف|الوصف|المنتج
        full name|patient|student|employee|guest|attendee|participant|company|device|equipment
        caption|text|materialkurztext|kurztext|gerät|gegenstand|teilnehmer|mitarbeiter|firma|ware
        benämning|beskrivning|beskrivelse|varenavn|navn|namn|nimi|tuotenimi|nimike|kuvaus
        név|megnevezés|terméknév|leírás|denumire|nume|produs|descriere|naziv|naziv artikla|názov
        назва|найменування|опис|περιγραφή|όνομα|ονομασία|προϊόν|είδος|τίτλος|tên hàng|tên sản phẩm
        mô tả|nama|nama barang|nama produk|keterangan|deskripsi|ชื่อ|ชื่อสินค้า|รายการ|สินค้า
        اسم|نام|نام کالا|شرح کالا|شرح
        nachname|last name|surname|nom de famille|apellidos|cognome|achternaam|nazwisko|фамилия
        номенклатура|recipient|empfänger|destinataire|destinatario|ontvanger|odbiorca|получатель
    """,
    Meaning.NUMBER: """
        sku|item no|item number|item code|product code|product id|part number|part no|article number
        artikelnummer|artikelnr|artnr|art nr|artikel nr|bestellnummer|produktnummer|teilenummer
        reference|ref|code article|numero d article|code produit|num article|reference article
        referencia|codigo|codigo de producto|codigo producto|numero de articulo|cod articulo
        codice|codice articolo|codice prodotto|riferimento|cod articolo|matricola
        codigo|referencia|codigo do produto|cod produto|numero do artigo
        artikelnummer|artikelcode|productcode|productnummer|bestelnummer|artikelnr
        indeks|symbol|kod|kod produktu|numer katalogowy|kod towaru|numer artykulu
        货号|编号|商品编码|产品编号|物料编码|料号|貨號|編號|商品编号|序列号
        品番|商品コード|商品番号|型番|管理番号|製品番号|商品番號|コード|シリアル番号
        code|number|id|serial|serial number|serial no|asset tag|asset|asset id|asset number|tag
        seriennummer|inventarnummer|nummer|nr|inventarnr|chargennummer|sendungsnummer|kundennummer
        tracking number|tracking no|tracking|order number|order no|lot|batch no|location|member id
        kód zboží|číslo zboží|артикул|код|код товара|номер|ürün kodu|stok kodu
        상품코드|품번|관리번호|מק ט|קוד פריט|מספר פריט|رقم الصنف|كود|كود الصنف|رمز المنتج
        numero de serie|numero di serie|numer seryjny|serienummer|inventarisnummer|stock code|mpn
        no|inventory number|varenummer|varenr|tuotekoodi|tuotenumero|cikkszám|termékkód|cod produs
        cod articol|šifra|šifra artikla|артикул|код товару|κωδικός|κωδικός είδους|mã hàng
        mã sản phẩm|kode barang|kode produk|kode|รหัส|รหัสสินค้า|เลขที่|کد کالا|کد|رقم
    """,
    Meaning.QUANTITY: """
        qty|quantity|stock|in stock|on hand|count|amount|pieces|pcs|stock qty|stock level|units
        menge|anzahl|bestand|lagerbestand|stuck|stueck|stk|stuckzahl
        quantite|qte|stock|en stock|nombre
        cantidad|cant|existencias|stock|unidades
        quantita|qta|giacenza|scorte|pezzi
        quantidade|qtd|qtde|estoque|unidades
        aantal|voorraad|stuks
        ilosc|stan|stan magazynowy|sztuk|szt
        数量|库存|庫存|数目|件数|库存数量
        数量|在庫|在庫数|個数
        množství|počet|skladem|количество|кол во|остаток|adet|miktar|stok
        수량|재고|כמות|מלאי|الكمية|المخزون
        antal|antall|lager|lagersaldo|beholdning|määrä|varasto|kpl|mennyiség|készlet|darab
        cantitate|stoc|količina|zaliha|množstvo|кількість|залишок|ποσότητα|απόθεμα|τεμάχια
        số lượng|tồn kho|jumlah|kuantitas|จำนวน|คงเหลือ|تعداد|موجودی
    """,
    Meaning.TEXT: """
        price|retail price|unit price|rrp|msrp|shelf|size|colour|color|weight|brand|supplier
        preis|verkaufspreis|vk|uvp|regal|fach|grosse|farbe|gewicht|marke|lieferant|lagerplatz
        prix|prix ttc|prix ht|taille|couleur|poids|marque|rayon|emplacement
        precio|pvp|talla|tamano|color|peso|marca|estante|ubicacion
        prezzo|taglia|misura|colore|peso|marca|scaffale|ubicazione
        preco|tamanho|cor|peso|marca|prateleira|localizacao
        prijs|maat|kleur|gewicht|merk|schap|locatie
        cena|rozmiar|kolor|waga|marka|polka|lokalizacja
        价格|单价|售价|颜色|尺码|规格|品牌|货架|價格|售價
        価格|値段|単価|サイズ|色|定価|売価|棚|ブランド
        cena|barva|velikost|цена|размер|цвет|вес|fiyat|renk|beden|가격|단가|색상|מחיר|צבע|السعر|اللون
        type|product type|category|status|phone|phone number|mobile|email|zip|zip code|postcode
        postal code|street|address|city|country|date|expiry|house number|telefon|telefonnummer
        hausnummer|plz|strasse|datum|geburtsdatum|kategorie|categorie|categoria|fecha|data de
        pris|färg|farve|farge|storlek|størrelse|hinta|väri|koko|ár|szín|méret|preț|culoare|mărime
        cijena|boja|veličina|farba|ціна|колір|розмір|τιμή|χρώμα|μέγεθος|giá|giá bán|màu
        harga|warna|ukuran|ราคา|สี|ขนาด|หมวดหมู่|قیمت|رنگ
    """,
}
_GAPS = re.compile(r"[\W_]+")
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# German, Dutch and Scandinavian names are compounds: Tiername, Kundennummer, Stückpreis.
_ENDS: Mapping[str, Meaning] = {
    **dict.fromkeys(("name", "naam", "navn", "namn", "bezeichnung"), Meaning.TITLE),
    **dict.fromkeys(("nummer", "nr"), Meaning.NUMBER),
    **dict.fromkeys(("preis", "prijs", "datum"), Meaning.TEXT),
    "menge": Meaning.QUANTITY,
}


def words_of(name: str) -> str:
    """Return the words of *name* in small letters without accents, separated by one space."""
    # Unicode does not decompose ł, unlike letters with accents.
    plain = unicodedata.normalize("NFKD", name[:80].casefold().replace("ł", "l"))
    # Japanese voiced sounds are combining marks too: composing again restores them.
    kept = "".join(
        each
        for each in plain
        if not unicodedata.category(each).startswith("M") or "\u3099" <= each <= "\u309a"
    )
    return _GAPS.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def _entries(text: str) -> Iterable[str]:
    for line in text.split("\n"):
        yield from (words_of(entry) for entry in line.split("|") if entry.strip())


_KNOWN: Mapping[Meaning, frozenset[str]] = {
    meaning: frozenset(_entries(text)) for meaning, text in _PHRASES.items()
}
_LONGEST = max(len(entry.split()) for entries in _KNOWN.values() for entry in entries)


@lru_cache(maxsize=4096)
def meaning_of(name: str) -> Meaning | None:
    """Return what a column called *name* holds, or None if its name does not show it."""
    text = words_of(name)
    if not text:
        return None
    if meaning := _of_entry(text):
        return meaning
    # Chinese and Japanese have no spaces between words.
    if _WITHOUT_SPACES.search(text):
        return _by_parts(text.replace(" ", ""))
    words = text.split()[:12]
    return _by_words(words) or _by_end(words[-1])


def is_entry(name: str) -> bool:
    """Return True if the whole of *name* is known, and not just a word of it."""
    return _of_entry(words_of(name)) is not None


# Names of numbers of a standard, which say what the values are.
_STANDARDS = frozenset(
    word
    for words in (
        "ean ean8 ean13 gtin gtin13 gtin14 upc upca isbn issn jan",
        "pzn sscc nve udi hibc",
    )
    for word in words.split()
)


def names_barcode(name: str) -> bool:
    """Return True if *name* says barcode, and not of which standard."""
    is_barcode = meaning_of(name) is Meaning.BARCODE
    return is_barcode and _STANDARDS.isdisjoint(words_of(name).split())


def _by_words(words: list[str]) -> Meaning | None:
    """Return the meaning of the longest entry within *words*, of the last if several are equal."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        # "Stock code" is a code and "label stock" a stock: the last word names the thing.
        found = [
            meaning
            for start in range(len(words) - length, -1, -1)
            if (meaning := _of_entry(" ".join(words[start : start + length])))
        ]
        if found:
            # "EAN no." and "barcode number" are numbers of a known kind.
            if found[0] is Meaning.NUMBER and Meaning.BARCODE in found:
                return Meaning.BARCODE
            # "Etiketten Anzahl" and "labels qty" are numbers of labels, and not of pieces.
            is_copies = found[0] is Meaning.QUANTITY and Meaning.COPIES in found
            return Meaning.COPIES if is_copies else found[0]
    return None


def _of_entry(text: str) -> Meaning | None:
    return next((meaning for meaning, entries in _KNOWN.items() if text in entries), None)


def _by_end(word: str) -> Meaning | None:
    return next((meaning for end, meaning in _ENDS.items() if word.endswith(end)), None)


def _by_parts(text: str) -> Meaning | None:
    best: tuple[int, Meaning | None] = (0, None)
    for meaning, entries in _KNOWN.items():
        for entry in entries:
            # A single character is part of too many names.
            if len(entry) > max(best[0], 1) and entry in text:
                best = (len(entry), meaning)
    return best[1]
