"""From a text to the terms that are looked up, word by word, with their places in the text.

Case, accents, ligatures, both apostrophes, elided articles, hyphens, dotted acronyms and
inclusive endings make no difference; little words are left out and words reduced to their stem.
A word gives two terms where its stem depends on its accents: one of the word as written, one of
the word without accents, so that every spelling shares a term with every other; and one more where
two words are written alike in one of their forms (`inflection`).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from . import inflection
from .pieces import MOST_KEPT, Known, Word, Written

LONGEST_WORD = 64  # characters of a word that count
APOSTROPHES = "'`\u2018\u2019\u00b4\u02bc\u2032\uff07"  # as many as keyboards and editors make
LETTER = r"[^\W\d_]"
UNSEEN = "\u00ad\u200b\u2060\ufeff"  # where a word may be parted: pages that are copied have them
BEHIND = "|"  # stands between a text's terms and those behind it: no phrase goes across
WORDS = re.compile(
    rf"""
      (?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)[{APOSTROPHES}](?=[^\W_])
    | (?P<acronym>(?:{LETTER}\.){{2,}}(?:{LETTER}(?!{LETTER}))?)
    | (?P<word>{LETTER}(?:{LETTER}|[\u0300-\u036f{UNSEEN}])*)
      (?:\((?:e|s|x|es)\)(?:\(s\))? | (?:[·•‧∙](?:e|s|x|es|ne|nes|le|les|t?rice|euse|ère|ive)\b)+)?
    | (?P<number>\d+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
RUNS = re.compile(r"[^\W\d_]+|\d+")
LONGEST_PIECE = 200  # characters without a space that are read together
PIECES = re.compile(rf"\S{{1,{LONGEST_PIECE}}}")
LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"} | dict.fromkeys(UNSEEN, "")
)
FRENCH_LITTLE_WORDS = """
    a ai as au aux avec c ce ces cet cette comment d dans de des dont du elle elles en es est et eux
    il ils j je l la le les leur leurs lui m ma mais me mes mon n ne nos notre nous on ou par pas
    pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa se ses si son sont sur t ta
    te tes ton tu un une vos votre vous y
"""
ENGLISH_LITTLE_WORDS = """
    a an and are as at be but by d do does for from had has have he her his how i if in into is it
    its ll m my no not of on or our re s she so t that the their them then there these they this to
    us ve was we were what when where which who why will with you your
"""


class Terms(NamedTuple):
    """A text as an index keeps it: terms with spaces between them."""

    standing: str  # what is looked up, in its order
    spelled: str  # its words as they are written, each once


SECOND = "\x1f"  # stands before a word's other term, which stands behind its first one
SECONDS = re.compile(rf"{SECOND}(\S+)")


class Analysis:
    """How the texts of one language are read."""

    def __init__(
        self,
        language: str,
        stemmer: str,
        little_words: str,
        forms: inflection.Inflection = inflection.NONE,
    ) -> None:
        self.language = language
        self._forms = forms
        self._stemmer = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(stemmer)).build()
        self._turn = threading.Lock()  # tantivy's analyzer is not for two threads at once
        self.little_words = frozenset(little_words.split())
        self._terms_of = lru_cache(maxsize=MOST_KEPT)(self._terms_of_anew)
        self._known = Known(self._read)
        self._standing, self._bare = Written(self._stand), Written(self._spelled)

    def known(self) -> Known:
        """Give the words of pieces, as far as they were read, and read those that were not."""
        if self._known.is_full:
            self._known = Known(self._read)
        return self._known

    def words(self, text: str) -> Iterator[Word]:
        """Read a text, word by word."""
        known = self.known()
        for piece in PIECES.finditer(text):
            start = piece.start()
            for word in known[piece[0]]:
                yield Word(word.terms, word.bare, word.start + start, word.end + start)

    def terms(self, text: str) -> Terms:
        """Read a text for an index.

        A word's first term stands in its place, so that phrases are found; its other one, if it
        has one, stands behind the text. Little words leave no gap, so that a phrase spans them.
        """
        pieces = text.split()
        standing = " ".join(filter(None, map(self._standing.__getitem__, pieces)))
        if SECOND in standing:
            standing = " ".join((SECONDS.sub("", standing), BEHIND, *SECONDS.findall(standing)))
        spelled = dict.fromkeys(map(self._bare.__getitem__, pieces))
        lines = "\n".join(spelled)
        if lines.count("\n") >= len(spelled):  # some pieces have several words
            spelled = dict.fromkeys(lines.split("\n"))
        return Terms(standing, " ".join(filter(None, spelled)))

    def openings(self, text: str) -> tuple[str, ...]:
        """Give what a text begins with: all of it, and all behind its first little words."""
        words = RUNS.findall(fold(text))
        behind = list(dropwhile(self.little_words.__contains__, words))
        return tuple(dict.fromkeys(" ".join(some) for some in (words, behind) if some))

    def _read(self, piece: str) -> tuple[Word, ...]:
        """Read what stands between two spaces: no word goes across one."""
        words = []
        for part in PIECES.finditer(piece):
            for match in WORDS.finditer(piece, *part.span()):
                kind = match.lastgroup
                if kind is None:
                    continue  # an elided article
                terms, bare = self._terms_of(match[kind][:LONGEST_WORD])
                if terms:
                    words.append(Word(terms, bare, *match.span()))
        return tuple(words)

    def _stand(self, piece: str) -> str:
        """Read what stands between two spaces for an index: the terms of its words."""
        return " ".join([SECOND.join(word.terms) for word in self.known()[piece]])

    def _spelled(self, piece: str) -> str:
        """Give its words as they are spelled, each on a line."""
        return "\n".join([word.bare for word in self.known()[piece]])

    def _terms_of_anew(self, word: str) -> tuple[tuple[str, ...], str]:
        if "." in word:  # an acronym, which has no stem
            bare = fold(word.replace(".", ""))[:LONGEST_WORD]
            return (bare,), bare
        # Some signs of Arabic and Greek are written out with spaces: no term has one.
        whole, bare = (read(word).replace(" ", "")[:LONGEST_WORD] for read in (spell, fold))
        if not bare or bare in self.little_words:
            return (), bare
        stems = [self._stem(bare), fold(self._stem(whole))]
        if (otherwise := self._forms.otherwise(bare)) != bare:
            stems.append(self._stem(otherwise))
        return tuple(dict.fromkeys(map(self._forms.regular, stems))), bare

    def _stem(self, word: str) -> str:
        with self._turn:
            stems = self._stemmer.analyze(word)
        return stems[0] if stems else word


class Marks(dict[int, int | None]):
    """What becomes of each character when the marks on letters are left out."""

    def __missing__(self, point: int) -> int | None:
        left = None if unicodedata.category(chr(point)) == "Mn" else point
        self[point] = left
        return left


MARKS = Marks()


def spell(word: str) -> str:
    """Write a word in small letters, composed, without ligatures and what nobody sees."""
    if word.isascii():
        return word.casefold()
    return unicodedata.normalize("NFKC", word.casefold()).translate(LIGATURES)


def fold(word: str) -> str:
    """Write a word in small letters without accents."""
    spelled = spell(word)
    if spelled.isascii():
        return spelled
    return unicodedata.normalize("NFKD", spelled).translate(MARKS)


def well_formed(text: str) -> str:
    """Replace what no file can hold: halves of characters."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


FRENCH = Analysis("fr", "french", FRENCH_LITTLE_WORDS, inflection.FRENCH)
ENGLISH = Analysis("en", "english", ENGLISH_LITTLE_WORDS)
ANALYSES = {analysis.language: analysis for analysis in (FRENCH, ENGLISH)}


TELLING = {
    FRENCH.language: FRENCH.little_words - ENGLISH.little_words,
    ENGLISH.language: ENGLISH.little_words - FRENCH.little_words,
}
"""Little words of one language alone: of whichever a text has more, in that it is written."""
TOLD_BY = 2_000  # characters of a text that tell its language


def language_of(text: str) -> str:
    """Tell in which language something is written: in the network's own, where nothing tells."""
    words = text[:TOLD_BY].casefold().split()
    if TELLING[ENGLISH.language].isdisjoint(words):  # of most texts that is all
        return FRENCH.language
    return max(TELLING, key=lambda language: len(TELLING[language].intersection(words)))


def analysis_of(language: str) -> Analysis:
    """Choose how to read a language: the network's own when we do not know it."""
    return ANALYSES.get(language) or ANALYSES.get(language.casefold().split("-")[0], FRENCH)
