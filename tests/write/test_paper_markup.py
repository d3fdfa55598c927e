"""Inline marks are found in pairs; a lone star or angle bracket is a character of the paper."""

from dataclasses import replace

import pytest

from casepool.write.paper_markup import find_markup, has_markup, is_only_markup, read_words
from write.draft import Draft


def visible(text: str) -> str:
    """The text without its hidden marks."""
    hidden = {n for first, last in find_markup(text, 0, len(text)).hidden for n in range(first, last)}
    return "".join(character for n, character in enumerate(text) if n not in hidden)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("#### Case Report", "Case Report"),
        ("T<sub>1</sub>-weighted", "T1-weighted"),
        ("<i>CTNNB1</i> and <I>PHF1</I>", "CTNNB1 and PHF1"),
        ("**Discussion:** the *second* one", "Discussion: the second one"),
        ("***both***", "both"),
        ("**a*", "**a*"),
        ("p < 0.05* against p < 0.01*", "p < 0.05* against p < 0.01*"),
        ("* p < 0.05, 3 * 4 * 5", "* p < 0.05, 3 * 4 * 5"),
        ("an open <i> tag", "an open <i> tag"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<i onclick=alert(1)>x</i>", "<i onclick=alert(1)>x</i>"),
        ("grade #2", "grade #2"),
    ],
)
def test_only_pairs_are_hidden(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_the_words_between_are_styled() -> None:
    markup = find_markup("x ***y*** <sup>2</sup>", 0, 22)
    assert sorted(markup.styled) == [(5, 6, "b"), (5, 6, "i"), (15, 16, "sup")]


def test_marks_directly_around_a_block_belong_to_it() -> None:
    text = "x\n**Fig. 1.** Legend of **it**\n<i>cell</i>\ty"
    assert find_markup(text, 4, 29).hidden == [(2, 4), (11, 13), (24, 26), (28, 30)]
    assert find_markup(text, 34, 38).styled == [(34, 38, "i")]


def test_a_pair_does_not_reach_over_the_end_of_its_block() -> None:
    assert find_markup("**one\n\ntwo**", 0, 5).hidden == []


@pytest.mark.parametrize("text", ["\n\n## ", " | --- | :-: |\n", "\t", "**\n<br>", "> "])
def test_marks_between_blocks(text: str) -> None:
    assert is_only_markup(text)


@pytest.mark.parametrize("text", ["x", "Received: 2021", "<script>", "1."])
def test_words_between_blocks(text: str) -> None:
    assert not is_only_markup(text)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [("text/plain", True), ("text/markdown; charset=utf-8", True), ("application/pdf", False), ("text/html", False)],
)
def test_only_plain_text_and_markdown_hold_marks(media_type: str, expected: bool) -> None:
    assert has_markup(Draft(media_type=media_type).build()) is expected


def test_words_of_a_quote_lose_the_marks_of_their_block() -> None:
    draft = Draft(media_type="text/plain")
    draft.add("paragraph", "a **bold** word, p < 0.05*")
    document = draft.build()
    assert read_words(document, 2, 17) == "bold word, "
    assert read_words(document, 17, 26) == "p < 0.05*"
    assert read_words(replace(document, media_type="application/pdf"), 2, 10) == "**bold**"
