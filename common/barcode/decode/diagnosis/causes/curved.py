"""A symbol on a bottle or a can, whose modules become narrower towards two of its edges."""

from collections.abc import Iterator
from math import radians, sin

from PIL import Image

from common.barcode.decode.diagnosis import pitches, repairs
from common.barcode.decode.diagnosis.causes import uneven_modules
from common.barcode.decode.diagnosis.pitches import Bend
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_HALVES = (60, 68, 75, 80, 84)  # degrees of the circle from the middle to an edge of the symbol
_ALMOST_FLAT = 0.01  # radians
_STRIPS = 60
_SIDE = 700  # px of the unrolled symbol
FIX = (
    "Print the symbol smaller, or turn it so that bars lie around the bottle like the rungs of a"
    " ladder; photograph a 2D code from the front."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is bent round a cylinder."""
    view = case.view
    if case.repairs.is_simple:
        return None
    bends = _bends(view)
    if bends and all(bend.is_flat for bend in bends):
        return None
    box = view.dark.getbbox()
    if box is None:
        return None
    # What is black and white was drawn, and not photographed.
    is_narrower = any(bend.is_narrower for bend in bends) and not uneven_modules.is_pure(view)
    flat = repairs.framed(_flat(view.upright.crop(box), _ALMOST_FLAT))
    # What another size alone makes readable is not bent.
    if not is_narrower and repairs.read(flat):
        return None
    # Each view is read, which takes milliseconds: a repair that works proves the cause.
    for angle, image in _unrolled(view):
        if found := repairs.read(image):
            return Symptom(
                PROVED - 0.07,
                "The symbol is bent round something: modules at its edges are narrower, as if they"
                f" were seen at {angle} degrees.",
                FIX,
                found,
            )
    if is_narrower:
        return Symptom(
            LIKELY + 0.14,
            "The symbol is bent round something: modules become narrower towards both of its ends.",
            FIX,
        )
    return None


def _bends(view: View) -> list[Bend]:
    """Return how modules of *view* change along rows and columns, if it can be measured.

    Of bars alone, there are too few in a part of their row.
    """
    if view.is_linear:
        return []
    turned = view.dark.transpose(Image.Transpose.TRANSPOSE)
    found = (
        pitches.of(view.dark, sum(view.runs.narrow) / 2),
        pitches.of(turned, sum(view.runs_down.narrow) / 2),
    )
    return [bend for bend in found if bend is not None]


def _unrolled(view: View) -> Iterator[tuple[int, Image.Image]]:
    """Yield the angle at the edges, and the upright view as it would be if it were flat."""
    box = view.dark.getbbox()
    if box is None:
        return
    # Bars are hardly ever wound round along their height.
    for quarter in (False,) if view.is_linear else (False, True):
        image = view.upright.crop(box)
        image = image.transpose(Image.Transpose.ROTATE_90) if quarter else image
        for angle in _HALVES:
            yield angle, repairs.framed(_flat(image, radians(angle)))


def _flat(image: Image.Image, half: float) -> Image.Image:
    """Return *image* unrolled, whose edges are seen at *half*, in radians, from the middle."""
    width, height = image.size
    middle = width / 2
    # As wide as the arc is long.
    wide = round(width * half / sin(half))
    scale = min(2.0, _SIDE / wide)
    size = max(2, round(wide * scale)), max(2, round(min(height, _SIDE)))
    mesh = []
    count = min(_STRIPS, size[0])
    for strip in range(count):
        first, last = (size[0] * place // count for place in (strip, strip + 1))
        left, right = (
            middle + middle * sin((2 * x / size[0] - 1) * half) / sin(half) for x in (first, last)
        )
        mesh.append(((first, 0, last, size[1]), (left, 0, left, height, right, height, right, 0)))
    return image.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


CAUSE = Cause("curved", find, is_late=True)
