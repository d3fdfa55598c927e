"""What people say: answers, signatures, adjudications."""

from collections.abc import Iterable
from dataclasses import replace

from casepool.domain.errors import UsageError
from casepool.domain.evidence import check_evidence
from casepool.domain.form import STATES, STATES_WITH_EVIDENCE
from casepool.domain.review import CONSENSUS, Adjudication, Answer, CaseEntry, Signature
from casepool.store.base import Base
from casepool.store.rows import drop_row, put_row
from casepool.store.tables import KINDS

UNSTORED_STATES = ("not_assessed", "not_applicable")


class WriteAnswers(Base):
    """Writing answers. Every quote is proved against the stored text before it is kept."""

    def save_answer(self, answer: Answer, by: str, expected: int | None = None) -> Answer:
        """Keep one answer of a person; as it stands now, with its version.

        Raises UsageError for an engine's answer and for a state that is never stored, EvidenceError for a quote that
        does not stand in the text, ConflictError if the row is not of the version `expected`.
        """
        return self.save_answers([(answer, expected)], by)[0]

    def save_answers(self, answers: Iterable[tuple[Answer, int | None]], by: str) -> tuple[Answer, ...]:
        """Keep several answers, each with its expected version, all or none."""
        told = [(self._prove(answer), expected) for answer, expected in answers]
        with self.writing(by) as pen:
            return tuple(
                put_row(pen, KINDS["answer"], replace(answer, user=answer.user or by), expected)
                for answer, expected in told
            )

    def clear_answer(self, answer: Answer, by: str, expected: int | None = None) -> bool:
        """Take back a person's answer; it stays in the history. False if there was none."""
        self._refuse_engine(answer)
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["answer"], KINDS["answer"].key(answer), expected)

    def save_signature(self, signature: Signature, by: str, expected: int | None = None) -> Signature:
        """A reviewer stands for the answers to a case."""
        self.publication(signature.publication)
        return self.put("signature", signature, by, expected)  # type: ignore[no-any-return]

    def clear_signature(self, signature: Signature, by: str, expected: int | None = None) -> bool:
        """Withdraw a signature; false if there was none."""
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["signature"], KINDS["signature"].key(signature), expected)

    def save_adjudication(self, adjudication: Adjudication, by: str, expected: int | None = None) -> Adjudication:
        """Settle the answer to a question; its quotes are proved as those of an answer."""
        proved = replace(adjudication, answer=self._prove(adjudication.answer))
        return self.put("adjudication", proved, by, expected)  # type: ignore[no-any-return]

    def clear_adjudication(self, adjudication: Adjudication, by: str, expected: int | None = None) -> bool:
        """Open a settled question again; false if it was not settled."""
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["adjudication"], adjudication.key, expected)

    def save_case_entry(self, entry: CaseEntry, by: str, expected: int | None = None) -> CaseEntry:
        """Add or rename a case by hand."""
        self.publication(entry.publication)
        return self.put("case", entry, by, expected)  # type: ignore[no-any-return]

    def _prove(self, answer: Answer) -> Answer:
        """The answer itself, if it may be stored and every quote stands in the text of its publication."""
        self._refuse_engine(answer)
        allowed = tuple(state for state in STATES if state not in UNSTORED_STATES)
        if answer.state not in allowed:
            raise UsageError(f"An answer of state {answer.state!r} is never stored. Allowed: {', '.join(allowed)}.")
        if not self.form.has(answer.field):
            raise UsageError(f"The form {self.form.id} has no field {answer.field!r}; nothing was written.")
        publication = self.publication(answer.publication)
        quotes = (*answer.evidence, *(quote for candidate in answer.candidates for quote in candidate.evidence))
        if quotes:
            text = self.document(publication.id).text
            check_evidence(text, quotes, answer.field)
            answer.to_assertion(text)
        elif answer.state in STATES_WITH_EVIDENCE and not answer.note.strip():
            raise UsageError(
                f"{answer.field} ({answer.state}) has neither a quote nor a reason. Select the words that say it, or "
                "say in a note where it comes from."
            )
        return answer

    def _refuse_engine(self, answer: Answer) -> None:
        if answer.is_engine:
            raise UsageError(
                f"{answer.reader} is an engine. Its answers are kept in its own layer (save_engine_answers), never "
                f"among those of people (A, B, {CONSENSUS})."
            )
