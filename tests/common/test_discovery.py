"""Discovery of declarations, on a package that each test writes."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from common import discovery

FILES = {
    "__init__.py": "",
    "z/__init__.py": "",
    "z/first.py": "VALUE = 1 + 0j",
    "second.py": "VALUE = (2 + 0j, 3 + 0j)",
    "third.py": "OTHER = 4 + 0j",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a package whose name is unique to the test."""
    root = tmp_path / f"declaring_{tmp_path.name}"
    for name, source in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module(root.name)


def test_value_of_another_type_is_an_error(package: ModuleType) -> None:
    """It names the module and the constant."""
    with pytest.raises(TypeError, match=r"first\.VALUE holds \(1\+0j\), not int"):
        discovery.collect(package, "VALUE", int)


def test_same_key_twice_is_an_error() -> None:
    """Two files may declare the same id."""
    with pytest.raises(discovery.DuplicateDeclaration, match="declared twice"):
        discovery.index([1 + 2j, 1 + 3j], by="real")


def test_values_are_collected_in_order_of_base_name(package: ModuleType) -> None:
    """Also from subpackages and tuples; a module without the constant declares nothing."""
    assert discovery.collect(package, "VALUE", complex) == [1, 2, 3]


def test_values_are_indexed_by_an_attribute() -> None:
    """Any attribute of the values."""
    assert discovery.index([1 + 2j, 2 + 3j], by="imag") == {2: 1 + 2j, 3: 2 + 3j}
