"""Draws the plots of docs/benchmarks.md as SVG: bars, and lines over a number of clients."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

WIDTH = 760
LABELS, VALUES, ROW, GAP = 330, 60, 22, 6
# Distinct for people who see few colours (Okabe and Ito).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" role="img">'
    '<title>{title}</title><rect width="100%" height="100%" fill="#fff"/>'
    '<text x="12" y="24" font-size="15" font-weight="bold">{title}</text>'
)


def _picture(height: int, title: str, parts: Iterable[str]) -> str:
    head = _HEAD.format(width=WIDTH, height=height, title=escape(title))
    return "\n".join([head, *parts, "</svg>\n"])


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def bars(title: str, values: Mapping[str, float], own: str) -> str:
    """Return a bar for each of *values*; those whose names begin with *own* have a colour."""
    longest = max(values.values())
    parts = []
    for number, (name, value) in enumerate(values.items()):
        y = 40 + number * (ROW + GAP)
        length = (WIDTH - LABELS - VALUES) * value / longest
        colour = COLOURS[0] if name.startswith(own) else "#999"
        parts += [
            _text(LABELS - 8, y + 16, name, "end"),
            f'<rect x="{LABELS}" y="{y}" width="{length:.0f}" height="{ROW}" fill="{colour}"/>',
            _text(LABELS + length + 6, y + 16, f"{value:.1f}"),
        ]
    return _picture(52 + len(values) * (ROW + GAP), title, parts)


def lines(title: str, clients: Sequence[int], series: Mapping[str, Sequence[float]]) -> str:
    """Return a line for each of *series*, whose values belong to numbers of *clients*."""
    left, top, width, height = 50, 44, 380, 300
    highest = max(max(values) for values in series.values())
    xs = [left + width * at / max(1, len(clients) - 1) for at in range(len(clients))]

    def y_of(value: float) -> float:
        return top + height * (1 - value / highest)

    parts = [
        f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="#000"/>',
        _text(left + width / 2, top + height + 38, "clients at a time", "middle"),
    ]
    parts += [
        _text(x, top + height + 18, str(count), "middle")
        for x, count in zip(xs, clients, strict=True)
    ]
    for part in (0.25, 0.5, 0.75, 1.0):
        y = y_of(part * highest)
        parts.append(f'<path d="M{left} {y:.0f}H{left + width}" stroke="#ddd"/>')
        parts.append(_text(left - 6, y + 5, f"{part * highest:.0f}", "end"))
    for number, (name, values) in enumerate(series.items()):
        colour, y = COLOURS[number % len(COLOURS)], top + 14 + number * 24
        points = " ".join(f"{x:.0f},{y_of(v):.0f}" for x, v in zip(xs, values, strict=True))
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
            f'<rect x="{left + width + 20}" y="{y - 10}" width="14" height="4" fill="{colour}"/>',
            _text(left + width + 40, y - 3, name),
        ]
    return _picture(top + height + 56, title, parts)
