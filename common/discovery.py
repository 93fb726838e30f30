"""Collects the self-describing modules of a package.

A symbology, an image format, an MCP tool and a REST resource each live in one file that declares
itself in one constant. This module finds those constants; it knows nothing of what they mean.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Declared = TypeVar("Declared")


class DuplicateDeclaration(Exception):
    """Two modules of one package declare the same key."""


def modules(package: ModuleType) -> list[ModuleType]:
    """Import every module inside *package* and its subpackages, in order of their own names."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = [info.name for info in found if not info.ispkg]
    return [importlib.import_module(name) for name in sorted(names, key=_own_name)]


def _own_name(module: str) -> str:
    return module.rpartition(".")[2]


def collect(package: ModuleType, constant: str, kind: type[Declared]) -> list[Declared]:
    """Return what the modules of *package* declare under *constant*, in order of module name.

    A module may declare one value or, for a family, a tuple of them; a module without the
    constant declares nothing.

    Raises:
        TypeError: a constant holds something other than *kind*.
    """
    found: list[Declared] = []
    for module in modules(package):
        declared = getattr(module, constant, ())
        for value in declared if isinstance(declared, tuple) else (declared,):
            if not isinstance(value, kind):
                raise TypeError(
                    f"{module.__name__}.{constant} holds {value!r}, not {kind.__name__}"
                )
            found.append(value)
    return found


def index(declared: list[Declared], *, by: str) -> dict[str, Declared]:
    """Key *declared* by the attribute *by*.

    Raises:
        DuplicateDeclaration: two values have one key.
    """
    table: dict[str, Declared] = {}
    for value in declared:
        key = getattr(value, by)
        if key in table:
            raise DuplicateDeclaration(f"{key!r} is declared twice")
        table[key] = value
    return table
