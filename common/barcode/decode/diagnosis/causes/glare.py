"""A part of the symbol that a reflection hides."""

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from common.barcode.decode.diagnosis.symptom import LIKELY, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_SATURATED = 249  # level
_PAPER = 246  # level up to which what is saturated is no paper
_SIDE = 200  # px of the copy in which reflections are measured
_REACH = 0.1  # of the area's sides, around it: a reflection may have cut a symbol in two
_MIN_SHARE = 0.06  # of the area
_MIN_PAPER = 0.15  # of as many px as the reflection has
_WHITE = 255
_HOLE_PX = 2.0  # of a module in the copy in which holes are looked for
_MAX_HOLE_PIXELS = 100_000  # of that copy
_MIN_MODULE, _SHARP = 2.0, 2.0  # px
_REACH_MODULES = 2.5  # on either side: the widest light area of a symbol has 5
_MIN_HOLE = 0.004  # of the area, without the modules around it
_MOST = 0.85  # of the width and height
_FIX = "Move the lamp or the camera so that no reflection lies on the symbol; don't use the flash."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a reflection."""
    if not is_glare(case.view) and not has_hole(case.view):
        return None
    return Symptom(
        LIKELY + 0.13,
        "A reflection lies on the symbol or reaches into it: it is as light as paper or lighter"
        " there, and no bars or modules are left.",
        _FIX,
    )


def is_glare(view: View) -> bool:
    """Return True if a reflection hides a part of *view*."""
    return hidden_share(view) >= _MIN_SHARE


def has_hole(view: View) -> bool:
    """Return True if white without bars or modules lies within *view*, with some around it.

    Such a reflection shows on paper that is white itself too.
    """
    module = min(view.runs.module, view.runs_down.module) if view.runs_down.rows else 0.0
    module = view.runs.module if view.is_linear else module
    box = view.dark.getbbox()
    if box is None or view.levels[1] < _SATURATED:
        return False
    # Bars and cells that are not resolved leave light areas too.
    width = view.edge_width[0] if view.is_linear else min(view.edge_width)
    if module < _MIN_MODULE or width > _SHARP:
        return False
    dark = view.dark.crop(box)
    most = (_MAX_HOLE_PIXELS / (dark.width * dark.height)) ** 0.5
    scale: float = min(1.0, _HOLE_PX / module, most)
    size = max(1, round(dark.width * scale)), max(1, round(dark.height * scale))
    grown = dark.resize(size, Image.Resampling.BOX).point([0] * 64 + [255] * 192)
    reach = 2 * round(_REACH_MODULES * module * scale) + 1
    if min(size) <= reach:
        return False
    # What is still light is further from anything dark than in any symbol.
    light = ImageOps.expand(grown.filter(ImageFilter.MaxFilter(reach)), 1, 0)
    ImageDraw.floodfill(light, (0, 0), _WHITE)
    holes = ImageOps.invert(light)
    bounds = holes.getbbox()
    if bounds is None:
        return False
    # A frame around the symbol encloses all of its quiet zone.
    is_frame = bounds[2] - bounds[0] > _MOST * size[0] and bounds[3] - bounds[1] > _MOST * size[1]
    return not is_frame and holes.histogram()[_WHITE] >= _MIN_HOLE * size[0] * size[1]


def hidden_share(view: View) -> float:
    """Return how large a reflection on *view* is, as a part of it; 0 if its paper is white."""
    left, top, right, bottom = view.box
    across, down = _REACH * (right - left), _REACH * (bottom - top)
    box = (
        max(0, int(left - across)), max(0, int(top - down)),
        min(view.page.width, int(right + across)), min(view.page.height, int(bottom + down)),
    )  # fmt: skip
    part = view.page.crop(box)
    if paper_level(part, view.levels[0]) > _PAPER:
        return 0.0
    scale = min(1.0, _SIDE / max(part.size))
    size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
    small = part.resize(size, Image.Resampling.BOX)
    light = small.point([255 * (level >= _SATURATED) for level in range(256)])
    # Single light pixels are noise.
    counts = light.filter(ImageFilter.MinFilter(5)).histogram()
    return counts[255] / ((right - left) * (bottom - top) * scale * scale)


def paper_level(part: Image.Image, ink: int) -> int:
    """Return the usual level of what is light in *part*, or 255 if most of it is white."""
    counts = part.histogram()
    middle = (ink + _SATURATED) // 2
    most, level = max((count, level) for level, count in enumerate(counts) if level > middle)
    if level < _SATURATED:
        return level
    # A reflection may be larger than the paper that is seen around it.
    second, other = max(
        (count, level) for level, count in enumerate(counts[:_SATURATED]) if level > middle
    )
    return other if second > _MIN_PAPER * most else 255


CAUSE = Cause("glare", find)
