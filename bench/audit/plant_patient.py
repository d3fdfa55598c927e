"""Planters of faults about the patient: age, sex, deficit, identifying details."""

import re
from collections.abc import Iterator

from bench.audit.plant import Plant, add, change, pick, plants
from bench.audit.source import Source

AGE = re.compile(r"\b(\d{1,2})(?=[- ]years?[- ]old\b| years of age\b)|(?<=\baged )(\d{1,2})\b(?! ?months)")
PERSON = re.compile(
    r"\b(\d{1,2})[- ]years?[- ]old(?: [a-zA-Z-]+){0,3}? (man|woman|boy|girl|male|female|lady|gentleman)\b"
)
RELATIVES = re.compile(
    r"\b(?:father|mother|brother|sister|son|daughter|uncle|aunt|cousin|wife|husband|sibling|twin|parents?|fetus|donor)s?\b",
    re.I,
)
EARLIER = re.compile(
    r"\b(?:at the age|at age|at \d+ years|ago|previous|earlier|since|onset|until|when (?:he|she)|later)\b", re.I
)
OTHER = {
    **{"man": "woman", "woman": "man", "boy": "girl", "girl": "boy", "male": "female", "female": "male"},
    **{"lady": "gentleman", "gentleman": "lady", "he": "she", "she": "he", "him": "her", "his": "her"},
}
PRONOUN = re.compile(r"\b(he|she|his|her|him|He|She|His|Her)\b")
HERS = re.compile(r"[sS]he|[hH]er")
AGE_SENTENCES = (
    "In summary, this {age}-year-old {noun} presented with a rare disease.",
    "At the time of presentation the patient was {age} years old.",
    "Our patient, a {age}-year-old {noun}, remains under observation.",
    "We thus describe a {age}-year-old {noun} with this condition.",
    "The patient, aged {age} years, was informed of the diagnosis.",
)
ORGANS = {
    "male": (
        "The medical history included a hysterectomy for fibroids.",
        "Menopause had occurred at the age of 51.",
        "There was a history of two caesarean sections.",
        "A cervical smear one year before had been normal.",
        "An ovarian cyst had been removed in the past.",
    ),
    "female": (
        "The medical history included a transurethral resection of the prostate.",
        "A vasectomy had been done ten years before.",
        "Digital rectal examination showed a mildly enlarged prostate.",
        "An orchidectomy had been performed in childhood.",
        "Benign prostatic hyperplasia was known.",
    ),
}
DEFICIT = re.compile(
    r"\b(?:hemipar\w+|parapar\w+|hemipleg\w+|parapleg\w+|tetrapar\w+|quadripar\w+|monopar\w+|sensory loss"
    r"|hypo?aesthesia|hypesthesia|urinary incontinence|hyperreflexia|foot drop|facial palsy)\b",
    re.I,
)
DENIALS = (
    "On admission there was no neurological deficit.",
    "Neurological examination on admission was normal.",
    "The patient was neurologically intact at presentation.",
)
DATES = ("Surgery was performed on {d} {month} {y}.", "The patient was seen on {d} {month} {y}.")
MONTHS = ("January", "February", "March", "April", "June", "August", "October", "November")
IDENTIFIERS = (
    "The patient, Mr. K.L., gave his history himself.",
    "The hospital number 402913 was assigned on admission.",
    "The patient M.B. was seen by two physicians.",
    "The medical record number was 77120934.",
)


def has_one_patient(source: Source) -> bool:
    return source.patients == 1 and source.group != "jats"


def find_ages(source: Source) -> list[tuple[int, int, int]]:
    """Ages of the patient in the running text: start, end, years. Not those beside a relative or of an earlier time."""
    found = []
    for match in AGE.finditer(source.plain[: source.references_start]):
        a, b = source.sentence(match.start())
        words = source.plain[a:b]
        if not RELATIVES.search(words) and not EARLIER.search(words) and "|" not in words:
            found.append((match.start(), match.end(), int(match.group())))
    return found


def other_age(source: Source, kind: str, years: int) -> int:
    """Another age: a year beside it, swapped digits, or some years away."""
    swapped = int(str(years)[::-1])
    choices = [years + 1, years - 1, years + 10, years - 10, years + 4, swapped]
    return source.dice(kind).choice([y for y in choices if 0 < y < 100 and y != years])


@plants("AGE-01", "AGE-02", "TAB-01")
def plant_age_changed(source: Source) -> Iterator[Plant]:
    """One later mention of an age that is given twice."""
    ages = find_ages(source) if has_one_patient(source) else []
    if not ages:
        return
    same = [a for a in ages[1:] if a[2] == ages[0][2]]
    made = [
        p
        for start, end, years in same
        for p in change("age_changed", source, start, end, str(other_age(source, "age", years)))
    ]
    yield from pick("age_changed", source, made)


@plants("AGE-01", "AGE-02", "TAB-01")
def plant_age_added(source: Source) -> Iterator[Plant]:
    """A closing sentence with another age, where the text gives one age only."""
    ages = find_ages(source) if has_one_patient(source) else []
    person = PERSON.search(source.plain)
    if person is None or len({a[2] for a in ages}) != 1:
        return
    age = other_age(source, "age_added", ages[0][2])
    sentence = source.dice("age_added").choice(AGE_SENTENCES).format(age=age, noun=person.group(2))
    yield from add("age_added", source, source.case_end(), sentence, str(age))


@plants("AGE-01", "AGE-02", "TAB-01")
def plant_age_unit(source: Source) -> Iterator[Plant]:
    """Years written as months or days beside a word for an adult."""
    person = PERSON.search(source.plain) if has_one_patient(source) else None
    if person and person.group(2) in ("man", "woman", "lady", "gentleman") and int(person.group(1)) > 17:
        start = source.plain.index("year", person.end(1))
        unit = source.dice("age_unit").choice(("month", "day", "week"))
        yield from change("age_unit", source, start, start + 4, unit)


@plants("AGE-01", "AGE-02", "TAB-01")
def plant_age_impossible(source: Source) -> Iterator[Plant]:
    """An age that nobody reaches."""
    ages = find_ages(source) if has_one_patient(source) else []
    for start, end, years in ages[:1]:
        if years > 20:
            yield from change("age_impossible", source, start, end, f"{source.dice('old').choice((1, 2))}{years}")


def sex_of(source: Source) -> str:
    """The sex that every pronoun of a text with one patient tells, "" if there are few or both."""
    if not has_one_patient(source):
        return ""
    said = ["female" if HERS.fullmatch(m.group()) else "male" for m in PRONOUN.finditer(source.plain)]
    return said[0] if len(said) >= 3 and len(set(said)) == 1 else ""


@plants("SEX-01", "TAB-01")
def plant_sex_noun(source: Source) -> Iterator[Plant]:
    """The noun beside the age in the other sex, while all pronouns keep theirs."""
    sex, person = sex_of(source), PERSON.search(source.plain)
    if sex and person and (person.group(2) in ("woman", "girl", "female", "lady")) == (sex == "female"):
        yield from change("sex_noun", source, *person.span(2), OTHER[person.group(2)])


@plants("SEX-01")
def plant_sex_pronoun(source: Source) -> Iterator[Plant]:
    """One pronoun in the other sex. Not in a sentence with a relative, nor beside one."""
    if not sex_of(source) or PERSON.search(source.plain) is None:
        return
    made: list[Plant] = []
    for match in PRONOUN.finditer(source.plain[: source.references_start]):
        start, end = source.sentence(match.start())
        if match.start() > 200 and not RELATIVES.search(source.plain[max(0, start - 150) : end + 50]):
            made += change("sex_pronoun", source, *match.span(), other_pronoun(source, match))
    yield from pick("sex_pronoun", source, made)


def other_pronoun(source: Source, match: re.Match[str]) -> str:
    word = match.group().lower()
    follows = source.plain[match.end() : match.end() + 2]
    other = ("his" if re.match(r" \w", follows) else "him") if word == "her" else OTHER[word]
    return other.capitalize() if match.group()[0].isupper() else other


@plants("SEX-02")
def plant_sex_organ(source: Source) -> Iterator[Plant]:
    """A sentence of the history that only the other sex can have."""
    sex = sex_of(source)
    if sex and PERSON.search(source.plain):
        yield from add("sex_organ", source, source.case_end(), source.dice("organ").choice(ORGANS[sex]))


@plants("NEU-01")
def plant_deficit_denied(source: Source) -> Iterator[Plant]:
    """A denial of every deficit right after a sentence that reports one at presentation."""
    for match in DEFICIT.finditer(source.plain[: source.references_start]) if has_one_patient(source) else ():
        start, end = source.sentence(match.start())
        words = source.plain[start:end]
        if re.search(
            r"\b(?:no|not|without|denied|normal|after|later|post|months|previous|history|improv\w+|may|can)\b", words
        ):
            continue
        if re.search(r"\b(?:present\w*|exam\w+|admi\w+|reveal\w+|show\w+|complain\w*|develop\w*)\b", words, re.I):
            yield from add("deficit_denied", source, end, source.dice("deficit").choice(DENIALS))
            return


@plants("ETH-03")
def plant_old_age(source: Source) -> Iterator[Plant]:
    """An age over 89, where the age stands once."""
    ages = find_ages(source) if has_one_patient(source) else []
    if len(ages) == 1 and ages[0][2] >= 50:
        yield from change("old_age", source, *ages[0][:2], str(source.dice("old_age").randint(90, 99)))


@plants("ETH-04")
def plant_date_added(source: Source) -> Iterator[Plant]:
    """A full date in a text that has none."""
    if has_one_patient(source) and not re.search(
        rf"\b(?:{'|'.join(MONTHS)}|May|July|September|December)\b", source.plain
    ):
        dice = source.dice("date_added")
        d, month, y = dice.randint(1, 28), dice.choice(MONTHS), dice.randint(2003, 2019)
        sentence = dice.choice(DATES).format(d=d, month=month, y=y)
        yield from add("date_added", source, source.case_end(), sentence, f"{month} {y}")


@plants("ETH-05")
def plant_identifier_added(source: Source) -> Iterator[Plant]:
    """Initials or a record number."""
    if has_one_patient(source):
        sentence = source.dice("identifier").choice(IDENTIFIERS)
        shows = re.findall(r"K\.L|402913|M\.B|77120934", sentence)[0]
        yield from add("identifier_added", source, source.case_end(), sentence, shows)
