"""Strong grain of a whole picture, as cameras leave it in little light."""

from PIL import Image, ImageChops

_SAMPLE, _BLOCK = 1000, 8  # px of a page, and of its parts, in which grain is measured
_QUIET_PARTS = 10  # one of so many has little else than grain
_MIN_GRAIN, _UNRELATED = 10, 1.4  # levels between neighbours; times as many two px apart


def is_grainy(page: Image.Image) -> bool:
    """Return True if even the quietest parts of *page*, shades of grey, have strong grain.

    Neighbours of grain differ as much as pixels that are two px apart; on edges these differ twice
    as much.
    """
    part = page.crop((0, 0, min(page.width, _SAMPLE), min(page.height, _SAMPLE)))
    if min(part.size) < _QUIET_PARTS * _BLOCK:
        return False
    size = part.width // _BLOCK, part.height // _BLOCK
    one, two = (
        ImageChops.difference(part, ImageChops.offset(part, step, 0))
        .resize(size, Image.Resampling.BOX)
        .tobytes()
        for step in (1, 2)
    )
    quietest = sorted(zip(one, two, strict=True))[: len(one) // _QUIET_PARTS]
    next_to, apart = (sum(each) / len(quietest) for each in zip(*quietest, strict=True))
    return bool(next_to >= _MIN_GRAIN and apart <= _UNRELATED * next_to)
