"""Collects the self-describing modules of a package.

A symbology, an image format, an MCP tool and a REST resource each have one file, which declares
itself in one constant. This module finds those constants and does not know what they mean.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Declared = TypeVar("Declared")


class DuplicateDeclaration(Exception):
    """Two modules of one package declare the same key."""


def modules(package: ModuleType) -> list[ModuleType]:
    """Import every module of *package* and its subpackages; return them in order of base name."""
    infos = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = [info.name for info in infos if not info.ispkg]
    # By base name: moving a module to another subpackage must not reorder any list of the API.
    return [importlib.import_module(name) for name in sorted(names, key=_base_name)]


def _base_name(module: str) -> str:
    return module.rpartition(".")[2]


def collect(package: ModuleType, constant: str, kind: type[Declared]) -> list[Declared]:
    """Return the values that the modules of *package* declare, in order of base name.

    Args:
        package: the package.
        constant: the constant that has the value or, for a family, a tuple of values. A module
            without the constant declares nothing.
        kind: the type of the values.

    Raises:
        TypeError: a value is not a *kind*.
    """
    values: list[Declared] = []
    for module in modules(package):
        declared = getattr(module, constant, ())
        for value in declared if isinstance(declared, tuple) else (declared,):
            if not isinstance(value, kind):
                raise TypeError(
                    f"{module.__name__}.{constant} holds {value!r}, not {kind.__name__}"
                )
            values.append(value)
    return values


def index(declared: list[Declared], *, by: str) -> dict[str, Declared]:
    """Return *declared* by the value of the attribute *by*.

    Raises:
        DuplicateDeclaration: two values have the same key.
    """
    table: dict[str, Declared] = {}
    for value in declared:
        key = getattr(value, by)
        if key in table:
            raise DuplicateDeclaration(f"{key!r} is declared twice")
        table[key] = value
    return table
