"""Detail that strong JPEG compression removed."""

from common.barcode.decode.diagnosis.symptom import POSSIBLE, PROVED, Case, Cause, Symptom

_DESTRUCTIVE = 12
_HARMFUL = 30


def find(case: Case) -> Symptom | None:
    """Return the symptom of a low quality of JPEG."""
    quality = case.page.jpeg_quality
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
