"""JSON Schemas that old validators and generators of clients take.

msgspec describes a tuple with ``prefixItems`` and ``items: false`` (JSON Schema 2020-12, core,
10.3.1). Draft 7, which many MCP clients and OpenAPI generators follow, has neither: there,
``items: false`` refuses every element.
"""

from typing import Any


def simplify(schema: Any) -> Any:
    """Return *schema* with plain arrays instead of tuples.

    Args:
        schema: a schema, a list of schemas, or a value of a keyword.

    Returns:
        A schema of the same values, except that the elements of a tuple may stand in any order.

    Raises:
        TypeError: a tuple has elements of different kinds, which a plain array can't describe.
    """
    if isinstance(schema, list):
        return [simplify(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    simple = dict(schema)
    if "prefixItems" in simple:
        kinds = simple.pop("prefixItems")
        if any(kind != kinds[0] for kind in kinds):
            raise TypeError("a tuple in a schema needs elements of one kind")
        simple["items"] = kinds[0]
    return {key: simplify(value) for key, value in simple.items()}
