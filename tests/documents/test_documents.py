"""The documents are correct: links resolve, blocks of code are tested, variables exist.

tests/system/test_docs.py runs the blocks of code.
"""

import re
from pathlib import Path

import pytest

from common import settings
from tests.documents.reading import DOCUMENTS, GUIDES, ROOT, anchors, blocks, links, name
from tests.system.following.homes import HOMES

# A variable of the bridge, which has no settings, and a placeholder.
OTHER_VARIABLES = {"BARCODE_API_TOKEN", "NAME_FILE"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_relative_link_resolves(document: Path) -> None:
    """Each link has an existing file, and each anchor an existing heading."""
    for target in links(document):
        if ":" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(file), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_block_of_code_is_run(document: Path) -> None:
    """A block in another language needs a runner in tests/system/following first."""
    for block in blocks(document):
        assert document in GUIDES, f"{block.place}: nothing runs the blocks of this document"
        assert block.language in HOMES, f"{block.place}: nothing runs {block.language!r}"


@pytest.mark.parametrize("document", GUIDES, ids=name)
def test_every_named_variable_exists(document: Path) -> None:
    """The settings declare all variables."""
    text = document.read_text(encoding="utf-8")
    known = {variable.name for variable in settings.variables()}
    known |= {f"{variable.name}_FILE" for variable in settings.variables() if variable.secret}
    named = set(re.findall(r"\b[A-Z]+_[A-Z_]*[A-Z]\b", text))
    assert named <= known | OTHER_VARIABLES
