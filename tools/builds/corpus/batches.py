"""``batches`` and ``bulk``: tables of every kind, and everything that is fetched of them."""

import io
import json
import zipfile

from tools.builds.corpus.requests import Kind, Requests, changed, form, get, post

MAIN = (
    b"data;format;filename;title\n5901234123457;ean13;tea;Tea\nx;ean13;bad;\n00123;code128;;=1+1\n"
)
ROWS = [
    {"data": "A1", "format": "code128", "title": "One"},
    {"data": "B2", "format": "qr", "scale": 3},
]
CSV = {
    "main": MAIN,
    "commas": b"data,format\nABC,code128\n",
    "tabs": b"data\tformat\nABC\tcode128\n",
    "lines": b"ABC\nDEF\n",
    "quoted": b'data,format,title\n"a,b",code128,"x ""y"""\n',
    "bom": b"\xef\xbb\xbfdata,format\nABC,code128\n",
    "latin1": "data,format,title\nABC,code128,Käse\n".encode("latin-1"),
    "utf16": "data,format\nABC,code128\n".encode("utf-16"),
    "options": b"data,format,width,rotate,foreground\n1,qr,300,90,navy\n2,qr,0,45,blurple\n",
    "same-names": b"data,format,filename\n1,qr,a\n2,qr,a\n3,qr,../b\n4,qr,CON\n",
    "all-bad": b"data,format\nx,ean13\ny,ean13\n",
    "no-data": b"format,title\nqr,x\n",
    "twice": b"data,data,format\n1,2,qr\n",
    "ragged": b"data,format\n1,qr,3,4\n2\n\n",
    "head": b"data,format\n",
    "blank": b"\n\n",
    "binary": bytes(range(256)),
    "many": b"data,format\n" + b"".join(b"%d,code128\n" % n for n in range(501)),
    "foreign": b"Barcode,Symbology,Colour\n1,qr,navy\n",
    "formats": b"data,format,image_format\n1,qr,SVG\n2,code128,PDF\n3,code39,ZPL\n4,qr,heic\n",
}
JSONS = {
    "main": json.dumps(ROWS).encode(), "object": b'{"rows":[]}', "empty": b"[]",
    "text": b'["A1","B2"]',
    "mixed": b'[{"data":"1","format":"qr"},5,null]',
    "broken": b"[{", "typed": b'[{"data":1,"format":"qr"}]',
    "nested": b'[{"data":{"a":1},"format":"qr"}]',
    "repeated": b'[{"data":"1","data":"2","format":"qr"}]',
}  # fmt: skip
QUERIES = (
    "format=qr", "format=nothing", "strict=true", "strict=maybe", "encoding=latin-1",
    "encoding=utf-8",
    "encoding=nothing", "width=300&format=qr", "width=0", "colour=navy", "data=1",
    "format=qr&format=qr",
)  # fmt: skip
LABELS = (
    "", "template=L7160", "template=L7163", "template=5160", "template=5163", "template=A4",
    "template=Letter", "template=roll", "template=none",
    "template=A4&columns=2&rows=4&margin=15&gap=3",
    "template=A4&columns=0", "template=L7160&columns=2",
    "template=roll&label_width=60&label_height=40",
    "template=roll&label_width=5", "title=title", "title=nothing", "lines=title,data,row",
    "start=5",
    "lines=a,b,c,d,e,f,g", "start=99", "start=0", "cut_marks=true", "cut_marks=x", "dpi=300",
    "colour=1",
    "template=roll&title=title&lines=data", "start=2&start=3",
)  # fmt: skip
ZPL = (
    "", "dpi=152", "dpi=203", "dpi=300", "dpi=600", "dpi=100", "dpi=x",
    "label_width=60&label_height=40",
    "label_width=7", "title=title", "lines=data,row", "template=roll", "start=2", "title=none",
)  # fmt: skip
PAGES = (
    "",
    "offset=1",
    "limit=1",
    "offset=1&limit=1",
    "offset=99",
    "limit=0",
    "limit=5001",
    "offset=x",
    "a=1",
)
_CELLS = (
    ("data", "format", "title"),
    ("A1", "code128", "One"),
    ("590123412345", "ean13", "Two"),
    ("x", "ean8", ""),
)


def requests(kinds: tuple[Kind, ...]) -> Requests:
    """Yield requests about batches."""
    yield from _tables(kinds)
    yield from _forms()
    for name in ("csv/main", "json/main", "catalogue"):
        yield from _fetched(name)
    yield from _bulk()
    for path in ("", "/barcodes.zip", "/labels.pdf", "/labels.zpl", "/report.csv", "/nothing"):
        for id in ("AAAAAAAAAAAAAAAAAAAAAAAA", "short", "a%20b"):
            yield get(f"batch-none/{id}{path}", f"batches/{id}{path}")
    yield from _ended("csv/main")


def _tables(kinds: tuple[Kind, ...]) -> Requests:
    for name, table in CSV.items():
        request = post(f"batch/csv/{name}", "batches", table, "text/csv")
        yield changed(request, keep={f"batch/csv/{name}": "id"})
        yield post(f"batch/plain/{name}", "batches", table, "text/plain")
    for name, table in JSONS.items():
        request = post(f"batch/json/{name}", "batches", table, "application/json")
        yield changed(request, keep={f"batch/json/{name}": "id"})
    all_kinds = json.dumps([{"data": kind.example, "format": kind.id} for kind in kinds]).encode()
    request = post("batch/catalogue", "batches", all_kinds, "application/json")
    yield changed(request, keep={"batch/catalogue": "id"})
    for query in QUERIES:
        yield post(f"batch/query/{query}", f"batches?{query}", MAIN, "text/csv")
    for number, kind in enumerate(
        ("", "application/xml", "image/png", "application/zip", "TEXT/CSV")
    ):
        yield post(f"batch/media/{number}", "batches", MAIN, kind)
    for name, body in (("none", b""), ("large", b"1\n" * 140_000), ("xlsx", workbook())):
        yield post(f"batch/body/{name}", "batches", body, "text/csv")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for name, body in (
        ("good", workbook()),
        ("cut", workbook()[:200]),
        ("zip", _archive({"a": "b"})),
    ):
        yield post(f"batch/xlsx/{name}", "batches", body, sheet)


def _forms() -> Requests:
    files = {"a.csv": MAIN, "b.json": JSONS["main"], "c.xlsx": workbook(), "d.txt": CSV["lines"]}
    for path in ("batches", "bulk/generate_upload"):
        for name, content in files.items():
            body, media_type = form((name, content))
            yield post(f"upload/{path}/{name}", path, body, media_type)
        body, media_type = form(*files.items(), format="qr")
        yield post(f"upload/{path}/all", path, body, media_type)
        body, media_type = form(*((f"{n}.csv", MAIN) for n in range(21)))
        yield post(f"upload/{path}/many", path, body, media_type)
        for number, fields in enumerate(
            ({"strict": "true"}, {"colour": "x"}, {"format": "nothing"})
        ):
            body, media_type = form(("a.csv", MAIN), **fields)
            yield post(f"upload/{path}/fields/{number}", path, body, media_type)
        body, media_type = form(("a.csv", CSV["all-bad"]), ("b.png", b"\x89PNG"), ("../c.csv", b""))
        yield post(f"upload/{path}/bad", path, body, media_type)
        body, media_type = form(format="qr")
        yield post(f"upload/{path}/none", path, body, media_type)


def _fetched(name: str) -> Requests:
    path = f"batches/{{{{batch/{name}}}}}"
    for query in PAGES:
        yield get(f"fetch/{name}?{query}", f"{path}?{query}")
    for file, queries in (("labels.pdf", LABELS), ("labels.zpl", ZPL)):
        for query in queries:
            yield get(f"fetch/{name}/{file}?{query}", f"{path}/{file}?{query}")
    for file in ("barcodes.zip", "report.csv", "labels.pdf", "labels.zpl", "nothing.txt"):
        yield get(f"fetch/{name}/{file}", f"{path}/{file}")
        yield get(f"fetch/{name}/{file}/query", f"{path}/{file}?a=1")
        yield changed(get(f"fetch/{name}/{file}/head", f"{path}/{file}"), method="HEAD")
        yield changed(get(f"fetch/{name}/{file}/post", f"{path}/{file}"), method="POST")
        ranged = get(f"fetch/{name}/{file}/range", f"{path}/{file}", Range="bytes=0-9")
        yield ranged


def _bulk() -> Requests:
    for name, table in (("main", MAIN), ("bad", CSV["all-bad"]), ("good", CSV["commas"])):
        body, media_type = form((f"{name}.csv", table))
        request = post(f"bulk/{name}", "bulk/generate_upload", body, media_type)
        yield changed(request, keep={f"job/{name}": "job_id"})
        path = f"bulk/job_status/{{{{job/{name}}}}}"
        yield get(f"bulk/{name}/status", path)
        yield get(f"bulk/{name}/status/query", f"{path}?a=1")
        yield changed(get(f"bulk/{name}/status/head", path), method="HEAD")
    yield get("bulk/none", "bulk/job_status/AAAAAAAAAAAAAAAAAAAAAAAA")
    yield post("bulk/plain", "bulk/generate_upload", MAIN, "text/csv")


def _ended(name: str) -> Requests:
    path = f"batches/{{{{batch/{name}}}}}"
    yield changed(get("batch-end/query", f"{path}?a=1"), method="DELETE")
    yield changed(get("batch-end/delete", path), method="DELETE")
    yield changed(get("batch-end/again", path), method="DELETE")
    yield get("batch-end/get", path)


def workbook() -> bytes:
    """Return a small XLSX file (ECMA-376) with texts in its cells."""
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in _CELLS
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return _archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/worksheet" Target="sheet.xml"/></Relationships>',
            "xl/sheet.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def _archive(members: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()
