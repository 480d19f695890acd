"""Documents that say something: small, real, made by hand or by whoever writes them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from pypdf import PdfWriter

from tests.uploads import zipped

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{OOXML}wordprocessingml.document"
PPTX = f"{OOXML}presentationml.presentation"
XLSX = f"{OOXML}spreadsheetml.sheet"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "draw")
)


def pdf(*pages: str, content: Iterable[bytes] = (), kids: str = "") -> bytes:
    """Set a PDF, a line of text per line; or pages of a content, or of kids, that we are given."""
    contents = [*content] or [_typeset(page) for page in pages]
    count = len(contents)
    numbers = " ".join(f"{3 + 2 * number} 0 R" for number in range(count))
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding"
        " << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl] >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids or numbers}]"
        f" /Resources << /Font << /F {font} >> >> >>".encode(),
    ]
    for number, stream in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>"
            % (4 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _numbered(objects)


def encrypted(content: bytes, password: str) -> bytes:
    """Lock a PDF; without a password it opens, and only asks not to be printed."""
    writer, out = PdfWriter(clone_from=BytesIO(content)), BytesIO()
    writer.encrypt(password, owner_password="nobody's", algorithm="AES-256")  # noqa: S106
    writer.write(out)
    return out.getvalue()


def odt(*paragraphs: str, raw: str = "") -> bytes:
    """Write an OpenDocument text; raw is XML among its paragraphs."""
    body = "".join(f"<text:p>{escape(each)}</text:p>" for each in paragraphs)
    return _open(ODT, f"<office:text>{body}{raw}</office:text>")


def odp(*slides: str) -> bytes:
    """Write an OpenDocument presentation."""
    pages = "".join(
        f"<draw:page><draw:text-box><text:p>{escape(each)}</text:p></draw:text-box></draw:page>"
        for each in slides
    )
    return _open(ODP, f"<office:presentation>{pages}</office:presentation>")


def docx(*paragraphs: str, raw: str = "", **others: str) -> bytes:
    """Write a Word document; others are parts by the names of their files."""
    body = "".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in paragraphs)
    parts = {f"word/{name}.xml": part for name, part in others.items()}
    return _microsoft(
        DOCX, {"word/document.xml": f"<w:document {W}>{body}{raw}</w:document>", **parts}
    )


def pptx(*slides: str) -> bytes:
    """Write a presentation, its parts in no order."""
    said = [f"<a:p><a:r><a:t>{escape(each)}</a:t></a:r></a:p>" for each in slides]
    parts = {
        f"ppt/slides/slide{number}.xml": f"<x {A}>{each}</x>" for number, each in enumerate(said, 1)
    }
    return _microsoft(PPTX, {"ppt/presentation.xml": "<x/>", **dict(reversed(parts.items()))})


def xlsx(*cells: str) -> bytes:
    """Write a workbook's shared words."""
    words = "".join(f"<si><t>{escape(each)}</t></si>" for each in cells)
    return _microsoft(
        XLSX, {"xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": f"<sst>{words}</sst>"}
    )


def _typeset(page: str) -> bytes:
    lines = []
    for line in page.replace("ﬁ", "\x01").replace("ﬂ", "\x02").splitlines():
        shown = line.replace("(", r"\(").replace(")", r"\)")
        lines.append(f"({shown}) Tj T*")
    return f"BT /F 12 Tf 14 TL 50 800 Td {' '.join(lines)} ET".encode("cp1252")


def _numbered(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return (
        out
        + head
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            len(out),
        )
    )


def _open(kind: str, body: str) -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {OPEN}>'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    return zipped({"mimetype": kind, "content.xml": content})


def _microsoft(kind: str, parts: dict[str, str]) -> bytes:
    declared = f'<Types><Override ContentType="{kind}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": declared, **parts})
