"""Times that stand in another column than the event: rules R4 and R5 of the form."""

from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.quantity import IntervalTime, Quantity

JOINED = "row.time_from_followup"
DEAD = ("DOD", "DOC", "dead_cause_unstated")


def join_times(told: list[Mention]) -> list[Mention]:
    """The times of events that follow from the follow-up of the same row, where no cell gives them.

    A recurrence without a time lies between treatment and last contact; a dead patient was followed until death
    (a person confirms it); metastases without a time may also have been there at presentation.
    """
    contact = next((m for m in told if m.field == "followup_months" and _months(m) is not None), None)
    fields = {m.field for m in told}
    if contact is None or not isinstance(contact.value, Quantity) or contact.value.qualifier != "exact":
        return []
    last = _months(contact) or 0.0
    found = []
    if _happened(told, "local_recurrence") and "recurrence_months" not in fields:
        found.append(_joined(contact, "recurrence_months", IntervalTime(0.0, last)))
    if _happened(told, "distant_metastasis") and "metastasis_months" not in fields:
        for time in (IntervalTime(0.0, last), IntervalTime(None, 0.0)):
            found.append(replace(_joined(contact, "metastasis_months", time), state="unclear", reason="ambiguous"))
    if "death_months" not in fields and any(m.field == "outcome_status" and m.value in DEAD for m in told):
        found.append(replace(_joined(contact, "death_months", IntervalTime(last, last)), needs_person=True))
    return found


def _happened(told: list[Mention], field: str) -> bool:
    return any(m.field == field and m.state == "reported" for m in told)


def _joined(contact: Mention, field: str, value: IntervalTime) -> Mention:
    return replace(contact, field=field, value=value, made_by=JOINED)


def _months(mention: Mention) -> float | None:
    value = mention.value
    return round(value.months(), 2) if isinstance(value, Quantity) and value.unit else None
