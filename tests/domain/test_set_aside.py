"""What a finding is remembered by: its rule and its words, not where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.errors import UsageError
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.finding import Finding
from casepool.domain.set_aside import SetAside, key_findings, list_stale, normalise_quote, sort_out


def quote(words: str, start: int = 0, section: str = "Case report") -> Evidence:
    return Evidence(Span(start, start + len(words), words), Place(section=section))


def finding(*quotes: Evidence, rule: str = "AGE-01", headline: str = "Two ages.", case: str = "case-1") -> Finding:
    return Finding(rule, "error" if quotes else "gap", headline, evidence=quotes, case=case, searched="whole text")


def key(item: Finding, *publications: str) -> str:
    return key_findings([(item, publications)])[0]


OLD = finding(quote("a 41-year-old man"), quote("The 42-year-old man", 400))


def test_a_key_outlives_another_place_order_layout_and_message() -> None:
    quotes = quote("The 42\u2011year\u2010old\nman", 9, "History"), quote("A 41-year-old  man", 800)
    moved = finding(*quotes, case="case-2", headline="Age is 41 in 3 places.")
    assert key(moved) == key(OLD)


@pytest.mark.parametrize(
    "other",
    [
        finding(quote("a 41-year-old man")),
        finding(quote("a 41-year-old man"), quote("The 43-year-old man")),
        finding(quote("a 41-year-old man"), quote("The 42-year-old man"), rule="TAB-01"),
    ],
)
def test_other_words_or_another_rule_are_another_finding(other: Finding) -> None:
    assert key(other) != key(OLD)


def test_a_sign_is_a_word() -> None:
    assert key(finding(quote("desmin (+)"))) != key(finding(quote("desmin (-)")))


def test_without_quotes_case_and_message_tell() -> None:
    gap = finding(headline="No consent.")
    assert key(gap) == key(finding(headline="No consent."))
    assert key(gap) != key(finding(headline="No consent.", case="case-2"))
    assert key(gap) != key(finding(headline="No ethics."))


def test_two_findings_on_the_same_words_have_two_keys() -> None:
    one, two = finding(quote("title"), headline="Not 'review'."), finding(quote("title"), headline="Not 'rare case'.")
    keys = key_findings([(one, ()), (two, ())])
    assert len({*keys, key(one)}) == 3


def test_the_publication_is_part_of_a_key() -> None:
    assert len({key(OLD), key(OLD, "p1"), key(OLD, "p2")}) == 3


def test_an_entry_takes_its_finding_away_and_an_entry_of_nothing_is_stale() -> None:
    entry, old = SetAside(key(OLD), "AGE-01", "Two admissions."), SetAside("0" * 64, "AGE-01", "Gone.")
    keyed = sort_out([OLD, finding(headline="No consent.")], [entry, old])
    assert [item.reason for item in keyed] == ["Two admissions.", ""]
    assert list_stale(keyed, [entry, old]) == (old,)


def test_an_entry_of_another_rule_fits_not() -> None:
    assert sort_out([OLD], [SetAside(key(OLD), "TAB-01", "No.")])[0].reason == ""


def test_an_entry_needs_a_reason() -> None:
    with pytest.raises(UsageError) as raised:
        SetAside("0" * 64, "AGE-01", "  ")
    assert str(raised.value) == "A finding is set aside only with a reason. Say why it is not a problem."


@given(st.text(max_size=40))
def test_normalising_twice_changes_no_more_than_once(words: str) -> None:
    once = normalise_quote(words)
    assert not any(character.isspace() for character in once)
    assert normalise_quote("\n".join(words.split(" "))) == once
