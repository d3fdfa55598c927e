"""One patient in several publications: likely repeats, publications that disagree, rows and values that drifted."""

from collections.abc import Iterator

from casepool.audit.ledger import join_words
from casepool.audit.material import Material
from casepool.domain.finding import Finding
from casepool.domain.linking import Drift, ScoredPair
from casepool.domain.review_answers import CaseKey


def find_likely_repeats(material: Material) -> Iterator[Finding]:
    """LNK-01: two cases that nobody has decided on agree in what tells patients apart. A question, never a link."""
    for pair in material.proposals:
        agreed = pair.on_side("for")
        if agreed:
            yield _repeat_finding(material, pair)


def _repeat_finding(material: Material, pair: ScoredPair) -> Finding:
    agreed, against = pair.on_side("for"), pair.on_side("against")
    quotes = [
        side for item in (*agreed, *against) for side in ((pair.first[0], item.first), (pair.second[0], item.second))
    ]
    said = {
        "a": material.name_case(pair.first),
        "b": material.name_case(pair.second),
        "list": join_words([item.label.lower() for item in agreed]),
    }
    if not against:
        return material.finding("LNK-01", quotes, **said)
    return material.finding(
        "LNK-01", quotes, "against", **said, against=" ".join(item.reason for item in against).rstrip(".")
    )


def find_disagreements(material: Material) -> Iterator[Finding]:
    """LNK-02: publications that people linked as one patient cannot both be right."""
    for discord in material.discords:
        quotes = ((discord.first[0], discord.first_quote), (discord.second[0], discord.second_quote))
        said = {
            "what": discord.label,
            "a": discord.first_value,
            "b": discord.second_value,
            "source_a": material.name_case(discord.first),
            "source_b": material.name_case(discord.second),
        }
        yield material.finding("LNK-02", quotes, card=_card(material, discord.field, discord.first), **said)


def find_wrong_rows(material: Material) -> Iterator[Finding]:
    """TAB-08: a table row differs from the primary publication with which a person linked it."""
    for drift in material.drifts:
        if material.cases[drift.source].origin == "review_table_row":
            continue
        for target, quote in ((drift.target, drift.target_quote), *((copy.key, copy.quote) for copy in drift.carried)):
            name = material.name_case(target)
            said = {"table": name[:1].upper() + name[1:], "a": drift.after, "b": drift.before}
            quotes = ((target[0], quote), (drift.source[0], drift.source_quote))
            yield material.finding("TAB-08", quotes, card=_card(material, drift.field, drift.source), **said)


def list_drifts(material: Material) -> Iterator[Finding]:
    """LNK-03: a value that changed from review to review, with the whole chain."""
    for drift in material.drifts:
        if drift.carried or material.cases[drift.source].origin == "review_table_row":
            yield _drift_finding(material, drift)


def _drift_finding(material: Material, drift: Drift) -> Finding:
    quotes = [(drift.source[0], drift.source_quote), (drift.target[0], drift.target_quote)]
    quotes += [(copy.key[0], copy.quote) for copy in drift.carried]
    said = {
        "what": drift.label,
        "a": drift.before,
        "b": drift.after,
        "source_a": material.name_case(drift.source),
        "source_b": material.name_case(drift.target),
    }
    card = _card(material, drift.field, drift.source)
    if not drift.carried:
        return material.finding("LNK-03", quotes, card=card, **said)
    carried = join_words([material.name_case(copy.key) for copy in drift.carried])
    return material.finding("LNK-03", quotes, "carried", card, **said, carried=carried)


def _card(material: Material, field: str, key: CaseKey) -> str:
    """One fact of one patient is one card: the patient is named by the first case of the group."""
    first = min(material.grouping.group_of(key).keys)
    return f"{field}:{first[0]}:{first[1]}"
