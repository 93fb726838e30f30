"""Warnings about settings with which a stack starts, but should not be run."""

from common.settings import Settings

# The key allows everything, and each address may try as many keys as its burst has requests.
MIN_MASTER_KEY_CHARACTERS = 16


def startup_warnings(settings: Settings) -> list[str]:
    """Return the warnings about *settings*, one line each."""
    key = settings.master_api_key
    if key is None or len(key) >= MIN_MASTER_KEY_CHARACTERS:
        return []
    problem = f"MASTER_API_KEY has {len(key)} characters and can be guessed"
    fix = f"use {MIN_MASTER_KEY_CHARACTERS} or more, for example from `openssl rand -hex 16`"
    return [f"{problem}: {fix}."]
