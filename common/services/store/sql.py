"""Statements in SQL of our own, for both databases."""

from collections.abc import Sequence
from typing import Any

from peewee import Database, SqliteDatabase


def execute(database: Database, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run *sql*, which writes ``?`` for each of *values*, and return its rows."""
    if not isinstance(database, SqliteDatabase):
        sql = sql.replace("?", "%s")
    # Peewee's stub leaves this one method untyped.
    cursor = database.execute_sql(sql, tuple(values) or None)  # type: ignore[no-untyped-call]
    return list(cursor.fetchall()) if cursor.description else []
