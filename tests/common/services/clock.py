"""A clock that tests set."""

NOON = 1_790_078_400.0  # 2026-09-22T12:00:00Z


class SetClock:
    """Shows *seconds* since 1970-01-01 UTC until it is moved."""

    def __init__(self, seconds: float = NOON) -> None:
        self.seconds = seconds

    def now(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds
