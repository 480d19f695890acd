"""Sending files: an operation and what stands beside it, as the multipart specification says."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TEXT = "Les communs, c’est nous.\n".encode()

Part = tuple[str, str | None, bytes]  # the field, the file's name where it is one, the content


def image(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """Paint an image."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


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


def send(client: Any, body: bytes, **headers: Any) -> Any:
    """Post a multipart body; gives the response."""
    return client.generic("POST", "/graphql", body, content_type=MULTIPART_CONTENT, headers=headers)
