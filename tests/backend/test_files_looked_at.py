"""Files: what is taken by its content, made safe and named well; what is refused, and why."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from backend.files import documents, images, office
from backend.files.documents import Document
from backend.files.names import clean_name
from backend.files.pictures import Logo, Picture
from backend.rules import Invalid
from tests.uploads import PDF, document, docx, image, odt, portrait, received, zipped

TEXT = "Les communs, c’est nous.\n".encode()
OPENDOCUMENT = "application/vnd.oasis.opendocument"
OPENXML = "application/vnd.openxmlformats-officedocument"


def opened(ready):
    ready.content.seek(0)
    return Image.open(BytesIO(ready.content.read()))


def refusal(content, name="x", kind=Document):
    with pytest.raises(Invalid) as refused:
        kind.made_of(received(content, name), field="file")
    assert refused.value.field == "file"
    return str(refused.value)


# --- by its content ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sent_as", "kind", "name"),
    [
        (PDF, "Grille.pdf", "application/pdf", "Grille.pdf"),
        (PDF, "Grille", "application/pdf", "Grille.pdf"),
        (PDF, "page.html", "application/pdf", "page.html.pdf"),
        (TEXT, "Lisez.txt", "text/plain", "Lisez.txt"),
        (TEXT, "Lisez.md", "text/markdown", "Lisez.md"),
        (TEXT, "page.html", "text/plain", "page.html.txt"),
        (b"\xef\xbb\xbfnom;ville\n", "gens.CSV", "text/csv", "gens.csv"),
        (odt(), "a.odt", f"{OPENDOCUMENT}.text", "a.odt"),
        (zipped({"mimetype": f"{OPENDOCUMENT}.spreadsheet", "content.xml": "<x/>"}),
         "a.ods", f"{OPENDOCUMENT}.spreadsheet", "a.ods"),
        (docx(), "a.docx", f"{OPENXML}.wordprocessingml.document", "a.docx"),
        (docx(), "a.zip", f"{OPENXML}.wordprocessingml.document", "a.zip.docx"),
        (image("PNG"), "a.png", "image/png", "a.png"),
        (image("JPEG"), "a.JPEG", "image/jpeg", "a.jpeg"),
        (image("WEBP"), "a.png", "image/webp", "a.png.webp"),
        (image("GIF"), "a.gif", "image/gif", "a.gif"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_shows(content, sent_as, kind, name):
    ready = document(content, sent_as)

    assert (ready.kind, ready.name) == (kind, name)
    assert ready.size == ready.content.size
    assert not ready.is_picture


@pytest.mark.parametrize("content", [PDF, TEXT, odt(), docx()])
def test_what_is_no_image_is_kept_as_it_is(content):
    ready = document(content)

    assert ready.content.read() == content
    assert ready.size == len(content)


SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><p>x", "Web pages"),
        (b"\n\n  <HTML><body>x", "Web pages"),
        (b"\xef\xbb\xbf<html>", "Web pages"),
        (SCRIPT, "Web pages"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "Web pages"),
        (b"<svg onload=alert(1)>", "Web pages"),
        (b"<!-- x --><svg/>", "Web pages"),
        (b"MZ\x90\x00" + b"\x00" * 60, "not taken"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "not taken"),
        (b"caf\xe9", "not taken"),  # Latin 1
        (b"a\x00b", "not taken"),
        (b"a" * 5_000 + b"\x1b[31m", "not taken"),
        ("é".encode("utf-16"), "not taken"),
        (b"BM" + b"\x00" * 100, "not taken"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "not taken"),
        (b"%PDF-1.4\ncut off", "not whole"),
        (zipped({"a.txt": "x"}), "Archives"),
        (zipped({"mimetype": "application/epub+zip", "content.xml": "x"}), "Archives"),
        (zipped({"mimetype": "text/html", "content.xml": "x"}), "Archives"),
        (docx(declared="application/vnd.ms-word.document.macroEnabled.main+xml"), "Archives"),
        (docx(**{"word/vbaProject.bin": "x"}), "macros"),
        (odt(**{"Basic/Standard/Module1.xml": "x"}), "macros"),
        (odt(**{"../../etc/cron.d/x": "x"}), "damaged"),
        (odt(**{"/etc/passwd": "x"}), "damaged"),
        (odt()[:-30], "damaged"),
        (b"PK\x03\x04" + b"\x00" * 60, "damaged"),
        (odt(**{"bomb.xml": b"\x00" * 3_000_000}), "unpacks"),
    ],
)  # fmt: skip
def test_what_nobody_should_be_sent_is_refused(content, why):
    assert why in refusal(content)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.txt"])
def test_a_name_makes_no_file_of_what_is_none(name):
    assert "not taken" in refusal(b"MZ\x90\x00" + b"\x00" * 60, name)
    assert "Web pages" in refusal(SCRIPT, name)


def test_an_archive_of_too_many_parts_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(office, "MOST_PARTS", 20)

    assert "unpacks" in refusal(odt(**{f"Pictures/{n}.png": "x" for n in range(20)}))


def test_an_archive_of_too_much_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(office, "MOST_UNPACKED", 500_000)

    assert "unpacks" in refusal(odt(**{"Pictures/a.png": bytes(range(256)) * 2_000}))


def test_an_archive_behind_something_else_is_refused():
    page = b"PK<html>" + SCRIPT
    assert "damaged" in refusal(page + odt())


def test_each_kind_has_a_largest_size(monkeypatch):
    for module, name in ((documents, "LARGEST_TEXT"), (documents, "LARGEST_DOCUMENT"),
                         (images, "LARGEST_IMAGE")):  # fmt: skip
        monkeypatch.setattr(module, name, 10)

    for content in (PDF, TEXT, odt(), image()):
        assert "too large" in refusal(content)


# --- images -----------------------------------------------------------------------------------


def test_an_image_is_upright_and_without_what_its_camera_said():
    source = Image.new("RGB", (40, 20), "teal")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Ma caméra"  # turned to the right; its maker
    out = BytesIO()
    source.save(out, "JPEG", exif=exif, comment=b"<script>", icc_profile=b"x" * 200)

    painted = opened(document(out.getvalue()))

    assert painted.size == (20, 40)
    assert not painted.getexif()
    assert b"cam" not in document(out.getvalue()).content.read()
    assert {"comment", "icc_profile", "exif"} & painted.info.keys() == set()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_is_hidden_behind_an_image_is_not_kept(kind):
    polyglot = image(kind) + zipped({"a.html": SCRIPT}) + SCRIPT

    kept = document(polyglot).content.read()

    assert SCRIPT not in kept
    assert b"PK\x03\x04" not in kept


def test_a_comment_in_an_image_is_not_kept():
    out = BytesIO()
    Image.new("P", (5, 5)).save(out, "GIF", comment=SCRIPT)

    assert SCRIPT not in document(out.getvalue()).content.read()


def test_what_moves_goes_on_moving():
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=70)

        painted = opened(document(out.getvalue()))

        assert (painted.format, painted.n_frames) == (kind, 3)


def test_what_is_clear_stays_clear():
    out = BytesIO()
    Image.new("RGBA", (5, 5), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(document(out.getvalue())).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_an_image_that_was_cut_off_is_refused(kind, share):
    rainbow = Image.effect_noise((120, 120), 80).convert("RGB")
    out = BytesIO()
    rainbow.save(out, kind)
    whole = out.getvalue()

    assert "damaged" in refusal(whole[: int(len(whole) * share)])


def png_of(width, height):
    """Write the head of a PNG that says how large it is, and hardly anything of it."""

    def chunk(name, content):
        checked = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checked)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 100_000)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("size", [(50_000, 50_000), (16_001, 1), (9_000, 9_000)])
def test_an_image_of_too_many_pixels_is_refused_unopened(size):
    assert "too many pixels" in refusal(png_of(*size))


def test_a_moving_image_of_too_many_pixels_in_all_is_refused(monkeypatch):
    frames = [Image.new("RGB", (50, 50), (n, 0, 0)) for n in range(12)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    monkeypatch.setattr(images, "MOST_FRAMES", 10)
    assert "too many frames" in refusal(out.getvalue())
    monkeypatch.setattr(images, "MOST_PIXELS", 20_000)
    assert "too many pixels" in refusal(out.getvalue())


@pytest.mark.parametrize("size", [(900, 300), (30, 70), (512, 512), (1, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_portrait_is_a_square_in_webp(kind, size):
    ready = portrait(image(kind, size))

    painted = opened(ready)
    assert (painted.format, painted.size) == ("WEBP", (512, 512))
    assert (ready.kind, ready.name, ready.is_picture) == ("image/webp", "image.webp", True)


@pytest.mark.parametrize(
    ("size", "kept"), [((900, 300), (512, 171)), ((300, 900), (171, 512)), ((40, 20), (40, 20))]
)
def test_a_logo_is_whole(size, kept):
    ready = Logo.made_of(received(image("PNG", size)), field="file")

    assert opened(ready).size == kept


@pytest.mark.parametrize("content", [PDF, TEXT, odt(), b"<svg/>", b"\x00", image()[:60]])
def test_a_picture_is_an_image(content):
    assert "image" in refusal(content, "moi.png", Picture)


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini.pdf"),
        ("/", "file.pdf"),
        ("", "file.pdf"),
        (".", "file.pdf"),
        ("..pdf", "pdf.pdf"),
        (".pdf", "pdf.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("grille\u202efdp.exe", "grillefdp.exe.pdf"),
        ("a\u200bb\u2066c.pdf", "abc.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a__Set-Cookie_ x=1.pdf"),
        ("a\x00.pdf", "a_.pdf"),
        ('a"b.pdf', "a_b.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.txt", "_LPT1.txt.pdf"),
        ("Éte\u0301 à Sète.PDF", "Été à Sète.pdf"),
        ("  a   b .pdf", "a b.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("été" * 100, ("été" * 100)[:116] + ".pdf"),
    ],
)
def test_a_name_neither_deceives_nor_leads_elsewhere(given, name):
    assert clean_name(given, (".pdf",)) == name
