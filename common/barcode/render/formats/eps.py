"""EPS: bars and text as outlines, for typesetting. Adobe EPSF 3.0, PostScript level 2."""

from math import ceil

from common.barcode.model.sizes import points
from common.barcode.render import postscript
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing*, sized by its resolution."""
    wide, high = (points(side, drawing.dpi) for side in drawing.size)
    layout, colours = drawing.layout, drawing.colours
    parts = [
        "%!PS-Adobe-3.0 EPSF-3.0\n",
        f"%%BoundingBox: 0 0 {ceil(wide)} {ceil(high)}\n",
        f"%%HiResBoundingBox: 0 0 {wide:.4f} {high:.4f}\n",
        "%%LanguageLevel: 2\n%%Pages: 1\n%%EndComments\n%%Page: 1 1\n",
        "gsave\n",
        # Defines the rectangle operator of PDF, so that both formats have the same paths.
        "/re { 4 2 roll moveto 1 index 0 rlineto 0 exch rlineto neg 0 rlineto closepath } def\n",
        f"[{postscript.matrix(drawing)}] concat\n",
        f"{postscript.paint(colours.background, 'setgray', 'setrgbcolor')} ",
        f"0 0 {layout.width} {layout.height} rectfill\n",
        f"{postscript.paint(colours.foreground, 'setgray', 'setrgbcolor')}\n",
        postscript.bars(layout, "re", "moveto", "lineto", "closepath"),
        " fill\n",
    ]
    for matrix, path in postscript.text(layout, "moveto", "lineto", "curveto", "closepath"):
        parts.append(f"gsave [{matrix}] concat {path} fill grestore\n")
    parts.append("grestore\nshowpage\n%%EOF\n")
    return "".join(parts).encode()


FORMAT = ImageFormat(
    id="EPS",
    title="Encapsulated PostScript: true outlines, sized in mm by dpi",
    extension="eps",
    media_type="application/postscript",
    kind="vector",
    render=render,
    exact_dpi=True,
    aliases=("ps",),
    alpha="none",
)
