"""What the standard library lacks on Windows, by the stubs of typeshed that mypy contains."""

import ast
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import mypy

STUBS = Path(mypy.__file__).parent / "typeshed" / "stdlib"
MODULES = ("mmap", "os", "select", "signal", "socket", "time")


@cache
def missing() -> dict[str, list[str]]:
    """Return the names that each of `MODULES` has on Linux, and not on Windows."""
    return {each: sorted(_names(each, "linux") - _names(each, "win32")) for each in MODULES}


def _names(module: str, platform: str) -> set[str]:
    stub = next(
        file for file in (STUBS / f"{module}.pyi", STUBS / module / "__init__.pyi") if file.exists()
    )
    system = SimpleNamespace(platform=platform, version_info=sys.version_info)
    return _defined(ast.parse(stub.read_text(encoding="utf-8")).body, system)


def _defined(body: list[ast.stmt], system: SimpleNamespace) -> set[str]:
    """Return the names that *body* defines; it has the conditions of stubs on `sys` only."""
    names: set[str] = set()
    for statement in body:
        match statement:
            case ast.If():
                test = compile(ast.Expression(statement.test), "stub", "eval")
                branch = statement.body if eval(test, {"sys": system}) else statement.orelse
                names |= _defined(branch, system)
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.AnnAssign(ast.Name(name)):
                names.add(name)
            case ast.Assign([ast.Name(name)]):
                names.add(name)
            case ast.ImportFrom(_, aliases):
                names |= {alias.asname or alias.name for alias in aliases}
    return names
