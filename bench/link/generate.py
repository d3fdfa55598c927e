"""Synthetic cases with known truth: follow-up publications, review tables that copy with drift and slips, look-alikes.

Every name, place and patient is invented. A pool of n cases is drawn from one seed:

- a patient is told first in a publication of one to three patients of one team and institution;
- some are told again by the same team (later, often with a later age, a longer follow-up, other authors beside);
- reviews cite earlier publications and copy their patients into a table, from the first publication or from an earlier
  review with its errors; values are lost, mistyped or changed; entries of the reference list are missing or damaged;
- some patients are look-alikes of another one: same sex, levels, side and an age at most two years apart, a part of
  them from the same team.
"""

import random
from dataclasses import dataclass, field, replace

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.cohort import PooledCase
from casepool.domain.evidence import Evidence, Span
from casepool.domain.linking import Cited, LinkableCase, PublicationFacts, Work
from casepool.domain.quantity import Quantity
from casepool.domain.review_answers import CaseKey
from casepool.domain.values import Levels, Measurement, Value
from casepool.text.levels import ORDER

ONSETS = ("Ba", "Ke", "Lo", "Mi", "Na", "Or", "Pe", "Qua", "Ri", "Sa", "To", "Ul", "Ve", "Wi", "Ya", "Zo")
MIDDLES = ("", "da", "le", "mo", "ri", "su", "ta", "ven")
ENDS = ("berg", "cci", "dal", "ev", "gard", "kin", "lund", "man", "nen", "ossi", "quist", "rro", "son", "ska", "wald")
COUNTRIES = ("Arvonia", "Belmark", "Costera", "Dunland", "Estrova", "Falonia", "Gorsk", "Helvia")
TOWNS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
DIAGNOSES = (("leiomyosarcoma", 6), ("chordoma", 2), ("solitary fibrous tumour", 1), ("dedifferentiated chordoma", 1))
OUTCOMES = ("NED", "NED", "NED", "AWD", "DOD", "lost_to_followup")
LATER = {"NED": ("NED", "NED", "AWD"), "AWD": ("AWD", "DOD"), "DOD": ("DOD",), "lost_to_followup": ("NED",)}
LISTED = 60
Values = dict[str, Value]


@dataclass(frozen=True)
class Person:
    """One true patient."""

    number: int
    values: Values
    team: tuple[str, ...]
    country: str
    institution: str
    treated: int


@dataclass
class Told:
    """One publication with the cases that it tells and those that its table lists (as cited publication and case)."""

    id: str
    work: Work
    country: str = ""
    institution: str = ""
    cases: list[tuple[Person, Values]] = field(default_factory=list)
    rows: list[tuple["Told", Person, Values]] = field(default_factory=list)


@dataclass(frozen=True)
class Pool:
    """The generated cases, and the true patient of each."""

    cases: tuple[LinkableCase, ...]
    truth: dict[CaseKey, int]


def generate_pool(size: int, seed: int, rows: float = 0.35, again: float = 0.12, alike: float = 0.12) -> Pool:
    """A pool of `size` cases: about `rows` of them table rows, `again` follow-up publications, `alike` look-alikes."""
    return _Generator(size, seed, rows, again, alike).run()


class _Generator:
    def __init__(self, size: int, seed: int, rows: float, again: float, alike: float) -> None:
        self.random = random.Random(f"{seed} {size}")
        self.size, self.again, self.alike = size, again, alike
        self.row_target = round(size * rows)
        self.people: list[Person] = []
        self.publications: list[Told] = []
        self.names = sorted({a + b + c for a in ONSETS for b in MIDDLES for c in ENDS})

    def run(self) -> Pool:
        """First publications and follow-ups in turn, then reviews over the years."""
        told = 0
        while told < self.size - self.row_target:
            left = self.size - self.row_target - told
            told += self.follow_up() if self.people and self.chance(self.again) else self.publish(left)
        rows = 0
        while rows < self.row_target:
            rows += self.review(self.row_target - rows)
        return self.collect()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick_team(self) -> tuple[str, ...]:
        names = self.random.sample(self.names, self.random.randint(3, 6))
        return tuple(f"{name} {self.random.choice('ABCDEFGHJKLM')}" for name in names)

    def make_person(self, team: tuple[str, ...], country: str, institution: str, treated: int) -> Person:
        values = self.draw_values()
        if self.people and self.chance(self.alike):
            twin = self.random.choice(self.people[-200:])
            near = twin.values["age_years"]
            assert isinstance(near, Quantity)
            age = Quantity(max(1.0, near.value + self.random.randint(-2, 2)), "year")
            values |= {name: twin.values[name] for name in ("sex", "level_range", "laterality", "diagnosis")}
            values["age_years"] = age
        person = Person(len(self.people), values, team, country, institution, treated)
        self.people.append(person)
        return person

    def draw_values(self) -> Values:
        pick = self.random
        top = pick.randrange(len(ORDER) - 4)
        levels = Levels(ORDER[top : top + pick.choice((1, 2, 2, 2, 3, 3, 4))])
        kinds, shares = [name for name, _ in DIAGNOSES], [share for _, share in DIAGNOSES]
        length = pick.randint(8, 140)
        return {
            "age_years": Quantity(float(min(88, max(4, round(pick.gauss(48, 18))))), "year"),
            "sex": pick.choice(("male", "female")),
            "level_range": levels,
            "laterality": pick.choices(("left", "right", "midline", "bilateral"), (45, 45, 7, 3))[0],
            "size": Measurement((length / 10, round(length / 10 * pick.uniform(0.4, 1.0), 1)), "cm"),
            "diagnosis": pick.choices(kinds, shares)[0],
            "surgery_done": "absent" if self.chance(0.04) else "reported",
            "radiotherapy": "absent" if self.chance(0.4) else "reported",
            "chemotherapy": "absent" if self.chance(0.6) else "reported",
            "outcome_status": pick.choice(OUTCOMES),
            "followup_months": Quantity(float(pick.choice((3, 6, 9, 12, 14, 18, 20, 24, 30, 36, 48, 60))), "month"),
        }

    def publish(self, left: int) -> int:
        """A first publication of one to three patients of one team."""
        old = self.random.choice(self.publications) if self.publications and self.chance(0.15) else None
        team = tuple(self.random.sample(old.work.authors, len(old.work.authors))) if old else self.pick_team()
        country = old.country if old else self.random.choice(COUNTRIES)
        institution = old.institution if old else self.name_institution()
        year = self.random.randint(1985, 2022)
        told = self.add(team, year, country, institution)
        for _ in range(min(left, self.random.choice((1, 1, 1, 1, 2, 3)))):
            person = self.make_person(team, country, institution, year - self.random.randint(1, 4))
            told.cases.append((person, self.leave_out(dict(person.values), 0.18)))
        return len(told.cases)

    def name_institution(self) -> str:
        kind = self.random.choice(("University Hospital", "General Hospital", "Institute of Neurosurgery"))
        return f"{kind} of {self.random.choice(TOWNS)}{self.random.choice(('ton', 'ford', 'ville', 'burg', ' Bay'))}"

    def add(self, team: tuple[str, ...], year: int, country: str = "", institution: str = "") -> Told:
        number = len(self.publications)
        words = self.random.sample(("rare", "spinal", "tumour", "muscle", "course", "unusual", "outcome", "surgery"), 4)
        work = Work(team, year, f"On the {' '.join(words)} of {self.random.choice(self.names)} type {number}")
        told = Told(f"publication-{number:05}", work, country, institution)
        self.publications.append(told)
        return told

    def follow_up(self) -> int:
        """The same team, or a part of it, tells one of its patients again."""
        person = self.random.choice(self.people)
        first = next(t for t in self.publications if any(p.number == person.number for p, _ in t.cases))
        assert first.work.year is not None
        gap = self.random.randint(1, 8)
        kept = list(first.work.authors[: self.random.randint(2, len(first.work.authors))])
        team = tuple(kept + list(self.pick_team()[: self.random.randint(0, 2)]))
        if self.chance(0.12):
            team = self.pick_team()
        elsewhere = self.chance(0.15)
        institution = self.name_institution() if elsewhere else first.institution
        told = self.add(team, first.work.year + gap, first.country, institution)
        if self.chance(0.7):
            told.rows.append((first, person, {}))
        told.cases.append((person, self.leave_out(self.age_values(dict(person.values), gap), 0.22)))
        return 1

    def age_values(self, values: Values, gap: int) -> Values:
        """What a later publication says: a later age in one of three, a longer follow-up, a later outcome."""
        age, months = values["age_years"], values["followup_months"]
        assert isinstance(age, Quantity)
        assert isinstance(months, Quantity)
        if self.chance(0.33):
            values["age_years"] = Quantity(age.value + self.random.randint(1, gap), "year")
        if self.chance(0.8):
            values["followup_months"] = Quantity(months.value + 12.0 * self.random.randint(1, gap), "month")
            values["outcome_status"] = self.random.choice(LATER[str(values["outcome_status"])])
        if self.chance(0.4):
            values["size"] = self.change("size", values["size"])
        return values

    def review(self, left: int) -> int:
        """A review copies the patients of earlier publications, from these or from an earlier review."""
        year = self.random.randint(1995, 2025)
        earlier = [t for t in self.publications if t.cases and (t.work.year or 0) < year]
        reviews = [t for t in self.publications if not t.cases and t.rows and (t.work.year or 0) < year]
        told = self.add(self.pick_team(), year)
        sources = self.random.sample(earlier, min(len(earlier), self.random.randint(3, 14)))
        for source in sources:
            for person, values in source.cases:
                if len(told.rows) < left:
                    copied = next(
                        (v for r in reviews for s, p, v in r.rows if s is source and p.number == person.number), values
                    )
                    taken = copied if self.chance(0.4) else values
                    told.rows.append((source, person, self.copy_row(dict(taken))))
        return len(told.rows)

    def copy_row(self, values: Values) -> Values:
        """A row: some cells missing, one in about twelve changed."""
        kept = self.leave_out(values, 0.2)
        for name in ("size", "surgery_done"):
            if self.chance(0.5):
                kept.pop(name, None)
        return {name: self.change(name, value) if self.chance(0.08) else value for name, value in kept.items()}

    def leave_out(self, values: Values, share: float) -> Values:
        always = ("age_years", "sex")
        return {n: v for n, v in values.items() if not self.chance(0.03 if n in always else share)}

    def change(self, name: str, value: Value) -> Value:
        """A slip, a rounding, or another reading of a value."""
        pick = self.random
        if name == "age_years" and isinstance(value, Quantity):
            age = int(value.value)
            slips = (age + 1, age - 1, int(str(age)[::-1]), age // 10 * 10 + pick.randrange(10), age + 10)
            return Quantity(float(max(1, pick.choice(slips))), "year")
        if name == "level_range" and isinstance(value, Levels):
            start = max(0, ORDER.index(value.levels[0]) + pick.choice((-1, 0, 1)))
            return Levels(ORDER[start : start + max(1, len(value.levels) + pick.choice((-1, 0, 1)))])
        if isinstance(value, Quantity):
            return replace(value, value=max(1.0, value.value + pick.choice((-6, -3, -1, 1, 3, 6, 12))))
        if isinstance(value, Measurement):
            return Measurement(tuple(round(v * pick.uniform(0.7, 1.3), 1) for v in value.values), value.unit)
        others = {
            "sex": ("male", "female"), "laterality": ("left", "right", "midline"), "outcome_status": OUTCOMES,
            "diagnosis": tuple(kind for kind, _ in DIAGNOSES),
        }.get(name, ("reported", "absent"))  # fmt: skip
        return pick.choice([other for other in others if other != value])

    def collect(self) -> Pool:
        cases: list[LinkableCase] = []
        truth: dict[CaseKey, int] = {}
        for told in self.publications:
            cited, numbers = self.cite(told)
            facts = PublicationFacts(told.id, told.work, cited)
            own = [(person, make_told(told, n, values)) for n, (person, values) in enumerate(told.cases, 1)]
            rows = [
                (person, make_row(n, self.label(source.work), numbers.get(source.id), values))
                for n, (source, person, values) in enumerate(told.rows, 1)
                if values
            ]
            for person, case in (*own, *rows):
                linkable = LinkableCase(PooledCase(case, told.id, told.work.year), facts)
                cases.append(linkable)
                truth[linkable.key] = person.number
        self.random.shuffle(cases)
        return Pool(tuple(cases), truth)

    def cite(self, told: Told) -> tuple[tuple[Cited, ...], dict[str, int]]:
        """The reference list: three in ten sources of rows are missing, one in ten of the rest has lost its title."""
        found: dict[str, int] = {}
        cited: list[Cited] = []
        for source in dict.fromkeys(s.id for s, _, _ in told.rows):
            work = next(s.work for s, _, _ in told.rows if s.id == source)
            if told.cases or self.chance(0.7):
                found[source] = len(cited) + 1
                authors = tuple(work.authors[:3]) if len(work.authors) > 3 else work.authors
                title = "" if self.chance(0.1) else work.title
                cited.append(Cited(found[source], Work(authors, work.year, title)))
        others = [t for t in self.publications if (t.work.year or 0) < (told.work.year or 0)]
        for other in self.random.sample(others, min(len(others), self.random.randint(4, 12))):
            if other.id not in found:
                cited.append(Cited(len(cited) + 1, other.work))
        return tuple(cited[:LISTED]), found

    def label(self, work: Work) -> str:
        """How a row names its source: first author and year, one year off or with a slip in the name at times."""
        surname = work.authors[0].split(" ")[0]
        if self.chance(0.05):
            cut = self.random.randrange(1, len(surname))
            surname = surname[:cut] + surname[cut + 1 :]
        year = (work.year or 0) + (self.random.choice((-1, 1)) if self.chance(0.08) else 0)
        return f"{surname} et al. {year}"


def make_told(told: Told, number: int, values: Values) -> Case:
    """A case that a publication tells, with country, institution."""
    more: Values = dict(values)
    if told.country:
        more["country"] = told.country
        more["institution"] = told.institution
    return Case(f"case-{number}", f"case {number}", "primary_publication", list_answers(more))


def make_row(number: int, label: str, reference: int | None, values: Values) -> Case:
    """A row of a review table."""
    cited = Evidence(Span(0, len(label), label))
    return Case(
        f"table-1-row-{number}", label, "review_table_row", list_answers(values),
        table="1", row=number, cited=cited, reference=reference,
    )  # fmt: skip


def list_answers(values: Values) -> tuple[Assertion, ...]:
    """Answers of which each rests on its own printed words."""
    return tuple(_answer(name, value) for name, value in values.items())


def _answer(name: str, value: Value) -> Assertion:
    words = str(value)
    state = value if value in ("reported", "absent") and isinstance(value, str) else "reported"
    kept = None if value in ("reported", "absent") else value
    return Assertion(name, state, words, kept, (Evidence(Span(0, len(words), words)),), made_by="bench")
