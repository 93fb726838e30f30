"""Usernames: those that are refused first, then the form in which they are compared."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playhouse.migrations import Runner

from common.operations import users
from common.operations.users import Actor, InvalidInput
from common.services.accounts.usernames import LookAlike, fold, is_new_username, is_username
from common.services.container import Services
from common.services.store.accounts import UsernameTaken
from common.services.store.database import connect_to, execute
from common.services.store.schema import MIGRATIONS

Open = Callable[..., Services]
Environ = dict[str, str]


@pytest.mark.parametrize("name", ["", "a b", "a" * 65, "anna\n", "a/b"])
def test_name_with_other_characters_is_refused(name: str) -> None:
    """docs/accounts.md: 1 to 64 letters, digits and six other characters."""
    assert not is_username(name)


@pytest.mark.parametrize("name", ["x\u00b2", "\ufb01x", "\u210cans"])
def test_name_that_rfc_8265_disallows_is_no_new_name(name: str) -> None:
    """RFC 8264, 9.17: characters with compatibility equivalents are disallowed."""
    assert is_username(name)
    assert not is_new_username(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u0430nna",  # Cyrillic a, then Latin letters
        "\u0430\u0441\u0435",  # Cyrillic letters only, which look like "ace"
        "\u0131stanbul",  # i without a dot
    ],
)
def test_name_that_looks_like_another_one_is_refused(name: str) -> None:
    """UTS 39, 4: mixed-script and whole-script confusables of its file confusables.txt."""
    with pytest.raises(LookAlike):
        is_new_username(name)


@pytest.mark.parametrize(
    "name", ["anna", "M\u00fcller", "\u0438\u0432\u0430\u043d", "\u674e\u660e", "a.b@c+d-e_f"]
)
def test_names_of_one_script_are_accepted(name: str) -> None:
    assert is_new_username(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "ANNA"),
        ("M\u00fcller", "mu\u0308ller"),  # one character, and u with a combining diaeresis
        ("\uff46\uff4f\uff4f", "foo"),  # fullwidth letters
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    """Unicode Standard, 3.13, D146: caseless matching under compatibility."""
    assert fold(one) == fold(other)


def test_look_alike_is_a_problem_of_the_username(opened: Open, store_environ: Environ) -> None:
    services = opened(store_environ)
    with pytest.raises(InvalidInput) as refused:
        users.add(
            services, Actor("admin"), username="\u0430nna", password="four words of no relation"
        )
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("username", "user.lookalike_name")


def test_name_is_taken_in_any_spelling(opened: Open, store_environ: Environ) -> None:
    services = opened(store_environ)
    services.accounts.add_user("M\u00fcller", "x", "basic", 0)
    with pytest.raises(UsernameTaken):
        services.accounts.add_user("mu\u0308ller", "x", "basic", 0)


def test_user_of_an_older_version_is_found_in_any_spelling(
    opened: Open, store_environ: Environ, tmp_path: Path
) -> None:
    """The migration replaces a key that has an accent of its own, unless the new one is taken."""
    older = connect_to(store_environ.get("DATABASE_URL"), None, tmp_path)
    columns = "(username, name_key, password_hash, tier, created_at)"
    add = f"INSERT INTO users {columns} VALUES (?, ?, 'x', 'basic', 0)"
    with older.connection_context():
        Runner(older, str(MIGRATIONS)).up("0004_batch_bytes")
        for name in ("mu\u0308ller", "jo\u0308rg", "j\u00f6rg"):
            execute(older, add, (name, name))
    accounts = opened(store_environ).accounts
    for name in ("m\u00fcller", "j\u00f6rg"):
        found = accounts.user_by_name(name)
        assert found is not None
        assert found.username == ("mu\u0308ller" if name[0] == "m" else "j\u00f6rg")
