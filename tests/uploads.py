"""Files to send: good ones, hostile ones, and the requests that carry them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from PIL import Image

from backend.files.documents import Document
from backend.files.pictures import Logo, Picture
from backend.files.uploads import Received

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Part = tuple[str, str | None, bytes]  # the field, the file's name where it is one, the content


def image(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """Paint an image."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """Pack an archive; a part named mimetype is left unpacked, as OpenDocument has it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=packed)
    return out.getvalue()


def odt(**parts: bytes | str) -> bytes:
    """Pack an OpenDocument text, and whatever else."""
    return zipped({"mimetype": ODT, "content.xml": "<x/>", **parts})


def docx(declared: str = f"{DOCX}.main+xml", **parts: bytes | str) -> bytes:
    """Pack a Word document, and whatever else."""
    types = f'<Types><Override ContentType="{declared}"/></Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<x/>", **parts})


def received(content: bytes, name: str = "x") -> Received:
    """Give a file as it comes in."""
    return Received(SimpleUploadedFile(name, content))


def document(content: bytes = PDF, name: str = "La grille.pdf") -> Document:
    """Give a document as an action is given it."""
    return Document.made_of(received(content, name), field="file")


def portrait(content: bytes | None = None) -> Picture:
    """Give a picture as an action is given it."""
    return Picture.made_of(received(content or image()), field="file")


def logo() -> Logo:
    """Give a logo as an action is given it."""
    return Logo.made_of(received(image()), field="file")


def body_of(*parts: Part, end: str = f"--{BOUNDARY}--\r\n") -> bytes:
    """Write a multipart body."""
    out = b""
    for field, name, content in parts:
        named = "" if name is None else f'; filename="{name}"'
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{named}\r\n\r\n'
        out += head.encode() + content + b"\r\n"
    return out + end.encode()


def parts_of(document: str, variables: Any, places: Any, *files: Part) -> list[Part]:
    """Lay out an operation, the map and the files, in the order of the specification."""
    operation = {"query": document, "variables": variables}
    return [
        ("operations", None, json.dumps(operation).encode()),
        ("map", None, json.dumps(places).encode()),
        *files,
    ]


def send(client: Client, body: bytes, **headers: Any) -> Any:
    """Post a multipart body; gives the response."""
    return client.generic("POST", "/graphql", body, content_type=MULTIPART_CONTENT, headers=headers)
