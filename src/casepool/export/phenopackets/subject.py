"""The person and the disease: sex, ages, vital status, diagnosis with onset, site and side."""

import re

from casepool.domain.quantity import IntervalTime, tidy_number
from casepool.export.coding import code_site, code_tumour
from casepool.export.material import Loss, Row
from casepool.export.phenopackets.ages import (
    find_age,
    find_contact,
    list_ages,
    write_age,
    write_last_encounter,
)
from casepool.export.phenopackets.draft import Draft, is_certain
from casepool.export.typed_values import say_value
from casepool.export.value_rows import Told
from casepool.knowledge.interop import Term

SEXES = {"female": "FEMALE", "male": "MALE", "other": "OTHER_SEX", "intersex": "OTHER_SEX"}
DAYS_PER_MONTH = 30.4375


def write_subject(draft: Draft, subject_id: str, other_ids: list[str]) -> None:
    """subject: id, sex, age at the last contact, vital status."""
    sex = draft.one("sex")
    subject: Row = {"id": subject_id, **({"alternateIds": other_ids} if other_ids else {})}
    if encounter := write_last_encounter(draft):
        subject["timeAtLastEncounter"] = encounter
    subject["vitalStatus"] = _write_vital_status(draft)
    subject["sex"] = SEXES.get(str(sex.answer.value), "UNKNOWN_SEX") if sex else "UNKNOWN_SEX"
    subject["taxonomy"] = draft.write_term(draft.codes.terms["human"])
    draft.packet["subject"] = subject
    if sex:
        draft.rest_on("/subject/sex", sex)
    if encounter:
        _rest_encounter(draft)


def _rest_encounter(draft: Draft) -> None:
    found, age = find_contact(draft), find_age(draft)
    assert found is not None
    assert age is not None
    months = found[1]
    rule = f"reported age + {months} month{'' if months == 1 else 's'} of follow-up"
    draft.rest_on("/subject/timeAtLastEncounter", found[0], age, derived=rule)


def _write_vital_status(draft: Draft) -> Row:
    """ALIVE or DECEASED only where the source says so, or a person has accepted the inference."""
    told = draft.one("outcome_status")
    word = draft.word("outcome_status")
    codes = draft.codes
    if told is None or not is_certain(told):
        return {"status": "UNKNOWN_STATUS"}
    if word in codes.dead:
        draft.rest_on("/subject/vitalStatus", told)
        return {"status": "DECEASED", **_write_death(draft)}
    if word in codes.alive or (word in codes.alive_if_said and _says_alive(draft, told)):
        draft.rest_on("/subject/vitalStatus", told)
        return {"status": "ALIVE"}
    return {"status": "UNKNOWN_STATUS"}


def _says_alive(draft: Draft, told: Told) -> bool:
    words = "|".join(map(re.escape, draft.codes.alive_words))
    return any(re.search(rf"\b({words})\b", e.quote, re.IGNORECASE) for e in told.answer.evidence)


def _write_death(draft: Draft) -> Row:
    """Time and cause of death where they are stated exactly; follow-up of the living never stands here."""
    death: Row = {}
    told = draft.one("death_months")
    time = told.answer.value if told else None
    if told and isinstance(time, IntervalTime) and time.is_exact and time.by is not None:
        if element := write_age(draft, find_age(draft), int(time.by)):
            death["timeOfDeath"] = element
            draft.rest_on("/subject/vitalStatus/timeOfDeath", told, derived="reported age + time to death")
        days = round(time.by * DAYS_PER_MONTH)
        if days:
            death["survivalTimeInDays"] = days
            draft.rest_on(
                "/subject/vitalStatus/survivalTimeInDays", told,
                derived=f"{tidy_number(time.by)} months of {DAYS_PER_MONTH} days, from {told.answer.origin or '?'}",
            )  # fmt: skip
        else:
            draft.losses.append(Loss("death_months", draft.patient.id, "a survival of 0 days is lost in the format"))
    if draft.word("outcome_status") in draft.codes.dead_of_disease and draft.word("diagnosis"):
        death["causeOfDeath"] = draft.write_term(code_tumour(draft.word("diagnosis")))
    return death


def write_disease(draft: Draft) -> None:
    """diseases: the final diagnosis with its onset, site and side."""
    told = draft.one("diagnosis")
    if told is None:
        draft.losses.append(Loss("diagnosis", draft.patient.id, "no diagnosis is reported: the packet has no disease"))
        return
    disease: Row = {"term": draft.write_term(code_tumour(str(told.answer.value)))}
    age = find_age(draft)
    if onset := write_age(draft, age):
        disease["onset"] = onset
    site, site_told = find_site(draft)
    if site:
        disease["primarySite"] = draft.write_term(site)
    side = draft.one("laterality")
    lateral = draft.codes.terms.get(str(side.answer.value)) if side else None
    if lateral:
        disease["laterality"] = draft.write_term(lateral)
    pointer = draft.add("diseases", disease)
    draft.rest_on(pointer, told)
    if onset and age:
        _rest_onset(draft, f"{pointer}/onset", age)
    if site_told:
        draft.rest_on(f"{pointer}/primarySite", site_told, *draft.all("level_range"), mapping="broader")
    if lateral and side:
        draft.rest_on(f"{pointer}/laterality", side)


def _rest_onset(draft: Draft, pointer: str, age: Told) -> None:
    values = [say_value(value) for value in list_ages(age)]
    more: Row = {"conflict": {"values": values, "rule": "both kept as a range; no silent choice"}} if values[1:] else {}
    draft.rest_on(pointer, age, **more)


def find_site(draft: Draft) -> tuple[Term | None, Told | None]:
    """The anatomical class of the site, with the answer that it comes from; it is wider than what was said."""
    for field, group in (("compartment", "compartment"), ("region", "region")):
        for told in draft.all(field):
            if term := code_site(group, [str(told.answer.value)]):
                return term, told
    return None, None
