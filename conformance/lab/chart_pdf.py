"""The resolution chart as PDF for a printer: filled polygons and lines of Helvetica need no library."""

import zlib
from collections.abc import Iterator

from conformance.lab.chart import Page, grey
from conformance.model.chart import NAME

_POINTS = 72 / 25.4  # a mm


def pdf(page: Page) -> bytes:
    """The page as PDF 1.7 (ISO 32000-1); it asks the printing program for no scaling (table 150)."""
    drawing = zlib.compress("\n".join(_operators(page)).encode("ascii"), 9)
    width, height = page.width * _POINTS, page.height * _POINTS
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Contents 5 0 R" % (width, height)
        + b" /Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Title (%b) >>" % NAME.encode("ascii"),
    )


def _operators(page: Page) -> Iterator[str]:
    """Content stream (ISO 32000-1, annex A): y downward in mm, each layer one path, so that neighbours show no seam."""
    yield f"{_POINTS:.6f} 0 0 {-_POINTS:.6f} 0 {page.height * _POINTS:.4f} cm"
    for layer in page.layers:
        yield f"{grey(layer.reflectance):.4f} g"
        for (x, y), *rest in layer.polygons:
            yield f"{x:.4f} {y:.4f} m " + " ".join(f"{right:.4f} {down:.4f} l" for right, down in rest) + " h"
        yield "f"
    for line in page.writing:
        text = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        yield f"BT /F {line.size:g} Tf 1 0 0 -1 {line.left:.4f} {line.base:.4f} Tm ({text}) Tj ET"


def _file(*objects: bytes) -> bytes:
    """Objects 1, 2, ... with their cross-reference table; the first is the catalog, the last the information."""
    body, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (count, count - 1)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        trailer,
        len(body),
    )
