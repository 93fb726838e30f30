"""Label templates of an account: saved, listed and found by name."""

import re
from typing import Any

import msgspec

from common.barcode.labels import builtin, label_options, template_document
from common.barcode.labels.label_options import FindTemplate
from common.barcode.labels.template import Template
from common.barcode.model.errors import OptionError
from common.services.container import Services
from common.services.store.label_templates import MAX_PER_USER

MAX_BYTES = 1_000_000
_USER = "user:"


def finder(services: Services | None, caller: str) -> FindTemplate:
    """Return what finds the templates of *caller*, the key of a principal."""

    def find(name: str) -> Template | None:
        # Only accounts have templates: an anonymous key is shared by all behind one address.
        if services is None or not caller.startswith(_USER):
            return None
        saved = services.label_templates.find(_user_id(caller), name.strip().casefold())
        if saved is None:
            return None
        return template_document.parse(msgspec.json.decode(saved.document))

    return find


def save(services: Services, user_id: int, name: str, document: object) -> None:
    """Save *document* as the template *name* of a user.

    Raises:
        OptionError: the name or the document is malformed, or the user has too many templates.
    """
    if not re.fullmatch(template_document.NAME_PATTERN, name):
        raise OptionError.of(
            "name",
            "template.bad_name",
            f"{name[:40]!r} is no name of a template.",
            "Use small letters, digits and hyphens, at most 40.",
        )
    # The path label-templates/schema answers with the JSON Schema.
    if name in builtin.names() or name == "schema" or label_options.is_stock(name):
        raise OptionError.of(
            "name",
            "template.bad_name",
            f"{name} is a template, a sheet or a roll of the product.",
            "Choose another name.",
        )
    template_document.parse(document)
    text = msgspec.json.encode(document).decode()
    if not services.label_templates.save(user_id, name, text):
        raise OptionError.of(
            "name",
            "template.too_many",
            f"An account has at most {MAX_PER_USER} templates.",
            "Delete one first.",
        )


def every(services: Services, user_id: int) -> list[dict[str, Any]]:
    """Return the documents of a user's templates with their names, in order of name."""
    return [
        {**msgspec.json.decode(each.document), "name": each.name}
        for each in services.label_templates.of_user(user_id)
    ]


def document(services: Services, caller: str, name: str) -> dict[str, Any] | None:
    """Return the document of a template of *caller* or of the product; None if there is none."""
    folded = name.strip().casefold()
    if caller.startswith(_USER):
        saved = services.label_templates.find(_user_id(caller), folded)
        if saved is not None:
            return {**msgspec.json.decode(saved.document), "name": saved.name}
    return builtin.documents().get(folded)


def _user_id(caller: str) -> int:
    return int(caller.removeprefix(_USER))
