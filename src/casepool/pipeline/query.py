"""The letter to the authors of a case: its critical fields that are unclear or missing, with the quotes."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.assertion import Assertion
from casepool.domain.form import Field
from casepool.pipeline.review import Review
from casepool.write.escape import show_line
from casepool.write.show_value import show_value
from casepool.write.wrap_text import wrap_words

WIDTH = 78


@dataclass(frozen=True, slots=True)
class Question:
    """One field to ask about: how it stands, the readings, and the quotes."""

    field: Field
    state: str
    readings: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


def list_questions(review: Review, name: str) -> tuple[Question, ...]:
    """The critical fields of a case that are unclear, contradictory or not stated, in the order of the form."""
    key = review.find_case(name)
    case = next(linked.case for linked in review.built.cases if linked.key == key)
    return tuple(
        _ask(field, case.answers(field.id))
        for field in review.plan.form.fields
        if _is_open(field, case.answers(field.id))
    )


def _is_open(field: Field, answers: tuple[Assertion, ...]) -> bool:
    if not field.critical or field.per != "case":
        return False
    return not answers or any(answer.state in ("unclear", "not_reported", "not_accessible") for answer in answers)


def _ask(field: Field, answers: tuple[Assertion, ...]) -> Question:
    doubtful = next((answer for answer in answers if answer.state == "unclear"), None)
    if doubtful is None:
        return Question(field, "not_reported")
    evidence = [*doubtful.evidence, *(item for candidate in doubtful.candidates for item in candidate.evidence)]
    readings = tuple(dict.fromkeys(show_value(candidate.value) for candidate in doubtful.candidates))
    return Question(field, "unclear", readings, tuple(dict.fromkeys(item.quote for item in evidence)))


def write_query(review: Review, name: str) -> str:
    """The letter, ready to paste; one sentence where there is nothing to ask."""
    key = review.find_case(name)
    questions = list_questions(review, name)
    title = next((p.title or p.label for p in review.publications if p.id == key[0]), key[0])
    if not questions:
        return f"Nothing to ask about {name}: every critical field is stated.\n"
    lines = [*wrap_words(f'We are collecting published cases and read yours: "{show_line(title)}".', WIDTH)]
    lines += [*wrap_words("May we ask you about these points? A short answer to each is enough.", WIDTH), ""]
    for number, question in enumerate(questions, start=1):
        lines += [*_write_question(number, question), ""]
    return "\n".join([*lines, "Thank you for your help."]) + "\n"


def _write_question(number: int, question: Question) -> Iterator[str]:
    head = f"{number}. {question.field.question or question.field.label}"
    yield from wrap_words(head, WIDTH)
    if question.state == "not_reported":
        yield "   We did not find it in the text."
        return
    told = f" It can be read as {' or as '.join(question.readings)}." if question.readings else ""
    yield from (f"   {line}" for line in wrap_words(f"The text leaves it open.{told}", WIDTH - 3))
    for quote in question.quotes:
        yield from (f"   {line}" for line in wrap_words(f'"{show_line(quote)}"', WIDTH - 3))
