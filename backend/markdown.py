"""Markdown: what people write, as HTML that is safe to show, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it.token import Token

from .markdown_reader import reader as _reader

TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "span"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "span": {"data-mention"}}
CLASSES = {"span": {"mention"}}
SCHEMES = {"http", "https", "mailto"}
LINKS = "noopener nofollow ugc"  # `rel` of every link: we vouch for none
SPOKEN = {"text", "code_inline", "code_block", "fence"}  # the tokens that hold words
BREAKS = {"softbreak", "hardbreak"}
CALL = re.compile(r"(?<![\w@./-])@([^\W\d_]+)")  # @facilitators, not an address
ADDRESSED = re.compile(r"(?:^|(?<=[^\w@./-]))@$")  # before a link: @[Awa](whom)
SIGN = re.compile(r"""[^\w \u00a0\n,.;:!?'’«»()“”"…/%€\u2013\u2014-]""")  # but for _, a letter here
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Mentions:
    """Whom a text addresses: ``@[a name](target)`` by a link, ``@everybody`` by a word."""

    targets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # as they are written


def render(
    text: str, names: Mapping[str, str | None] | None = None, calls: Collection[str] = ()
) -> str:
    """Give Markdown as HTML without anything that could act: no scripts, styles, images, forms.

    Mentions of the targets in ``names`` are told by these names (mere text where there is none),
    and the words in ``calls``, in small letters, stand out.
    """
    tokens = _reader.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_told(token.children, names or {}, calls))
    return nh3.clean(
        _reader.renderer.render(tokens, _reader.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=LINKS,
        clean_content_tags=set(),
        strip_comments=True,
    )


def mentions(text: str) -> Mentions:
    """Find whom a text addresses, each once, in order."""
    targets: dict[str, None] = {}
    words: dict[str, None] = {}
    for block in _reader.parse(text) if "@" in text else ():
        tokens = block.children or []
        targets |= dict.fromkeys(target for target, _link in _addressed(tokens))
        written = "\n".join(token.content for token in tokens if token.type == "text")
        words |= dict.fromkeys(CALL.findall(written))
    return Mentions(tuple(targets), tuple(words))


def plain(text: str) -> str:
    """Give what Markdown says, without its signs: a line for each of its blocks."""
    if _is_prose(text):  # as most messages are: nothing to read, and many are indexed
        if "\n" not in text:
            return text.strip()
        return "\n".join(map(_joined, re.split("\n\n+", text)))
    blocks = ("".join(_words(block)) for block in _reader.parse(text))
    return "\n".join(filter(None, (block.strip() for block in blocks)))


def _is_prose(text: str) -> bool:
    """Whether nothing in it is a sign of Markdown, and a word begins each of its lines."""
    if "_" in text or SIGN.search(text) or not LETTER.match(text) or text.endswith("\n"):
        return False
    return "\n" not in text or all(map(LETTER.match, filter(None, text.split("\n"))))


def _joined(paragraph: str) -> str:
    if "\n" not in paragraph:
        return paragraph.strip()
    return " ".join(line.rstrip(" ") for line in paragraph.split("\n")).strip()


def _words(token: Token) -> Iterator[str]:
    if token.type in BREAKS:
        yield " "
    elif token.type in SPOKEN:
        yield token.content
    yield from _all_words(token.children or ())


def _all_words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        yield from _words(token)


def _addressed(tokens: list[Token]) -> Iterator[tuple[str, range]]:
    """Find the links that are mentions: their targets, and from where to where they go."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else token
        if token.type != "link_open" or before.type != "text":
            continue
        if ADDRESSED.search(before.content):
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "link_close")
            yield str(token.attrs.get("href", "")), range(at, end + 1)


def _told(
    tokens: list[Token], names: Mapping[str, str | None], calls: Collection[str]
) -> Iterator[Token]:
    """Give the tokens of a block, with what is known to be a mention shown as one."""
    replaced: dict[int, Token | None] = {}  # by the place of a token: what stands there instead
    for target, link in _addressed(tokens):
        if target not in names:
            continue
        if (name := names[target]) is None:
            replaced |= {link.start: None, link.stop - 1: None}
            continue
        before = tokens[link.start - 1]
        before.content = before.content[:-1]  # the sign is told with the name
        replaced |= dict.fromkeys(link) | {link.start: _mention(target, f"@{name}")}
    for at, token in enumerate(tokens):
        if at in replaced:
            yield from filter(None, [replaced[at]])
        else:
            yield from _called(token, calls) if token.type == "text" else [token]


def _called(token: Token, calls: Collection[str]) -> Iterator[Token]:
    """Part a text at the words that call upon somebody."""
    begin = 0
    for found in CALL.finditer(token.content):
        if found[1].lower() in calls:
            yield Token("text", "", 0, content=token.content[begin : found.start()])
            yield _mention(found[1].lower(), found[0])
            begin = found.end()
    token.content = token.content[begin:]
    yield token


def _mention(target: str, said: str) -> Token:
    html = f'<span class="mention" data-mention="{escape(target)}">{escape(said)}</span>'
    return Token("html_inline", "", 0, content=html)
