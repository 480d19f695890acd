"""French forms that the stemmer leaves apart: plurals in -x; feminines in -que, -ive, -trice.

A stem is made another, the same for all forms of a word: lieu and lieux, public and publique.
That it is no word of French does not matter, for nobody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

ENDINGS = {
    "eux": "eu",  # lieux, enjeux; heureuse, which the stemmer makes heureux
    "tric": "teu",  # actrice, with acteur
    "eur": "eu",  # porteur, with porteuse, which it makes porteux
    "eau": "el",  # nouveau, with nouvelle
    "iqu": "ic",  # publique, with public
    "cqu": "c",  # grecque
    "if": "iv",  # actif, with active
    "euf": "euv",  # neuf, with neuve
}
ENDING = re.compile(r"(?:(?<=.)eu[xf]|(?<=..)(?:tric|iqu|cqu|if)|(?<=...)e(?:ur|au))$")
IRREGULAR = {  # stems
    "baux": "bail",
    "coral": "corail",
    "doux": "douc",
    "faux": "fauss",
    "ideau": "ideal",
    "traval": "travail",
    "vieux": "vieil",
    "vitral": "vitrail",
    "yeux": "oeil",
}
FEMININE = re.compile(r"(?<=..)euses?$")


class Inflection(NamedTuple):
    """What a language has besides its stemmer, for words without accents."""

    regular: Callable[[str], str]  # gives the stem that all forms of a word have
    otherwise: Callable[[str], str]  # gives a form by which a word is looked up too, or itself


def _regular(stem: str) -> str:
    return IRREGULAR.get(stem) or ENDING.sub(lambda ending: ENDINGS[ending[0]], stem)


def _otherwise(word: str) -> str:
    """Give the noun in -eur of a word in -euse: the stemmer takes each for an adjective in -eux."""
    return FEMININE.sub("eur", word)


FRENCH = Inflection(_regular, _otherwise)
NONE = Inflection(str, str)
