"""Agreement of reviewers A and B, and of the machine with what people settled, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.curate.agreement import agree_field, agree_items
from casepool.domain.agreement import Agreement
from casepool.domain.assertion import Assertion
from casepool.domain.form import Field
from casepool.domain.review import ENGINE, RULES, Answer, CaseKey
from casepool.pipeline.project import read_plan
from casepool.store import Project

PEOPLE, MACHINE = "A and B", "machine and people"


@dataclass(frozen=True, slots=True)
class Row:
    """Agreement of one pair of readers on one field, or one item of a list field."""

    readers: str
    agreement: Agreement

    @property
    def columns(self) -> tuple[str, ...]:
        """The row as words for a table."""
        told = self.agreement.coefficients
        name = f"{self.agreement.field}: {self.agreement.item}" if self.agreement.item else self.agreement.field
        equal = f"{self.agreement.equal}/{self.agreement.compared}" if self.agreement.compared else "-"
        share = "-" if told.share is None else f"{told.agreed}/{told.n}"
        return (name, self.readers, str(told.n), share, _say(told.kappa), _say(told.ac1), equal)


def _say(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"


def list_agreement(project: Project) -> tuple[Row, ...]:
    """Agreement per field in the order of the form: first A and B, then the rules and each other engine
    beside what people say."""
    plan = read_plan(project)
    answers = project.answers()
    texts = {item.id: project.document(item.id).text for item in project.publications() if item.status == "ok"}
    people = {key: _pick(project, key, texts) for key in sorted({a.case_key for a in answers if not a.is_engine})}
    by_case: dict[tuple[CaseKey, str], list[Answer]] = {}
    for answer in answers:
        by_case.setdefault((answer.case_key, answer.reader), []).append(answer)
    both = sorted({key for key, reader in by_case if reader == "A"} & {key for key, reader in by_case if reader == "B"})
    pairs = [(_tell(by_case[key, "A"], texts), _tell(by_case[key, "B"], texts)) for key in both]
    engines = sorted({reader for _, reader in by_case if reader.startswith(ENGINE)} - {RULES})
    rows = [Row(PEOPLE, item) for item in _agree(plan.form.fields, pairs, plan.protocol.tolerance)]
    for reader in (RULES, *engines):
        machine = [(_tell(by_case.get((key, reader), []), texts), people[key]) for key in people]
        name = MACHINE if reader == RULES else f"{reader.removeprefix(ENGINE)} and people"
        rows += [Row(name, i) for i in _agree(plan.form.fields, machine, plan.protocol.tolerance, only_told=True)]
    return tuple(rows)


Pair = tuple[Sequence[Assertion], Sequence[Assertion]]


def _pick(project: Project, key: CaseKey, texts: dict[str, str]) -> list[Assertion]:
    """What people say of a case where they do not disagree."""
    return _tell([item.answer for item in project.current(*key) if item.is_verified], texts)


def _tell(answers: Sequence[Answer], texts: dict[str, str]) -> list[Assertion]:
    told = (answer for answer in answers if answer.state != "not_assessed")
    return [answer.to_assertion(texts[answer.publication]) for answer in told if answer.evidence or _needs_none(answer)]


def _needs_none(answer: Answer) -> bool:
    return answer.state in ("not_reported", "not_accessible") or bool(answer.candidates)


def _agree(
    fields: Sequence[Field], pairs: Sequence[Pair], tolerance: float, only_told: bool = False
) -> list[Agreement]:
    """`only_told` leaves out, for each field, the cases of which the second reader says nothing."""
    found: list[Agreement] = []
    for field in fields:
        split = [([a for a in x if a.field == field.id], [b for b in y if b.field == field.id]) for x, y in pairs]
        told = [(x, y) for x, y in split if y or not only_told]
        if not any(x or y for x, y in told):
            continue
        if field.is_list:
            found += agree_items(field, told, tolerance)
        else:
            found.append(agree_field(field, [(next(iter(x), None), next(iter(y), None)) for x, y in told], tolerance))
    return found


def show_agreement(row: Row) -> dict[str, object]:
    """A row as a JSON object."""
    told, agreement = row.agreement.coefficients, row.agreement
    return {
        "field": agreement.field,
        "item": agreement.item,
        "readers": row.readers,
        "n": told.n,
        "agreed": told.agreed,
        "share": told.share,
        "categories": told.categories,
        "kappa": told.kappa,
        "gwet_ac1": told.ac1,
        "compared": agreement.compared,
        "equal": agreement.equal,
        "near": agreement.near,
        "tolerance": agreement.tolerance,
    }
