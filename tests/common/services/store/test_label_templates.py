"""Saved label templates, on each real database."""

from collections.abc import Callable

from common.services.container import Services
from common.services.store.label_templates import MAX_PER_USER, SavedTemplate
from tests.common.services.clock import NOON, SetClock

Open = Callable[..., Services]
Environ = dict[str, str]


def test_templates_belong_to_their_user(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """Names are unique for a user; saving again replaces."""
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    otto = services.accounts.add_user("otto", "x", "basic", NOON).id
    templates = services.label_templates
    assert templates.save(anna, "b", "1")
    assert templates.save(anna, "a", "2")
    assert templates.save(otto, "a", "3")
    clock.move(5)
    assert templates.save(anna, "b", "4")
    assert templates.of_user(anna) == [
        SavedTemplate("a", "2", NOON),
        SavedTemplate("b", "4", NOON + 5),
    ]
    assert templates.find(otto, "a") == SavedTemplate("a", "3", NOON)
    assert templates.find(otto, "b") is None
    assert templates.delete(anna, "a")
    assert not templates.delete(anna, "a")
    assert templates.find(otto, "a") is not None


def test_a_user_has_a_bounded_number_of_templates(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """One of the saved names can still be replaced."""
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    for number in range(MAX_PER_USER):
        assert services.label_templates.save(anna, f"t{number}", "1")
    assert not services.label_templates.save(anna, "more", "1")
    assert services.label_templates.save(anna, "t0", "2")
