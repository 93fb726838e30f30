"""Measures the CPU time of reading pictures, side by side with zxing-cpp's own call.

    make bench-decode
    make bench-decode FOLDER=samples    every picture below a folder, too

Both open the file and read it. They take turns in each round, so that other load affects both.
The result is the median of the CPU time of one file, in ms, and the quotient of the two.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from common.barcode import pipeline
from common.barcode.decode import reader
from common.barcode.model import options

ROUNDS = 15
SMALL_ROUNDS = 151
SMALL_PIXELS = 100_000
KINDS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp"})
WORDS = "invoice delivery address parcel total Illinois minimum tilting quantity 12.50 EUR".split()  # noqa: SIM905


def drawn(format: str, data: str, **asked: object) -> bytes:
    """Draw with the product."""
    return pipeline.draw(
        options.parse({"data": data, "format": format, **asked}, strings=False)
    ).body


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    """Return *image* as a file."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def page(code: bytes = b"") -> bytes:
    """Return a page of text at 150 dpi, with a barcode if one is given."""
    image = Image.new("L", (1240, 1754), 255)
    draw, font, random = ImageDraw.Draw(image), ImageFont.load_default(24), Random(1)
    for y in range(140, 1650, 34):
        draw.text((90, y), " ".join(random.choices(WORDS, k=12)), fill=0, font=font)
    if code:
        image.paste(Image.open(io.BytesIO(code)), (900, 20))
    return saved(image)


def photograph(code: bytes, angle: float) -> bytes:
    """Return 12 megapixels of uneven light, noise and shapes, with a label."""
    random = Random(angle)
    light = Image.effect_noise((500, 375), 90).resize((4000, 3000), Image.Resampling.BICUBIC)
    image = ImageChops.add(light, Image.effect_noise((4000, 3000), 14), 2)
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, reach = random.randrange(4000), random.randrange(3000), random.randrange(75, 500)
        corners = [
            (x + random.randrange(-reach, reach), y + random.randrange(-reach, reach))
            for _ in range(5)
        ]
        draw.polygon(corners, fill=random.randrange(40, 220))
    if code:
        label = Image.open(io.BytesIO(code)).convert("L")
        mask = Image.new("L", label.size, 255).rotate(angle, expand=True)
        turned = label.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        image.paste(turned, (1200, 900), mask)
    return saved(image.filter(ImageFilter.GaussianBlur(1.2)), "JPEG")


def pictures() -> dict[str, bytes]:
    """Return the files that are measured."""
    label = drawn("code128", "PARCEL-123456", scale=8)
    return {
        "Code 128, 200 × 100": drawn("code128", "123456789", width=200, height=100),
        "EAN-13, 200 × 100": drawn("ean13", "4006381333931", width=200, height=100),
        "QR Code, 200 × 200": drawn("qr", "https://example.com/", width=200, height=200),
        "MSI, 300 × 100": drawn("msi", "1234567", width=300, height=100),
        "nothing, 200 × 100": saved(Image.new("L", (200, 100), 255)),
        "page, nothing": saved(Image.new("L", (1240, 1754), 255)),
        "page of text": page(),
        "page of text, Code 128": page(drawn("code128", "123456789", width=200, height=100)),
        "12 megapixels, Code 128": photograph(label, 0),
        "12 megapixels, Code 128 at 27°": photograph(label, 27),
        "12 megapixels, QR Code at 12°": photograph(
            drawn("qr", "https://example.com/", scale=16), 12
        ),
        "12 megapixels, nothing": photograph(b"", 1),
    }


def samples(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every picture below *folder*."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in KINDS:
            yield str(path.relative_to(folder)), path.read_bytes()


def zxing(file: bytes) -> int:
    """Read with zxing-cpp alone, and return how many barcodes it finds."""
    return len(zxingcpp.read_barcodes(Image.open(io.BytesIO(file)).convert("L")))


def ours(file: bytes) -> int:
    """Read with the product, and return how many barcodes it finds."""
    return len(reader.read(file))


def milliseconds(read: Callable[[bytes], int], file: bytes) -> float:
    """Return the CPU time of one call."""
    start = time.process_time_ns()
    read(file)
    return (time.process_time_ns() - start) / 1e6


def compare(name: str, file: bytes) -> None:
    """Print a line of the table."""
    counts = zxing(file), ours(file)
    with Image.open(io.BytesIO(file)) as image:
        is_small = image.width * image.height < SMALL_PIXELS
    rounds = [
        (milliseconds(zxing, file), milliseconds(ours, file))
        for _ in range(SMALL_ROUNDS if is_small else ROUNDS)
    ]
    theirs, own = (statistics.median(times) for times in zip(*rounds, strict=True))
    quotient = statistics.median(own / theirs for theirs, own in rounds)
    print(
        f"{name:34}zxing-cpp {theirs:8.2f} ms, {counts[0]} found   "
        f"decode {own:8.2f} ms, {counts[1]} found   × {quotient:.2f}"
    )


def compare_folder(folder: Path) -> bool:
    """Print how many pictures of *folder* each reads, how many a second, and what is lost.

    Returns:
        False if there is no picture in it.
    """
    totals = {zxing: 0.0, ours: 0.0}
    read = {zxing: 0, ours: 0}
    count = 0
    for name, file in samples(folder):
        found = {}
        for way in totals:
            start = time.process_time()
            found[way] = way(file)
            totals[way] += time.process_time() - start
            read[way] += found[way] > 0
        count += 1
        if found[ours] < found[zxing]:
            print(f"lost in {name}: {found[zxing]} by zxing-cpp, {found[ours]} by decode")
    if not count:
        print(f"{folder} is no folder with pictures ({', '.join(sorted(KINDS))}).", file=sys.stderr)
        return False
    for way, label in ((zxing, "zxing-cpp"), (ours, "decode")):
        print(
            f"{label:10}{count} pictures, {read[way]} read, "
            f"{count / totals[way]:.0f} a second of CPU time"
        )
    return True


def main() -> int:
    """Measure the pictures above and those of the folders that are named."""
    for name, file in pictures().items():
        compare(name, file)
    # A list, so that one folder without pictures does not keep the others from being read.
    are_read = [compare_folder(Path(folder)) for folder in sys.argv[1:]]
    return 0 if all(are_read) else 1


if __name__ == "__main__":
    sys.exit(main())
