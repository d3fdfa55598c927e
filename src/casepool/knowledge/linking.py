"""What linking compares and how much each level of agreement weighs, as data (`linking/NAME.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isclose, log2
from string import Formatter
from types import MappingProxyType

from casepool.domain.form import Form
from casepool.knowledge.forms import load_form
from casepool.knowledge.load import Table, build_record, load_toml

LEVELS = {
    "age": ("same", "one_apart", "later", "range", "slip", "differs"),
    "sex": ("same", "differs"),
    "level": ("same", "overlaps", "next", "region", "differs"),
    "side": ("same", "differs"),
    "size": ("same", "near", "differs"),
    "diagnosis": ("same", "related", "differs"),
    "treatment": ("same", "differs"),
    "outcome": ("same", "later", "differs"),
    "followup": ("same", "later", "differs"),
    "country": ("same", "differs"),
    "institution": ("same", "shared", "differs"),
    "period": ("overlaps", "apart"),
    "authors": ("same_article", "leading", "several", "one", "none"),
    "citation": ("cites", "does_not"),
    "source": ("cites", "names", "author", "differs"),
}
FILE_KEYS = ("version", "prior", "thresholds", "wording", "comparisons")
COMPARISON_KEYS = ("label", "field", "also", "counted_with", "tells_apart", "levels")
PLACES = {"a", "b"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of agreement. `m` and `u` are its probabilities for one patient and for two; `says` its sentence.

    With `u_cases` above 0, u is at most u_cases / n in a pool of n cases.
    """

    name: str
    m: float
    u: float
    says: str
    why: str
    source: str
    u_cases: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared. `field` is a field of the form ("": facts of the publications), `also` further ones.

    If a comparison of `counted_with` speaks for a match, this one is shown and weighs nothing.
    """

    id: str
    label: str
    levels: Mapping[str, Level]
    field: str = ""
    also: tuple[str, ...] = ()
    counted_with: tuple[str, ...] = ()
    tells_apart: bool = False

    def list_chances(self, cases: int) -> dict[str, tuple[float, float]]:
        """m and u of each level in a pool of so many cases; both sum to 1."""
        limits = ((level, level.u_cases / max(cases, 1) if level.u_cases else 1.0) for level in self.levels.values())
        chances = {level.name: (level.m, min(level.u, limit)) for level, limit in limits}
        last = list(chances)[-1]
        rest = 1.0 - sum(u for name, (_, u) in chances.items() if name != last)
        return chances | {last: (chances[last][0], rest)}

    def list_weights(self, cases: int) -> dict[str, float]:
        """The base-2 logarithm of m/u of each level (Fellegi and Sunter, J Am Stat Assoc 1969;64:1183)."""
        return {name: log2(m / u) for name, (m, u) in self.list_chances(cases).items()}


@dataclass(frozen=True, slots=True)
class Prior:
    """The probability of a pair before anything is known: repeats / (n - 1) of n cases, at most `highest`."""

    repeats: float
    highest: float
    why: str
    source: str

    def of(self, cases: int) -> float:
        """The prior of a pair of a pool of so many cases."""
        return min(self.highest, self.repeats / max(cases - 1, 1))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a score becomes a proposal, and where linking saves work; see the file."""

    propose: float
    least: float
    contrary: float
    unlikely: float
    all_pairs_up_to: int
    largest_block: int
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Wording:
    """From which share of equal runs of five words two abstracts are shown as nearly equal, and how that is said."""

    label: str
    share: float
    says: str


@dataclass(frozen=True, slots=True)
class LinkingKnowledge:
    """Everything of one file."""

    version: int
    prior: Prior
    thresholds: Thresholds
    wording: Wording
    comparisons: Mapping[str, Comparison]


@cache
def load_linking(name: str = "onco_spine_case") -> LinkingKnowledge:
    """The file of this form. Raises KnowledgeError for an unknown key, field or level, or if m or u do not sum to 1."""
    file, form = load_toml(f"linking/{name}.toml"), load_form(name)
    file.check_keys(FILE_KEYS, FILE_KEYS)
    file.table("comparisons").check_keys(LEVELS, LEVELS)
    comparisons = {key: _read_comparison(key, table, form) for key, table in file.entries("comparisons", "comparison")}
    prior, thresholds = build_record(Prior, file.table("prior")), build_record(Thresholds, file.table("thresholds"))
    if not (prior.repeats > 0 and 0 < prior.highest < 1):
        file.table("prior").fail("highest", "the prior needs repeats above 0 and highest between 0 and 1.")
    if not (0 < thresholds.propose < 1 and max(thresholds.contrary, thresholds.unlikely) < 0):
        file.table("thresholds").fail("propose", "propose must lie between 0 and 1, contrary and unlikely below 0.")
    wording = build_record(Wording, file.table("wording"))
    return LinkingKnowledge(file.whole("version"), prior, thresholds, wording, MappingProxyType(comparisons))


def _read_comparison(name: str, table: Table, form: Form) -> Comparison:
    table.check_keys(COMPARISON_KEYS, ("label", "levels"))
    fields = tuple(field.id for field in form.fields)
    levels = {level.text("name"): _read_level(level) for level in table.tables("levels", f"{table.title}, level")}
    if tuple(levels) != LEVELS[name]:
        table.fail("levels", f"{table.title}: its levels are {', '.join(LEVELS[name])}, in this order.")
    for letter in ("m", "u"):
        total = sum(getattr(level, letter) for level in levels.values())
        if not isclose(total, 1, abs_tol=1e-9):
            table.fail("levels", f"{table.title}: the {letter} of its levels sum to {total:g}, not to 1.")
    return Comparison(
        id=name,
        label=table.text("label"),
        levels=MappingProxyType(levels),
        field=table.text("field", allowed=fields),
        also=table.texts("also", allowed=fields),
        tells_apart=table.flag("tells_apart"),
        counted_with=table.texts("counted_with", allowed=tuple(other for other in LEVELS if other != name)),
    )


def _read_level(table: Table) -> Level:
    level = build_record(Level, table)
    if not (0 < level.m < 1 and 0 < level.u < 1):
        table.fail("m", f"{table.title}: m and u lie between 0 and 1.")
    places = {place for _, place, _, _ in Formatter().parse(level.says) if place is not None}
    if not places <= PLACES:
        table.fail("says", f"{table.title}: 'says' has the places {{a}} and {{b}} only.")
    return level
