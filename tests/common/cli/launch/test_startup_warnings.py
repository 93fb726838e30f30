"""What a start warns of."""

import pytest

from common.cli.launch.startup_warnings import startup_warnings
from common.settings import load


@pytest.mark.parametrize(("key", "lines"), [("", 0), ("sesame", 1), ("s" * 15, 1), ("s" * 16, 0)])
def test_short_master_key_is_warned_of_but_not_told(key: str, lines: int) -> None:
    told = startup_warnings(load({"MASTER_API_KEY": key}))
    assert len(told) == lines
    assert "sesame" not in "".join(told)
