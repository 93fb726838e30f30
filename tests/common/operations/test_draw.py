"""What a drawing is charged: the burst before the work, by pixels and by what reads it back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common import settings
from common.barcode.encode import symbology
from common.operations import draw
from common.operations.quota import LimitReached, Quota
from common.services.container import Services, open_services
from common.services.limits.limiter import Decision
from common.services.principal import anonymous_principal


class RecordingQuota(Quota):
    """A quota that records the requests it is charged, and refuses the charge of that number."""

    def __init__(self, services: Services, refused: int = -1) -> None:
        super().__init__(services, anonymous_principal("203.0.113.9", "http"))
        self.charges: list[int] = []
        self._refused = refused

    def charge(self, *, format: str = "", cost: int = 0, requests: int = 1) -> Decision:
        decision = super().charge(format=format, cost=cost, requests=requests)
        self.charges.append(requests)
        if len(self.charges) == self._refused:
            raise LimitReached(decision)
        return decision


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    environ = {"DATA_DIR": str(tmp_path), "RATE_LIMIT_BURST": "1000"}
    with open_services(settings.load(environ), process="test") as services:
        yield services


@pytest.mark.parametrize(
    ("options", "charges"),
    [
        ({"data": "1", "format": "qr"}, [1]),
        ({"data": "1", "format": "qr", "width": 4_000, "height": 4_000}, [4]),
        # zxing-cpp reads the picture in a few milliseconds.
        ({"data": "1", "format": "qr", "verify": True}, [1]),
        ({"data": "1", "format": "code_one", "verify": True}, [1, 24]),
    ],
)
def test_burst_is_charged_by_cost(
    services: Services, options: dict[str, Any], charges: list[int]
) -> None:
    """docs/http.md, Limits."""
    quota = RecordingQuota(services)
    draw.draw(quota, options)
    assert quota.charges == charges


def test_pixels_that_the_text_needs_are_charged(services: Services) -> None:
    """The options name no size: the line of a long element string makes the picture large."""
    quota = RecordingQuota(services)
    data = symbology.find("gs1_qr").example * 32
    picture = draw.draw(quota, {"data": data, "format": "gs1_qr"})
    pixels = picture.width_px * picture.height_px
    assert pixels > 2 * draw.PIXELS_PER_REQUEST
    assert sum(quota.charges) == pixels // draw.PIXELS_PER_REQUEST


def test_drawing_that_the_burst_does_not_cover_costs_no_quota(services: Services) -> None:
    quota = RecordingQuota(services, refused=2)
    with pytest.raises(LimitReached):
        draw.draw(quota, {"data": "1", "format": "code_one", "verify": True})
    assert quota.decision is not None
    assert quota.decision.remaining == quota.decision.limit


def test_cached_picture_is_not_searched_again(services: Services) -> None:
    options = {"data": "1", "format": "code_one", "verify": True}
    draw.draw(RecordingQuota(services), options)
    quota = RecordingQuota(services)
    draw.draw(quota, options)
    assert quota.charges == [1]
