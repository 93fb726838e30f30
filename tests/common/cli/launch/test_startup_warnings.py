"""Warnings about settings at the start."""

import pytest

from common.cli.launch.startup_warnings import startup_warnings
from common.settings import load


@pytest.mark.parametrize(("key", "lines"), [("", 0), ("sesame", 1), ("s" * 15, 1), ("s" * 16, 0)])
def test_short_master_key_causes_a_warning_without_the_key(key: str, lines: int) -> None:
    """A key of fewer than 16 characters can be guessed; logs must not contain secrets."""
    warnings = startup_warnings(load({"MASTER_API_KEY": key}))
    assert len(warnings) == lines
    assert "sesame" not in "".join(warnings)
