"""The import rules of the architecture, read from the import statements themselves.

Each part of the product may import the parts below it and the third-party packages that belong to
it; whatever is not named here is forbidden. The table is the rule: a part that needs one more
package gets it here, in the same commit.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("common", "rest", "mcp_daemon", "thebarcodeapi")


@dataclass(frozen=True)
class Part:
    """What one part of the product may import beside the standard library and itself."""

    parts: frozenset[str]
    third_party: frozenset[str]
    without: frozenset[str] = frozenset()


def part(parts: str = "", third_party: str = "", without: str = "") -> Part:
    return Part(*(frozenset(names.split()) for names in (parts, third_party, without)))


# A pure part receives sockets, the clock, the environment, processes and the log from its caller.
IMPURE = "asyncio logging os random secrets select selectors socket ssl subprocess time"
# The groups of `common.barcode` in the order that data takes; each may import those before it.
MODEL = "common common.discovery common.barcode.model"
ENCODE = f"{MODEL} common.barcode.encode"
LAYOUT = f"{ENCODE} common.barcode.layout"
# Two branches end the pipeline. Neither knows the other.
RENDER = f"{LAYOUT} common.barcode.render"
PAGES = f"{MODEL} common.barcode.pages"
DECODE = f"{LAYOUT} common.barcode.pages common.barcode.decode"
BARCODE = f"{RENDER} {DECODE} common.barcode common.barcode.labels"
SETTINGS = "common.settings common.setting_types"
BELOW_THE_EDGES = (
    f"{BARCODE} {SETTINGS} common.operations common.services common.tables common.mcp "
    "common.mcp.protocol"
)
RULES = {
    "common": part(),
    "common.discovery": part(without=IMPURE),
    "common.json_schema": part(without=IMPURE),
    "common.setting_types": part(),
    "common.settings": part(f"common {SETTINGS}", "msgspec"),
    "common.barcode.model": part(MODEL, "msgspec", without=IMPURE),
    "common.barcode.encode": part(ENCODE, "barcode msgspec zint", without=IMPURE),
    "common.barcode.layout": part(LAYOUT, "PIL msgspec uharfbuzz", without=IMPURE),
    "common.barcode.render": part(RENDER, "PIL msgspec resvg_py", without=IMPURE),
    "common.barcode.pages": part(PAGES, "PIL msgspec pi_heif pypdfium2 resvg_py", without=IMPURE),
    "common.barcode.decode": part(DECODE, "PIL msgspec zxingcpp", without=IMPURE),
    # The pipeline and the constraints between options: the only modules that join the groups.
    "common.barcode": part(BARCODE, "msgspec", without=IMPURE),
    "common.barcode.labels": part(BARCODE, "PIL msgspec", without=IMPURE),
    "common.content": part(ENCODE, "msgspec", without=IMPURE),
    "common.tables": part(BARCODE, "charset_normalizer msgspec xlrd", without=IMPURE),
    "common.mcp.protocol": part(
        "common common.discovery common.json_schema", "msgspec", without=IMPURE
    ),
    "common.services": part(
        f"common {SETTINGS} common.discovery",
        "argon2 confusable_homoglyphs forwarded jwt msgspec peewee playhouse precis_i18n psycopg "
        "redis zxcvbn",
        without="asyncio",
    ),
    "common.operations": part(
        f"{BARCODE} {SETTINGS} common.content common.services common.tables",
        "msgspec",
        without="asyncio",
    ),
    "common.mcp": part(
        f"{BARCODE} {SETTINGS} common.content common.operations common.services "
        "common.mcp.protocol",
        "msgspec",
        without="asyncio",
    ),
    "common.cli": part(BELOW_THE_EDGES, "msgspec supervisor", without="asyncio"),
    "rest": part(
        f"{BELOW_THE_EDGES} common.json_schema",
        "falcon gevent gunicorn msgspec prometheus_client",
        without="asyncio",
    ),
    "mcp_daemon": part(BELOW_THE_EDGES, "msgspec websockets"),
    # It runs before the others are on the path.
    "thebarcodeapi": part(),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str | None:
    """Return the part that owns *module*: the longest name in RULES that leads to it."""
    names = [name for name in RULES if module == name or module.startswith(name + ".")]
    return max(names, key=len, default=None)


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imported(source: str) -> Iterator[str]:
    """Yield every module that *source* imports, at any depth; relative imports as ``.name``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if not node.level and is_module(full) else base


def fault(own: str, target: str) -> str | None:
    """Say what is wrong with an import of *target* in the part *own*, or None."""
    if target.startswith("."):
        return "is relative"
    rule, top = RULES[own], target.split(".")[0]
    if top in PACKAGES:
        other = part_of(target)
        return None if other == own or other in rule.parts else f"reaches into {other}"
    if top in sys.stdlib_module_names:
        return "does not belong in a pure or synchronous part" if top in rule.without else None
    return None if top in rule.third_party else "is a package that belongs elsewhere"


def faults(module: str, source: str) -> list[str]:
    own = part_of(module)
    if own is None or (own == "common" and module != "common"):
        return [f"{module} lies loose: RULES names no part for it"]
    pairs = ((target, fault(own, target)) for target in imported(source))
    return [f"{module}: import of {target} {wrong}" for target, wrong in pairs if wrong]


@pytest.mark.parametrize("path", sources(), ids=module_name)
def test_module_imports_only_what_its_part_may(path: Path) -> None:
    assert faults(module_name(path), path.read_text()) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("common.barcode.pipeline", "import common.services.store"),
        ("common.barcode.pipeline", "from common import services"),
        ("common.barcode.render.formats.png", "def late():\n    import time"),
        ("common.barcode.encode.linear", "from common.barcode.layout import fit"),
        ("common.barcode.layout.fit", "from common.barcode.render import raster"),
        ("common.barcode.render.raster", "from common.barcode.decode import reader"),
        ("common.barcode.decode.reader", "from common.barcode.render import raster"),
        ("common.barcode.model.symbol", "from common.barcode.encode import linear"),
        ("common.mcp.protocol.session", "import asyncio"),
        ("common.mcp.protocol.session", "from common.barcode import pipeline"),
        ("common.services.limits", "from common.operations import draw"),
        ("common.services.limits", "from common.barcode.model.options import DrawOptions"),
        ("common.operations.draw", "from redis import Redis"),
        ("common.operations.draw", "from common.mcp import declarations"),
        ("common.mcp.tools.generator", "import falcon"),
        ("common.cli.serve", "import rest.app"),
        ("common.cli.serve", "import mcp_daemon"),
        ("rest.app", "import mcp_daemon.server"),
        ("rest.app", "import asyncio"),
        ("rest.app", "import peewee"),
        ("mcp_daemon.server", "from rest import app"),
        ("mcp_daemon.server", "import falcon"),
        ("mcp_daemon.server", "from . import adopt"),
        ("common.loose", "import json"),
    ],
)
def test_forbidden_import_is_found(module: str, source: str) -> None:
    assert faults(module, source) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rest.app", "import falcon\nfrom common.operations import draw"),
        ("mcp_daemon.server", "import asyncio\nimport websockets\nfrom common.mcp import protocol"),
        ("common.mcp.tools.generator", "from common.mcp.protocol.definitions import Tool"),
        ("common.services.limits", "import time\nimport redis\nfrom common.settings import load"),
        ("common.barcode.render.formats.png", "import zlib\nfrom common import __version__"),
    ],
)
def test_downward_import_is_allowed(module: str, source: str) -> None:
    assert faults(module, source) == []
