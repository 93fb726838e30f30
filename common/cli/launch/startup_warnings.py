"""What does not keep a stack from starting, but whoever started it should know."""

from common.settings import Settings

# Its holder may do everything, and each address may try as many as its burst lets through.
SHORTEST_MASTER_KEY = 16


def startup_warnings(settings: Settings) -> list[str]:
    """Return them, a line each."""
    key = settings.master_api_key
    if key is None or len(key) >= SHORTEST_MASTER_KEY:
        return []
    many = f"MASTER_API_KEY has {len(key)} characters and might be guessed"
    return [f"{many}: take {SHORTEST_MASTER_KEY} or more, such as `openssl rand -hex 16` gives."]
