"""JSON Schema of a tool's arguments, and parsing of arguments by the same declaration.

A msgspec Struct declares both. Schemas are flat, without ``$ref``, ``anyOf`` or null, because some
clients drop every tool of a server if one schema is unusual.
"""

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from common import json_schema
from common.mcp.protocol.definitions import CallError, Schema

Arguments = TypeVar("Arguments", bound=Struct)
# Some clients don't support these; flat arguments don't need them.
_UNION = ("anyOf", "oneOf")


def of(kind: type[Struct], changes: Mapping[str, Mapping[str, Any]] | None = None) -> Schema:
    """Return the schema of *kind*: an object with a description of every property.

    Args:
        kind: declares the arguments.
        changes: additions to properties, by name, such as an ``enum`` of discovered names.

    Raises:
        TypeError: a property has no description.
    """
    (root,), components = msgspec.json.schema_components([kind], ref_template="{name}")
    declared = _resolved(root, components)
    properties = {
        name: _flat(schema, components) | dict((changes or {}).get(name, {}))
        for name, schema in declared.get("properties", {}).items()
    }
    for name, schema in properties.items():
        if not schema.get("description"):
            raise TypeError(f"{kind.__name__}.{name} needs a description")
    schema_object: dict[str, Any] = {"type": "object", "properties": properties}
    if required := declared.get("required"):
        schema_object["required"] = required
    # Unknown arguments are refused, so that a model's typing error is never silently ignored.
    return schema_object | {"additionalProperties": False}


def extended(schema: Schema, properties: Mapping[str, Mapping[str, Any]]) -> Schema:
    """Return *schema*, of an object, with further *properties*."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def split(
    arguments: Mapping[str, Any], properties: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the given ones of *properties*, and the others.

    The properties are texts, lists of texts, and booleans. Null and empty text count as omitted.

    Raises:
        CallError: a value has another type, or is too long.
    """
    types: dict[str, Any] = {"string": str, "boolean": bool, "array": list[str]}
    own, problems = dict[str, Any](), list[str]()
    for name, declared in properties.items():
        value = arguments.get(name)
        if value is None or value == "":
            continue
        try:
            # Not strict: models send booleans as strings.
            own[name] = msgspec.convert(value, types[declared["type"]], strict=False)
        except msgspec.ValidationError as error:
            problems.append(f"{name}: {str(error).rstrip('.')}.")
            continue
        if declared["type"] == "array":
            problems += _list_problems(name, own[name], declared)
        elif len(str(own[name])) > declared.get("maxLength", len(str(own[name]))):
            problems.append(f"{name}: has more than {declared['maxLength']} characters.")
    if problems:
        raise CallError(*problems)
    return own, {name: value for name, value in arguments.items() if name not in properties}


def _list_problems(name: str, values: list[str], declared: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the texts in *values*."""
    most, longest = declared["maxItems"], declared["items"]["maxLength"]
    if len(values) > most:
        return [f"{name}: has more than {most} entries."]
    if any(not 0 < len(value) <= longest for value in values):
        return [f"{name}: each entry has 1 to {longest} characters."]
    return []


def of_result(kind: type[Struct]) -> Schema:
    """Return the schema of *kind* as a tool's structured content.

    The official TypeScript SDK compiles the output schemas of all listed tools as draft 7, and
    refuses every result of a tool whose schema it reads otherwise. The schema therefore has no
    ``$ref``, tuple, type list or union; :func:`as_result` omits what would be null.
    """
    (root,), components = msgspec.json.schema_components([kind], ref_template="{name}")
    simple: dict[str, Any] = json_schema.simplify(_inlined(root, components))
    return simple


def as_result(value: Struct) -> dict[str, Any]:
    """Return *value* as structured content: built-in types, and no field that is null."""
    result: dict[str, Any] = _without_nulls(msgspec.to_builtins(value))
    return result


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_without_nulls(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_nulls(each) for key, each in value.items() if each is not None}


def _inlined(schema: Any, components: Mapping[str, Any]) -> Any:
    """Return *schema* with every ``$ref`` resolved, and without unions."""
    if isinstance(schema, list):
        return [_inlined(each, components) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(components[schema["$ref"]], components)
    if "anyOf" in schema:
        # A union of several kinds becomes any value. What may be null is omitted, so that null is
        # no default either.
        kinds = [kind for kind in schema["anyOf"] if kind.get("type") != "null"]
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return _inlined((kinds[0] if len(kinds) == 1 else {}) | rest, components)
    return {key: _inlined(value, components) for key, value in schema.items()}


def _resolved(schema: Any, components: Mapping[str, Any]) -> dict[str, Any]:
    resolved: dict[str, Any] = components[schema["$ref"]] if "$ref" in schema else schema
    return resolved


def _flat(schema: Any, components: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in schema.items() if key not in ("$ref", *_UNION)}
    flat |= _resolved(schema, components) if "$ref" in schema else {}
    for union in _UNION:
        # An optional argument is a union with null in msgspec's schema.
        kinds = [kind for kind in schema.get(union, ()) if kind.get("type") != "null"]
        if len(kinds) == 1:
            flat = _flat(kinds[0], components) | flat
        elif kinds:
            flat["type"] = [kind["type"] for kind in kinds]
    if "items" in flat and isinstance(flat["items"], dict):
        flat["items"] = _flat(flat["items"], components)
    # null means "not given", and so does omitting the argument.
    if flat.get("default", ...) is None:
        del flat["default"]
    flat.pop("title", None)
    return flat


def parse(kind: type[Arguments], arguments: Mapping[str, Any]) -> Arguments:
    """Return *arguments* as *kind*; a string may stand for a number or a boolean.

    Raises:
        CallError: an argument is missing, unknown or invalid; the error has every problem with
            its fix.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    problems, values = _unknown(arguments, list(fields)), {}
    for name, field in fields.items():
        value = arguments.get(name)
        if value is None:
            if field.required:
                problems.append(f"{name}: is missing. {_fix(name, field.type)}")
            continue
        # Models send numbers and booleans as strings.
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            problems.append(f"{name}: {str(error).rstrip('.')}.")
    if problems:
        raise CallError(*problems)
    return kind(**values)


def _fix(name: str, declared: Any) -> str:
    description = msgspec.json.schema(declared).get("description", "")
    return f"Give {name}: {description}" if description else f"Give {name}."


def _unknown(arguments: Mapping[str, Any], known: list[str]) -> list[str]:
    problems = []
    for name in arguments:
        if name not in known:
            # A model corrects itself from one name sooner than from a list.
            near = difflib.get_close_matches(name[:100], known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known arguments: {', '.join(known)}."
            problems.append(f"{name[:100]}: there is no such argument. {hint}")
    return problems
