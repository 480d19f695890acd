"""Extraction: what documents say, and that hostile ones hurt nobody but themselves."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from backend.extraction.reasons import Reason
from backend.extraction.running import ROOT, SLOW, Extracted, Limits, text_of
from backend.extraction.wording import worded
from tests import documents
from tests.documents import DOCX, ODP, ODT, PDF, PPTX, XLSX, W, docx, odp, odt, pdf, pptx, xlsx
from tests.uploads import zipped

PATIENT = Limits(seconds=60)  # where it is not time that ends it, on whatever machine


def read(content: bytes, kind: str = PDF, limits: Limits = PATIENT) -> Extracted:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return text_of(file, kind, limits)


def failed(reason: Reason) -> Extracted:
    return Extracted(reason=reason)


# --- what documents say -----------------------------------------------------------------------

FRENCH = ("L’œuvre d’été à Saint-Étienne", "Où qu’ils soient : 100 % < 12 €")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (PDF, pdf(*FRENCH)),
        (ODT, odt(*FRENCH)),
        (ODP, odp(*FRENCH)),
        (DOCX, docx(*FRENCH)),
        (PPTX, pptx(*FRENCH)),
        (XLSX, xlsx(*FRENCH)),
        ("text/plain", "\ufeff{}\r\n\r\n{}\r\n".format(*FRENCH).encode()),
        ("text/markdown", "{}\n{}".format(*FRENCH).encode()),
        ("text/csv", "{}\n{}".format(*FRENCH).encode()),
    ],
    ids=["pdf", "odt", "odp", "docx", "pptx", "xlsx", "txt", "md", "csv"],
)
def test_each_kind_gives_its_text(kind, content):
    assert read(content, kind) == Extracted("\n".join(FRENCH))


def test_pages_and_slides_come_in_their_order():
    slides = [f"La vue {number}" for number in range(1, 13)]

    assert read(pptx(*slides), PPTX).text.splitlines() == slides
    assert read(pdf(*slides)).text.splitlines() == slides


def test_letters_set_as_one_are_read_as_letters():
    assert read(pdf("La ﬁnance et le conﬂit")).text == "La finance et le conflit"


@pytest.mark.parametrize(
    ("set_as", "said"),
    [
        ("la parti-\ncipation", "la participation"),
        ("la parti\u00ad\ncipation", "la parti\ncipation"),
        ("les Hauts-\nde-France", "les Hauts-de-France"),
        ("Saint-\nÉtienne", "Saint-Étienne"),
        ("un rendez-\nvous", "un rendez-vous"),
        ("c’est-à-\ndire", "c’est-à-dire"),
        ("l’arc\u00adhi\u200btecte", "l’architecte"),
        ("e\u0301te\u0301 \t \xa0 12\x00\x0c3", "été 12 3"),
        ("a\r\n \r\n\r\nb", "a\nb"),
        ("- un\n-\n- deux", "- un\n-\n- deux"),
        (" \n\t", ""),
    ],
)
def test_words_are_made_whole_and_spaces_single(set_as, said):
    assert worded(set_as) == said


@pytest.mark.parametrize("sign", ["a", " ", "-\n", "a-\n", " \n", "\x00", "\u0301"])
def test_words_are_made_whole_in_time_that_goes_by_length(sign):
    spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime

    worded(sign * 200_000)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - spent < 10


def test_a_word_document_tells_its_notes_and_not_what_was_struck_out():
    struck = "<w:del><w:r><w:delText>ôté</w:delText></w:r></w:del>"
    moved = "<w:moveFrom><w:r><w:t>ailleurs</w:t></w:r></w:moveFrom>"
    gaps = "<w:p><w:r><w:t>un</w:t><w:tab/><w:t>deux</w:t><w:br/><w:t>trois</w:t></w:r></w:p>"
    note = f"<w:footnotes {W}><w:p><w:r><w:t>Une note</w:t></w:r></w:p></w:footnotes>"

    said = read(docx("Le texte", raw=struck + moved + gaps, footnotes=note, styles=note), DOCX)

    assert said.text == "Le texte\nun deux trois\nUne note"


def test_an_open_document_tells_its_spaces_and_not_what_was_struck_out():
    struck = "<text:tracked-changes><text:p>ôté</text:p></text:tracked-changes>"
    gaps = "<text:h>un<text:s/>deux<text:line-break/>trois <text:span>quatre</text:span></text:h>"

    assert read(odt("Le texte", raw=struck + gaps), ODT).text == "Le texte\nun deux trois quatre"


def test_a_pdf_that_only_asks_not_to_be_printed_is_read():
    assert read(documents.encrypted(pdf("Bonjour"), "")).text == "Bonjour"


def test_of_a_long_text_the_beginning_is_kept():
    long = "mot " * 100_000

    said = read(long.encode(), "text/plain", Limits(seconds=60, characters=1_000))

    assert said.is_cut
    assert said.text == ("mot " * 250)[:999]


# --- why there is none ------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCHED = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        (PDF, b"", Reason.DAMAGED),
        (PDF, b"%PDF-1.7\n%%EOF\n", Reason.DAMAGED),
        (PDF, odt("Bonjour"), Reason.DAMAGED),
        (PDF, os.urandom(5_000), Reason.DAMAGED),
        (PDF, pdf(""), Reason.NO_TEXT),
        (PDF, documents.encrypted(pdf("Bonjour"), "secret"), Reason.ENCRYPTED),
        (ODT, b"", Reason.DAMAGED),
        (ODT, odt("Bonjour")[:-30], Reason.DAMAGED),
        (ODT, zipped({"mimetype": ODT, "other.xml": "<x/>"}), Reason.DAMAGED),
        (ODT, odt(), Reason.NO_TEXT),
        (
            ODT,
            zipped(
                {"content.xml": os.urandom(99), "META-INF/manifest.xml": "<m:encryption-data/>"}
            ),
            Reason.ENCRYPTED,
        ),
        (DOCX, pdf("Bonjour"), Reason.DAMAGED),
        (DOCX, zipped({"word/document.xml": f"{LAUGHS}<w><p><t>&c;</t></p></w>"}), Reason.DAMAGED),
        (DOCX, zipped({"word/document.xml": f"{FETCHED}<w><p><t>&f;</t></p></w>"}), Reason.DAMAGED),
        (DOCX, zipped({"word/document.xml": "<w><p><t>Bonjour"}), Reason.DAMAGED),
        ("text/plain", "été".encode("latin-1"), Reason.DAMAGED),
        ("text/plain", b" \n", Reason.NO_TEXT),
        ("image/png", b"\x89PNG\r\n\x1a\n", Reason.UNSUPPORTED),
        ("text/html", b"<p>Bonjour</p>", Reason.UNSUPPORTED),
    ],
)
def test_what_gives_no_text_says_why(kind, content, reason):
    assert read(content, kind) == failed(reason)


def test_a_damaged_pdf_gives_the_pages_that_can_be_read():
    cut = pdf("La première", "La deuxième").replace(b"/Contents 6 0 R", b"/Contents 9 0 R")

    assert read(cut).text == "La première"


@pytest.mark.parametrize("kids", ["2 0 R", "2 0 R 3 0 R 2 0 R", "3 0 R " * 9])
def test_a_pdf_whose_pages_go_round_comes_to_an_end(kids):
    said = read(pdf("Tourne", kids=kids), limits=Limits(seconds=20))

    assert set(said.text.split()) <= {"Tourne"}


# --- too much ---------------------------------------------------------------------------------


def bomb(megabytes: int, before: bytes, after: bytes) -> bytes:
    """Pack a document of Word that unpacks to very much."""
    out = BytesIO()
    packed = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed as archive, archive.open("word/document.xml", "w") as part:
        part.write(before)
        for _each in range(megabytes):
            part.write(b" " * 1_000_000)
        part.write(after)
    return out.getvalue()


def test_an_archive_that_bursts_is_not_unpacked_to_the_end():
    content = bomb(301, b"<w>", b"<p><t>Bonjour</t></p></w>")

    assert len(content) < 2_000_000
    assert read(content, DOCX) == failed(Reason.TOO_LARGE)


@pytest.mark.parametrize("before", [b'<w a="', b"<w><!--", b"<w><?x "])
def test_a_tag_that_has_no_end_is_not_waited_for(before):
    assert read(bomb(40, before, b""), DOCX) == failed(Reason.TOO_LARGE)


def test_what_eats_memory_is_refused_more():
    packed = zlib.compress(b" " * 70_000_000)
    hungry = pdf(content=[b"x"]).replace(
        b"/Length 1 >>\nstream\nx",
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s" % (len(packed), packed),
    )

    said = read(hungry, limits=Limits(seconds=60, memory=80_000_000))

    assert said == failed(Reason.TOO_LARGE)


def toil(said: bytes) -> bytes:
    """Set many pages that take long."""
    return pdf(content=[said, *[b"BT /F 12 Tf %s ET" % (b"( ) Tj T* " * 20_000)] * 120])


def test_what_takes_too_long_is_ended():
    assert read(toil(b""), limits=Limits(seconds=1)) == failed(Reason.TOO_SLOW)


def test_what_works_too_long_ends_as_too_slow_before_anybody_ends_it(tmp_path):
    limits = ("1", "512000000", "200000")
    (tmp_path / "toil.pdf").write_bytes(toil(b""))
    with (tmp_path / "toil.pdf").open("rb") as file:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "backend.extraction.child", "application/pdf", *limits],
            stdin=file,
            capture_output=True,
            check=False,
        )

    assert done.returncode in SLOW


def test_what_was_read_before_it_took_too_long_is_kept():
    late = toil(b"BT /F 12 Tf 50 800 Td (Bonjour) Tj ET")

    assert read(late, limits=Limits(seconds=8)) == Extracted("Bonjour", is_cut=True)


class Endless:
    """A file that never comes: whoever reads it sleeps."""

    def __init__(self) -> None:
        self.out, self._in = os.pipe()

    def fileno(self) -> int:
        return self.out

    def seek(self, place: int) -> None:
        """Stand where it stands."""

    def close(self) -> None:
        os.close(self.out)
        os.close(self._in)


@pytest.fixture
def endless():
    file = Endless()
    yield file
    file.close()


def children() -> list[Path]:
    """Find the processes that read for us."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"backend.extraction.child" in command:
            found.append(process)
    return found


def test_what_sleeps_is_ended_and_leaves_no_process(endless):
    assert text_of(endless, "text/plain", Limits(seconds=1)) == failed(Reason.TOO_SLOW)
    assert children() == []


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, Reason.INTERRUPTED),  # as by a system that is out of memory
        (signal.SIGTERM, Reason.INTERRUPTED),
        (signal.SIGSEGV, Reason.DAMAGED),
    ],
)
def test_a_reading_process_that_is_killed_kills_nobody(endless, number, reason):
    seen = []

    def kill():
        while not (found := children()):
            pass
        seen.append((found[0] / "environ").read_bytes())
        os.kill(int(found[0].name), number)

    killer = threading.Thread(target=kill)
    killer.start()
    said = text_of(endless, "text/plain", PATIENT)
    killer.join()

    assert said == failed(reason)
    assert seen == [b"LANG=C.UTF-8\0"]  # no key, no password, no address


def test_a_reading_process_that_nobody_waits_for_ends_itself(endless):
    command = [sys.executable, "-m", "backend.extraction.child", "text/plain"]

    child = subprocess.Popen(  # noqa: S603 - our own module
        [*command, "1", "500000000", "1000"], cwd=ROOT, stdin=endless, stdout=subprocess.DEVNULL
    )

    assert child.wait(60) == -signal.SIGALRM


def test_reading_knows_no_django():
    code = "import sys, backend.extraction.child, backend.extraction.pdf; print(*sys.modules)"

    said = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )

    assert "backend.extraction.pdf" in said.stdout
    assert "django" not in said.stdout
