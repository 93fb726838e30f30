"""Areas within a symbol without bars or modules: all light, or all dark."""

from functools import cached_property

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from common.barcode.decode.diagnosis.view import View

_HOLE_PX = 2.0  # of a module in the copy in which holes are looked for
_MAX_PIXELS = 100_000  # of that copy
_MIN_MODULE, _SHARP, _SHARP_MODULES = 2.0, 2.0, 0.3  # px, px, and modules
_REACH_MODULES = 2.5  # on either side: the widest light or dark area of a symbol has 5
_MIN_HOLE = 0.004  # of the area, without the modules around it
_MOST = 0.85  # of the width and height
_AROUND = 6  # px of that copy around a hole, in which modules may fade
_MIDDLE = 64, 192  # levels of neither ink nor paper
_MIN_FADED, _FADED = 0.1, 1.5  # of the pixels there, and times as many as in the whole symbol
_WHITE = 255
_HALF, _LIGHTEST = 0.5, 0.67  # of pixels
_LIGHTER = 6  # levels
_QUARTER = 64  # of a pixel of the copy, in levels


class Holes:
    """The holes in an area, each kind of which is looked for if it is asked for, and once.

    Arguments:
        view: the area.
    """

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def has_light(self) -> bool:
        """True if a light hole lies within the area, with bars or modules around it."""
        return self._light is not None and _is_hole(self._light)

    @cached_property
    def has_dark(self) -> bool:
        """True if a dark spot lies on the modules."""
        if self._copy is None:
            return False
        dark, reach = self._copy
        # Light modules close every dark area of a whole symbol; what they don't reach is a spot.
        grown = dark.point([_WHITE * (level < _WHITE - _QUARTER) for level in range(256)])
        return _is_hole(ImageOps.invert(grown.filter(ImageFilter.MaxFilter(reach))))

    @cached_property
    def is_soft(self) -> bool:
        """True if bars or modules fade towards the light holes.

        They do at a reflection; at what is torn off or stuck on they end.
        """
        if self._copy is None or self._light is None:
            return False
        reach = self._copy[1]
        hole = _without_edge(self._light)
        wide, near = (hole.filter(ImageFilter.MaxFilter(reach + more)) for more in (_AROUND, 0))
        part = self._part
        edge = ImageChops.subtract(wide, near).resize(part.size, Image.Resampling.NEAREST)
        share, usual = (
            sum(counts[slice(*_MIDDLE)]) / max(1, sum(counts))
            for counts in (part.histogram(edge), part.histogram())
        )
        return share >= max(_MIN_FADED, _FADED * usual)

    @cached_property
    def is_lighter(self) -> bool:
        """True if the light holes are lighter than most of the paper.

        A reflection adds its light to that of the paper. What is torn off or stuck on does not.
        """
        if self._light is None or not self.has_light:
            return False
        part = self._part
        inside = _without_edge(self._light).resize(part.size, Image.Resampling.NEAREST)
        counts, within = part.histogram(), part.histogram(inside)
        # Edges of modules are darker than paper: its level is that of the lightest third.
        outside = [one - other for one, other in zip(counts, within, strict=True)]
        dark = sum(self._view.levels) // 2
        outside[:dark] = [0] * dark
        return _level_of(within, _HALF) - _level_of(outside, _LIGHTEST) >= _LIGHTER

    @cached_property
    def _copy(self) -> tuple[Image.Image, int] | None:
        return _small(self._view)

    @cached_property
    def _light(self) -> Image.Image | None:
        """What is further from anything dark than in any symbol, in the copy and a px around it."""
        if self._copy is None:
            return None
        dark, reach = self._copy
        grown = dark.point([_WHITE * (level >= _QUARTER) for level in range(256)])
        light = ImageOps.expand(grown.filter(ImageFilter.MaxFilter(reach)), 1, 0)
        ImageDraw.floodfill(light, (0, 0), _WHITE)
        return ImageOps.invert(light)

    @cached_property
    def _part(self) -> Image.Image:
        """The area as far as something in it is dark, which the copy shows."""
        return self._view.upright.crop(self._view.dark.getbbox())


def _without_edge(image: Image.Image) -> Image.Image:
    return image.crop((1, 1, image.width - 1, image.height - 1))


def _level_of(counts: list[int], share: float) -> int:
    """Return the level that *share* of the pixels of a histogram do not exceed."""
    left = share * sum(counts)
    for level, count in enumerate(counts):
        left -= count
        if left < 0:
            return level
    return len(counts) - 1


def _small(view: View) -> tuple[Image.Image, int] | None:
    """Return a copy of what is dark, and the reach of a hole; None if modules are not resolved."""
    # A hole makes the mean of runs greater.
    module = min(view.runs.module, view.runs.usual)
    if not view.is_linear:
        module = min(module, view.runs_down.module, view.runs_down.usual)
    box = view.dark.getbbox()
    # Bars and cells that are not resolved leave light areas too.
    width = view.edge_width[0] if view.is_linear else min(view.edge_width)
    if box is None or module < _MIN_MODULE or width > max(_SHARP, _SHARP_MODULES * module):
        return None
    dark = view.dark.crop(box)
    most = (_MAX_PIXELS / (dark.width * dark.height)) ** 0.5
    scale: float = min(1.0, _HOLE_PX / module, most)
    size = max(1, round(dark.width * scale)), max(1, round(dark.height * scale))
    reach = 2 * round(_REACH_MODULES * module * scale) + 1
    return None if min(size) <= reach else (dark.resize(size, Image.Resampling.BOX), reach)


def _is_hole(found: Image.Image) -> bool:
    bounds = found.getbbox()
    if bounds is None:
        return False
    # A frame around the symbol encloses all of its quiet zone.
    width, height = found.size
    is_frame = bounds[2] - bounds[0] > _MOST * width and bounds[3] - bounds[1] > _MOST * height
    return not is_frame and found.histogram()[_WHITE] >= _MIN_HOLE * width * height
