"""Detail that strong JPEG compression removed."""

from common.barcode.decode.diagnosis import compression
from common.barcode.decode.diagnosis.symptom import POSSIBLE, PROVED, Case, Cause, Symptom

_DESTRUCTIVE = 12
_HARMFUL = 30
_LARGEST = 5.0  # px of a module


def find(case: Case) -> Symptom | None:
    """Return the symptom of a low quality of JPEG."""
    quality = case.page.jpeg_quality
    view = case.view
    # Edges of modules that are as large as blocks are on their edges by chance.
    if quality > _HARMFUL and 0 < view.module_px <= _LARGEST:
        quality = compression.former_quality(view.seen, view.around)
    if quality > _HARMFUL:
        return None
    return Symptom(
        # At a medium quality, another cause is more likely.
        PROVED + 0.01 if quality <= _DESTRUCTIVE else POSSIBLE + 0.1,
        f"The picture was saved as JPEG with a quality of about {quality} of 100, which smears"
        " edges and leaves specks.",
        "Save it as PNG, or as JPEG with a quality of 80 or more.",
    )


CAUSE = Cause("jpeg", find)
