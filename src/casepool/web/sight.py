"""Who sees what: the machine's answers as the protocol says, another reviewer's answers only when both have signed."""

from dataclasses import dataclass

from casepool.domain.review import Answer, Protocol, Signature
from casepool.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Sight:
    """What one visitor may see of one case. `letter` is the reviewer that the visitor is here ("" for none).

    `assist` is when the machine's answer is shown (ASSISTS), `others` whether other people's answers are, `signed`
    whether the visitor has signed the case.
    """

    letter: str
    assist: str
    others: bool
    signed: bool

    def sees_machine(self, own: Answer | None) -> bool:
        """Whether the machine's answer to a question may be sent, given the visitor's own answer to it."""
        if self.assist == "shown" or (self.signed and self.others):
            return True
        return self.assist == "after_own_answer" and own is not None

    @property
    def sees_findings(self) -> bool:
        """Whether findings, which name what the machine read, may be sent."""
        return self.assist == "shown" or (self.signed and self.others)


def find_sight(
    protocol: Protocol, visitor: Visitor, case: tuple[str, str], signatures: tuple[Signature, ...], is_team: bool
) -> Sight:
    """What a visitor may see of a case. Of a case that two read, others' answers are hidden until both have signed."""
    letter = visitor.letter(protocol, case[0], is_team)
    signed = {item.reader for item in signatures if (item.publication, item.case) == case}
    letters = {name for name, _ in protocol.reviewers_of(case[0])}
    others = len(letters) < 2 or letters <= signed or (not letter and visitor.may("adjudicator"))
    return Sight(letter, protocol.assist, others, letter in signed)
