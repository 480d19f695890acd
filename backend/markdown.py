"""Markdown: what people write, as HTML that is safe to show, and as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import nh3
from markdown_it.token import Token

from .markdown_reader import reader as _reader

TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINKS = "noopener nofollow ugc"  # `rel` of every link: we vouch for none
SPOKEN = {"text", "code_inline", "code_block", "fence"}  # the tokens that hold words
BREAKS = {"softbreak", "hardbreak"}


def render(text: str) -> str:
    """Give Markdown as HTML without anything that could act: no scripts, styles, images, forms."""
    return nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=LINKS,
        clean_content_tags=set(),
        strip_comments=True,
    )


def plain(text: str) -> str:
    """Give what Markdown says, without its signs: a line for each of its blocks."""
    blocks = ("".join(_words(block)) for block in _reader.parse(text))
    return "\n".join(filter(None, (block.strip() for block in blocks)))


def _words(token: Token) -> Iterator[str]:
    if token.type in BREAKS:
        yield " "
    elif token.type in SPOKEN:
        yield token.content
    yield from _all_words(token.children or ())


def _all_words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        yield from _words(token)
