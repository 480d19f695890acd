"""Markdown: what people mean is shown, and nothing they write can act."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.markdown import ATTRIBUTES, TAGS, Mentions, mentions, plain, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><button formaction=javascript:alert(1)>x",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='https://a.example' onclick='alert(1)'>x</a>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    '![x](https://a.example/"onerror="alert(1).png)',
    '[x](https://a.example "\\"onmouseover=alert(1) x=\\"")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "```<script>\nalert(1)\n```",
    '```x"onmouseover="alert(1)\ncode\n```',
    "`<script>alert(1)</script>`",
    "|<script>|a|\n|-|-|\n|<img src=x onerror=alert(1)>|b|",
    "# <script>alert(1)</script>",
    "- <script>alert(1)</script>\n  <script>",
    "<div\n\nonclick=alert(1)>",
    "\x00<script>alert(1)</script>",
    "\ud800<script>",
]


class Reading(HTMLParser):
    """What a browser would make of some HTML: its tags and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    return all(
        tag in TAGS
        and set(attributes) <= {"rel", *ATTRIBUTES.get(tag, ())}
        and urlsplit(attributes.get("href") or "").scheme in ("", "http", "https", "mailto")
        for tag, attributes in Reading(html).found
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_write_can_act(text):
    text = text.encode("utf-8", "replace").decode()

    assert is_harmless(render(text))


@given(st.text(alphabet="<>[]()!`*_~|&#\"'\\/:;=- \n\tajsvg1", max_size=300))
def test_whatever_is_written_stays_harmless(text):
    assert is_harmless(render(text))


@given(st.lists(st.sampled_from([*HOSTILE[:-1], "\n\n", "> ", "    ", "|a|\n|-|\n|"]), max_size=6))
def test_what_is_hostile_stays_harmless_beside_something_else(pieces):
    assert is_harmless(render("".join(pieces)))


def test_the_check_itself_sees_what_acts():
    assert not is_harmless("<p onclick='x'>")
    assert not is_harmless("<img src=x>")
    assert not is_harmless("<a href='javascript:x'>")
    assert not is_harmless("<a href=' Java\tScript:x'>")
    assert is_harmless('<p><a href="https://a.example" rel="nofollow">x</a></p>')
    assert is_harmless('<p><a href="%3E" rel="nofollow">x</a></p>')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour *à tous*", "<p>Bonjour <em>à tous</em></p>\n"),
        ("**gras** et ~~barré~~", "<p><strong>gras</strong> et <s>barré</s></p>\n"),
        ("une ligne\nune autre  \nune troisième", None),
        ("# L'alliance", "<h1>L'alliance</h1>\n"),
        ("3. trois\n4. quatre", '<ol start="3">\n<li>trois</li>\n<li>quatre</li>\n</ol>\n'),
        ("> dit", "<blockquote>\n<p>dit</p>\n</blockquote>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
        ("```py\nx\n```", "<pre><code>x\n</code></pre>\n"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>\n"),
        ("<b>pas du HTML</b>", "<p>&lt;b&gt;pas du HTML&lt;/b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_markdown_says_what_it_means(text, html):
    expected = html if html is not None else "<p>une ligne\nune autre<br>\nune troisième</p>\n"

    assert render(text) == expected


def test_a_table_is_a_table():
    html = render("| ODD | titre |\n|:--|--:|\n| 17 | Partenariats |")

    assert "<th>ODD</th>" in html
    assert "<td>Partenariats</td>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    "text", ["[site](https://a.example/é?x=1&y=2)", "<https://a.example>", "[nous](mailto:a@a.fr)"]
)
def test_a_link_leads_where_it_says_and_is_not_vouched_for(text):
    ((_p, _none), (tag, attributes)) = Reading(render(text)).found

    assert tag == "a"
    assert attributes["rel"] == "noopener nofollow ugc"


def test_an_image_from_elsewhere_becomes_a_link():
    html = render("![plan](https://a.example/plan.png)")

    assert "<img" not in html
    assert 'href="https://a.example/plan.png"' in html


@pytest.mark.parametrize(
    ("text", "targets", "words"),
    [
        ("Oui @[Awa *F*](awa) et @[Bo](bo), (@[Awa](awa))", ("awa", "bo"), ()),
        ("@tous, @Équipe ! @tous", (), ("tous", "Équipe")),
        ("x@[Awa](awa) a@tous.fr @@tous ./@tous @1", (), ()),
        ("`@[Awa](awa) @tous`\n\n    @tous", (), ()),
        ("@\\[Awa](awa)", (), ()),
        ("> - **@[Awa](awa)** *@tous*", ("awa",), ("tous",)),
        ("personne", (), ()),
    ],
)
def test_a_text_addresses_people_by_links_and_by_words(text, targets, words):
    assert mentions(text) == Mentions(targets, words)


def test_a_mention_is_shown_by_its_name_and_a_word_as_it_is_written():
    html = render("Oui @[Awa](awa), @Tous et @chacun", {"awa": "Awa <b>&"}, {"tous"})

    assert html == (
        '<p>Oui <span class="mention" data-mention="awa">@Awa &lt;b&gt;&amp;</span>,'
        ' <span class="mention" data-mention="tous">@Tous</span> et @chacun</p>\n'
    )


def test_a_mention_without_a_name_is_mere_text_and_any_other_link_stays_one():
    html = render("@[Awa *F*](awa) @[site](https://a.example)", {"awa": None})

    assert html == (
        '<p>@Awa <em>F</em> @<a href="https://a.example" rel="noopener nofollow ugc">site</a></p>\n'
    )


@given(st.text(alphabet="<>[]()@`*_&\"'\\ \nab", max_size=200))
def test_whatever_is_written_around_mentions_stays_harmless(text):
    html = render(text, {"a": "<i>\"'&", "b": None}, {"a"})

    spans = [attributes for tag, attributes in Reading(html).found if tag == "span"]
    assert all(each == {"class": "mention", "data-mention": "a"} for each in spans)
    assert is_harmless(html.replace(' class="mention"', ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Titre\n\nUn *mot* et [un lien](https://a.example).", "Titre\nUn mot et un lien."),
        ("- un\n- deux\n\n```\ncode\n```", "un\ndeux\ncode"),
        ("deux\nlignes", "deux lignes"),
        ("`x` &amp; <b>y</b>", "x & <b>y</b>"),
        ("", ""),
    ],
)
def test_plain_text_is_what_markdown_says_without_its_signs(text, said):
    assert plain(text) == said


LONGEST = 50_000  # characters of what anybody may write
BLANK = "|a" * 30 + "\n" + "|-" * 30 + "\n" + "|\n" * 33 + "\n"  # a table of 990 empty cells


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "[a](" * 12_500,
        "[a" * 25_000,
        "![" * 25_000,
        "*a_ " * 12_500,
        "~~a" * 16_000,
        "> " * 25_000,
        "<" * 50_000,
        "&" * 50_000,
        "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|\n" * 20_000,
        "|a" * 100 + "\n" + "|-" * 100 + "\n" + "|\n" * 9_000,
        BLANK * (LONGEST // len(BLANK)),
        "[a]: http://a.example/" + "x" * 25_000 + "\n\n" + "[a]" * 8_000,
        "[a]: /b '" + "x" * 25_000 + "'\n\n" + "[a][] " * 4_000,
        "[a]: /b\n\n" + "[a]" * 16_000,
        "".join(f"{' ' * depth}- a\n" for depth in range(300)),
        "".join("`" * length + " " for length in range(300)),
        "a" + "\u0301" * 49_999,
        "@" * 50_000,
        "@[a](b)" * 7_000,
        "@a " * 16_000,
    ],
    ids=range(21),
)
def test_the_longest_text_makes_no_long_page_and_takes_no_long_time_whatever_is_in_it(text):
    assert len(text) <= LONGEST
    begun = time.process_time()

    html = render(text, {"b": "B"}, {"a"})
    mentions(text)

    assert time.process_time() - begun < 5
    assert len(html) < 20 * len(text)


def test_a_table_may_have_empty_cells_until_there_are_far_too_many():
    few = render("|a|b|c|\n|-|-|-|\n" + "|\n" * 10)
    many = render("|a|b|c|\n|-|-|-|\n" + "|\n" * 10_000)

    assert few.count("<td>") == 30
    assert many.count("<td>") <= 1_500
    assert render(BLANK * 200).count("<td>") <= 3_000


def test_a_link_may_be_named_again_and_again_until_its_address_is_far_too_much():
    short = render("[ici]: https://a.example/\n\n" + "[ici] " * 200)
    long = render("[ici]: https://a.example/" + "x" * 10_000 + "\n\n" + "[ici] " * 200)

    assert short.count("<a ") == 200
    assert long.count("<a ") == 1
    assert long.count("[ici]") == 199


OF_PROSE = [*"aé7 \u00a0\n.,;:!?'’«»()“”\"…/%€\u2013\u2014-", "mot", "\n\n", "un mot", "  \n"]


@given(st.lists(st.sampled_from(OF_PROSE)).map("".join))
def test_prose_is_read_as_all_markdown_is(text):
    assert plain(f"Bonjour{text}") == plain(f"**Bon**jour{text}")


def test_what_is_nearly_prose_takes_no_longer():
    began = time.process_time()
    plain("a" + "!?" * 20_000 + "\\")

    assert time.process_time() - began < 5
