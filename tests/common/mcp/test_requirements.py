"""The manifest of requirements names every test, and every test that it names exists."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.common.mcp.requirements import COVERED, PRODUCT, REQUIREMENTS, Requirement

ROOT = Path(__file__).parents[3]


@cache
def found_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {f"{file}::{f.name}" for f in functions if f.name.startswith("test_")}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.text[:60])
def test_requirement_names_tests_that_exist(requirement: Requirement) -> None:
    """The manifest's own rule: a requirement is proved by existing tests."""
    assert requirement.tests
    for test in requirement.tests:
        assert test in found_in(test.partition("::")[0])


@pytest.mark.parametrize("file", COVERED.values())
def test_every_test_is_in_the_manifest(file: str) -> None:
    """The manifest's own rule: no test of a covered file is left out."""
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    assert found_in(file) - proving - set(PRODUCT) == set()


def test_product_tests_exist_and_prove_no_requirement() -> None:
    """The manifest's own rule: a test is in exactly one of its parts."""
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    existing = {test for file in COVERED.values() for test in found_in(file)}
    assert set(PRODUCT) - existing == set()
    assert set(PRODUCT) & proving == set()
