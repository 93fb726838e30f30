"""What a build refuses and what an explanation finds, as short tuples."""

from common.barcode.model.errors import DataError
from common.content.catalogue import build, find
from common.content.content_type import Values


def refused(id: str, fields: Values) -> tuple[str, str, str]:
    """Return field, reason and suggestion of the single problem that a build refuses."""
    try:
        payload = build(id, fields)
    except DataError as wrong:
        [problem] = wrong.problems
        reason = problem.code.removeprefix(f"content.{id}.")
        return problem.field.removeprefix("content."), reason, problem.suggestion
    raise AssertionError(f"{payload.text!r} was built.")


def problems(id: str, text: str) -> list[tuple[str, str]]:
    """Return field and reason of each problem in the explanation of *text*."""
    found = find(id).explain(text)
    return [(one.field, one.code.removeprefix(f"content.{id}.")) for one in found.problems]
