"""A machine's file that takes no word of credentials, as on a failing disk."""

import sqlite3
from contextlib import closing
from pathlib import Path


def block_revocations(data_dir: Path) -> None:
    """Let the file in *data_dir* refuse to note that a credential stopped being good."""
    with closing(sqlite3.connect(data_dir / "state.sqlite3")) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
