"""The manifest of requirements and the tests hold each other, both ways."""

import ast
from pathlib import Path

import pytest

from tests.common.mcp.requirements import HELD, OWN, REQUIREMENTS, Requirement

ROOT = Path(__file__).parents[3]


def found_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {f"{file}::{f.name}" for f in functions if f.name.startswith("test_")}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.text[:60])
def test_requirement_names_tests_that_exist(requirement: Requirement) -> None:
    assert requirement.tests
    for test in requirement.tests:
        assert test in found_in(test.partition("::")[0])


@pytest.mark.parametrize("file", HELD.values())
def test_every_test_proves_a_requirement_or_something_of_our_own(file: str) -> None:
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    assert found_in(file) - proving - set(OWN) == set()


def test_what_is_our_own_exists_and_is_nobody_elses_requirement() -> None:
    proving = {test for requirement in REQUIREMENTS for test in requirement.tests}
    existing = {test for file in HELD.values() for test in found_in(file)}
    assert set(OWN) - existing == set()
    assert set(OWN) & proving == set()
