"""Findings that a person judged not to be a problem: remembered by what they show, not by where it stands."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casepool.domain.errors import UsageError
from casepool.domain.finding import Finding

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ad": None})
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SetAside:
    """One judgement: the finding of this key is no problem, for this reason. `about` reminds a reader of it."""

    key: str
    rule: str
    reason: str
    about: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise UsageError("A finding is set aside only with a reason. Say why it is not a problem.")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A finding with its key, and the reason why a person set it aside ("": nobody did)."""

    finding: Finding
    key: str
    reason: str = ""


def normalise_quote(quote: str) -> str:
    """A quote without what re-reading a file may change: blanks, letter case, kinds of dash and quotation mark."""
    plain = unicodedata.normalize("NFKC", quote).translate(_MARKS).casefold()
    return _BLANK.sub("", _DASHES.sub("-", plain))


def key_findings(told: Iterable[tuple[Finding, tuple[str, ...]]]) -> tuple[str, ...]:
    """The key of each finding with its publications: a SHA-256 in hexadecimal over the rule and the quotes' words.

    Neither places nor lines enter, nor the order of the quotes, so a key outlives changes elsewhere in the text. A
    finding without a quote is told by its case and message; so are findings of one rule that show the same quotes.
    """
    items = list(told)
    plain = [_content(finding, publications) for finding, publications in items]
    seen = Counter(plain)
    return tuple(
        _hash((*content, finding.case, finding.headline) if seen[content] > 1 or not finding.evidence else content)
        for (finding, _), content in zip(items, plain, strict=True)
    )


def sort_out(findings: Sequence[Finding], entries: Sequence[SetAside]) -> tuple[Keyed, ...]:
    """The findings of one document in their order, each with its key and the reason of the entry that fits it."""
    reasons = {(entry.rule, entry.key): entry.reason for entry in entries}
    keys = key_findings((finding, ()) for finding in findings)
    return tuple(Keyed(f, key, reasons.get((f.rule, key), "")) for f, key in zip(findings, keys, strict=True))


def list_stale(keyed: Iterable[Keyed], entries: Iterable[SetAside]) -> tuple[SetAside, ...]:
    """The entries that fit no finding any more: what they spoke of was changed, or is not found."""
    held = {(item.finding.rule, item.key) for item in keyed}
    return tuple(entry for entry in entries if (entry.rule, entry.key) not in held)


def _content(finding: Finding, publications: tuple[str, ...]) -> tuple[str, ...]:
    return (finding.rule, *publications, *sorted({normalise_quote(e.quote) for e in finding.evidence}))


def _hash(content: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(content).encode("utf-8", "surrogatepass")).hexdigest()
