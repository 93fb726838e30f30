"""The manifest of requirements and the tests hold each other, both ways."""

import ast
from pathlib import Path

import pytest

from tests.mcp.requirements import HELD, OWN, REQUIREMENTS, Requirement

ROOT = Path(__file__).parents[2]


def found_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {f"{file}::{f.name}" for f in functions if f.name.startswith("test_")}


def own() -> set[str]:
    return {f"{file}::test_{name}" for file, names in OWN.items() for name in names.split()}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.text[:60])
def test_requirement_names_tests_that_exist(requirement: Requirement) -> None:
    assert requirement.tests
    for test in requirement.tests:
        assert test in found_in(test.partition("::")[0])


@pytest.mark.parametrize("file", HELD)
def test_every_test_proves_a_requirement_or_something_of_our_own(file: str) -> None:
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    assert found_in(file) - proving - own() == set()


def test_what_is_our_own_exists_and_is_nobody_elses_requirement() -> None:
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    existing = {test for file in HELD for test in found_in(file)}
    assert own() - existing == set()
    assert own() & proving == set()
