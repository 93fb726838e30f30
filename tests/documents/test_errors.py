"""docs/errors.md lists exactly the errors of the product.

The tests read the codes from the source, which has each one complete or with the symbology's name
in front. A new code without an explanation fails here.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus

from websockets.frames import CloseCode

from common.barcode.encode import symbology
from tests.documents.reading import ROOT, blocks, prose, spans, table

ERRORS = ROOT / "docs" / "errors.md"
MCP = ROOT / "docs" / "mcp.md"
# The position of the code among the arguments of functions that make errors.
PLACES = dict.fromkeys(
    ("of", "Problem", "bad_request", "ProblemError", "unreadable", "too_large"), 1
)
PLACES |= {"write_problem": 4, "CellProblem": 0, "ElementFault": 0, "AuthRefusal": 2}
# The codes of these omit their common prefix.
SHORT = ("unreadable", "too_large", "CellProblem")
CODE = re.compile(r"[a-z0-9_…]+\.[a-z0-9_…]+")


def written(node: ast.expr | None) -> list[str]:
    """Return the possible texts of an expression, with … for inserted values."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            texts = [part.value if isinstance(part, ast.Constant) else "…" for part in parts]
            return ["".join(str(text) for text in texts)]
        case ast.BinOp(left=left, right=right, op=ast.Add()):
            return [a + b for a in written(left) or ["…"] for b in written(right) or ["…"]]
        case ast.IfExp(body=body, orelse=other):
            return written(body) + written(other)
    return []


def nodes(*packages: str, but: str = "") -> Iterator[ast.AST]:
    """Yield the syntax tree's nodes of *packages*, without folders called *but*."""
    for package in packages:
        files = sorted((ROOT / package).rglob("*.py"))
        for file in (each for each in files if but not in each.parts):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def called(call: ast.Call) -> str:
    """Return the name of the function that *call* calls, without its module."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


@cache
def codes() -> set[str]:
    """Return every code in the source."""
    found: set[str] = set()
    for node in nodes("common", "rest", "mcp_daemon"):
        if isinstance(node, ast.Call) and called(node) in PLACES:
            place, name = PLACES[called(node)], called(node)
            for code in written(node.args[place] if len(node.args) > place else None):
                found.add(f"table.{code}" if name in SHORT else code)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            found.update(written(node.value))
    return {code for code in found if CODE.fullmatch(code)} - {"table.…"}


def explained() -> list[str]:
    """Return every code in the tables of problem documents."""
    text = re.split(r"^## MCP$", prose(ERRORS), flags=re.MULTILINE)[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [code for row in rows for code in spans(row)]


def fits(pattern: str, code: str) -> bool:
    """Return True if *code* matches *pattern*, in which … is any name; both may have it."""
    parts = [re.escape(part) for part in pattern.split("…")]
    return bool(re.fullmatch("[a-z0-9_…]+".join(parts), code))


def test_every_code_is_explained() -> None:
    """Users look errors up by their code."""
    listed = explained()
    made = codes() - {"limit.…"}  # for burst and quota
    assert len(made) > 140
    assert [code for code in made if not any(fits(pattern, code) for pattern in listed)] == []


def test_every_explained_code_exists() -> None:
    """A listed code occurs in the source."""
    # The codes of Falcon's errors are the phrases of their statuses.
    falcons = {f"http.{each.phrase.lower().replace(' ', '_')}" for each in HTTPStatus}
    made = codes() | falcons
    unknown = [one for one in explained() if not any(fits(code, one) for code in made)]
    assert unknown == []


def test_no_code_is_explained_twice() -> None:
    listed = explained()
    assert sorted(listed) == sorted(set(listed))


def test_the_symbologies_in_codes_exist() -> None:
    """The part before the dot is a symbology or another family of codes."""
    others = {
        *("option", "format", "image_format", "colour", "text", "data", "gs1", "canvas", "picture"),
        *(
            "image",
            "pages",
            "query",
            "body",
            "decode",
            "join",
            "batch",
            "accept",
            "field",
            "compatible",
            "request",
            "http",
        ),
        *(
            "table",
            "labels",
            "template",
            "print",
            "limit",
            "download",
            "auth",
            "signature",
            "token",
            "account",
            "user",
            "key",
            "content",
            "style",
        ),
        *("service", "mcp", "server", "content", "…"),
    }
    stems = {code.partition(".")[0] for code in explained()}
    assert stems - others <= set(symbology.catalogue())


def test_every_error_of_mcp_is_explained() -> None:
    """JSON-RPC 2.0, 5.1, and the MCP specification."""
    made = {
        -node.operand.value
        for node in nodes("common/mcp", "mcp_daemon")
        if isinstance(node, ast.UnaryOp)
        and isinstance(node.operand, ast.Constant)
        and isinstance(node.operand.value, int)
        and 32_000 <= node.operand.value < 32_768
    }
    text = prose(ERRORS).partition("\n## MCP\n")[2]
    assert {int(code) for code in re.findall(r"^\| (-32\d+) \|", text, re.MULTILINE)} == made


def test_every_close_code_is_explained() -> None:
    made = {
        CloseCode[node.attr].value
        for node in nodes("mcp_daemon")
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "CloseCode"
    }
    # RFC 6455, 7.4.1: the codes that the WebSocket library sends, and a reset.
    assert {int(row[0]) for row in table(MCP, "closed with", "because")} == made | {
        *(1000, 1006, 1007, 1009, 1011)
    }


def test_every_refused_handshake_is_explained() -> None:
    made = {
        HTTPStatus[node.attr].value
        for node in nodes("mcp_daemon", but="bridge")  # a client, which refuses no handshake
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and getattr(node.value, "attr", getattr(node.value, "id", "")) == "HTTPStatus"
    } - {HTTPStatus.SWITCHING_PROTOCOLS}
    made |= {
        node.args[0].value
        for node in nodes("common/operations")
        if isinstance(node, ast.Call)
        and called(node) == "AuthRefusal"
        and isinstance(node.args[0], ast.Constant)
    }
    listed = {int(re.findall(r"\d{3}", row[0])[0]) for row in table(MCP, "refused with", "because")}
    assert listed == made


def test_every_failure_to_start_is_explained() -> None:
    made = [
        text
        for node in nodes("common/cli/launch")
        if isinstance(node, ast.Call) and called(node) in ("PreflightError", "say") and node.args
        for text in written(node.args[0])
        if called(node) == "PreflightError" or ": see " in text
    ]
    text = prose(ERRORS).partition("\n## It does not start\n")[2]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    patterns = [".*".join(map(re.escape, one.split("…"))) for row in rows for one in spans(row)]
    assert len(made) > 9
    for message in made:
        begins = message.replace("…: can't write", "DATA_DIR: can't write")
        begins = re.sub(r"^… are the same", "API_PORT and MCP_WS_PORT are the same", begins)
        assert any(re.match(pattern, begins) for pattern in patterns), message


def test_document_has_no_blocks_of_code() -> None:
    """The document has tables only, since no test would run the blocks."""
    assert blocks(ERRORS) == []
