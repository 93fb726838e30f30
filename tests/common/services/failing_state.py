"""Failures of a machine's state file."""

import sqlite3
from contextlib import closing
from pathlib import Path


def block_revocations(data_dir: Path) -> None:
    """Make the file in *data_dir* reject a bump of the revocation epoch, as a failing disk does."""
    with closing(sqlite3.connect(data_dir / "state.sqlite3")) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
