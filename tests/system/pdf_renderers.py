"""Four programs that draw pages of PDF files, which share no code: three engines and pdfium."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pypdfium2
from PIL import Image

Render = Callable[[Path, int], Image.Image]


def _drawn_by(command: str) -> Render:
    """Return what draws the first page of ``page.pdf`` into ``page.pgm`` with *command*."""

    def render(folder: Path, dpi: int) -> Image.Image:
        words = command.format(dpi=dpi).split()
        done = subprocess.run(words, cwd=folder, capture_output=True, check=True)
        # Each of them reports every error that it corrects.
        assert (done.stdout, done.stderr) == (b"", b"")
        with Image.open(folder / "page.pgm") as page:
            return page.convert("L")

    return render


def _pdfium(folder: Path, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(folder / "page.pdf")
    try:
        return document[0].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


MUTOOL = "mutool draw -N -q -c gray -o page.pgm -r {dpi} page.pdf 1"
POPPLER = "pdftoppm -gray -singlefile -r {dpi} page.pdf page"
GHOSTSCRIPT = (
    "gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pgmraw -dGraphicsAlphaBits=4 -dTextAlphaBits=4"
    " -sOutputFile=page.pgm -r{dpi} page.pdf"
)
RENDERERS: Mapping[str, Render] = {
    "poppler": _drawn_by(POPPLER),
    "mupdf": _drawn_by(MUTOOL),
    "ghostscript": _drawn_by(GHOSTSCRIPT),
    "pdfium": _pdfium,
}


def print_page(folder: Path, dpi: int) -> Image.Image:
    """Return ``page.pdf`` in black and white, as a printer of *dpi* gets it from Ghostscript."""
    command = (
        f"gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pbmraw -r{dpi} -sOutputFile=page.pbm page.pdf"
    )
    subprocess.run(command.split(), cwd=folder, check=True)
    with Image.open(folder / "page.pbm") as page:
        return page.convert("L")
