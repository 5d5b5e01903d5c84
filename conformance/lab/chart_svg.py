"""The resolution chart as SVG for a printer: millimetres, one path a grey level, nothing that a renderer may smooth."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from conformance.lab.chart import Page, grey
from conformance.model.chart import NAME, Quad


def svg(page: Page) -> str:
    """The page as SVG 1.1 text."""
    width, height = f"{page.width:g}", f"{page.height:g}"
    paths = (f'<path fill="{colour(one.reflectance)}" d="{outlines(one.polygons)}"/>' for one in page.layers)
    writing = (
        f'<text x="{line.left:.2f}" y="{line.base:.2f}" font-size="{line.size:g}">{escape(line.text)}</text>'
        for line in page.writing
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif">'
    )
    return "\n".join((head, f"<title>{NAME}</title>", *paths, *writing, "</svg>", ""))


def colour(reflectance: float) -> str:
    """The reflectance as a grey of sRGB."""
    return f"#{round(255 * grey(reflectance)):02x}" + f"{round(255 * grey(reflectance)):02x}" * 2


def outlines(polygons: Iterable[Quad]) -> str:
    """Path data of closed polygons, to a ten thousandth of the unit."""
    return "".join("M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in polygon) + "Z" for polygon in polygons)
