"""Planters of faults in times, counts and other numbers."""

import re
from collections.abc import Iterator

from bench.audit.plant import Plant, add, change, pick, plants
from bench.audit.plant_patient import has_one_patient
from bench.audit.source import Source

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b((?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTHS})(?: \d{{1,2}})?,? (?:of )?)((?:19|20)\d\d)\b")
EVENT = re.compile(
    r"\b(?:discharged|died|death|surgery|operat\w+|underwent|readmitted|follow-up|resect\w+|biopsy|performed|returned"
    r"|started)\b"
)
FOLLOWED = re.compile(
    r"\bfollow(?:ed)?[- ]?up (?:of|for|period of|at|was) (?:\w+ )?"
    r"(\d{1,3}|six|twelve|two|three|five|ten) (month|year)s?\b"
    r"|\b(\d{1,3}|six|twelve|two|three|five|ten)[- ](month|year)s?(?: of)? follow[- ]?up\b"
    r"|\bfollowed(?: up)? for (\d{1,3}|six|twelve|two|three|five|ten) (month|year)s?\b",
    re.I,
)
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
WORDS |= {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14}
NUMBER = rf"(?:\d{{1,4}}|{'|'.join(WORDS)})"
SHARE = re.compile(
    rf"\b({NUMBER}) (?:out )?of (?:the |all |our )?({NUMBER})\b[^.;()%]{{0,40}} \((\d{{1,2}}(?:\.\d{{1,2}})?) ?%\)"
    r"|(?<![\d/.])(\d{1,4}) ?/ ?(\d{1,4}) \((\d{1,2}(?:\.\d{1,2})?) ?%\)",
    re.I,
)
SEXES = re.compile(
    rf"\b({NUMBER}) (?:were )?(men|women|males|females|male|female) and "
    rf"({NUMBER}) (?:were )?(men|women|males|females|male|female)\b"
)
MEAN = re.compile(rf"\b({NUMBER}) (?:\w+ ){{0,2}}?(?:patients|cases)\b[^.]*?\bmean age (?:of|was) (\d\d)\.(\d)\b", re.I)
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)}) (?:\w+ ){{0,3}}?(?:case|patient)\b", re.I)
DOSE = re.compile(r"\b(\d\d(?:\.\d)?) Gy\b[^.;]{0,30}?\b(\d\d) (?:daily )?fractions(?: of (\d(?:\.\d+)?) Gy)?")
WRONG_DOSES = (
    "Radiotherapy was given to a total dose of {total} Gy in {n} fractions of {each} Gy.",
    "External beam radiotherapy ({total} Gy, {n} fractions of {each} Gy each) was completed.",
    "The tumour bed was irradiated with {n} fractions of {each} Gy to {total} Gy.",
    "A dose of {total} Gy was delivered in {n} daily fractions of {each} Gy.",
)
WRONG_SUMS = (
    "A review of {n} patients, {a} men and {b} women, came to similar results.",
    "In a series of {n} cases ({a} males and {b} females) the course was variable.",
    "Among the {n} patients published so far, {a} were men and {b} were women.",
    "The largest series comprised {n} patients: {a} women and {b} men.",
)
WRONG_MEANS = (
    "In the {n} published patients the mean age was {m} years.",
    "The {n} patients reported so far had a mean age of {m} years.",
    "The mean age of the {n} patients was {m} years.",
)
SUBSTITUTES = {
    **{"a": "atypical", "b": "basal", "c": "chronic", "d": "diffuse", "e": "early", "f": "focal", "g": "global"},
    **{"h": "hereditary", "i": "inner", "l": "late", "m": "mixed", "n": "nodular", "o": "outer", "p": "partial"},
    **{"r": "regional", "s": "severe", "t": "total", "u": "upper", "v": "variable"},
}
DEFINED = re.compile(r"\b([A-Za-z][\w-]*(?: [\w-]+){1,4}) \(([A-Z]{3,5})\)")
DENIED = re.compile(
    r"\b(no )(?:evidence of |sign of |signs of |local |distant |tumou?r )*(?:recurrence|metastas[ie]s|relapse)\b"
    r"|\b(without )(?:evidence of |sign of |signs of |local |distant )*(?:recurrence|metastas[ie]s|relapse)\b"
)


def number_of(words: str) -> int:
    return WORDS.get(words.lower()) or int(words)


def say_like(words: str, number: int) -> str:
    """A number in words if the old one was in words, else in digits."""
    if words.isdigit():
        return str(number)
    said = next((w for w, n in WORDS.items() if n == number), str(number))
    return said.capitalize() if words[0].isupper() else said


def discussion_end(source: Source) -> int | None:
    """The end of the last long paragraph before the references of an article."""
    ends = [e for s, e in source.lines if e < source.references_start and e - s > 300 and source.plain[e - 1] == "."]
    return ends[-1] if source.is_article and ends else None


@plants("TIM-01")
def plant_late_event(source: Source) -> Iterator[Plant]:
    """A recurrence later than the end of the stated follow-up, where no recurrence is told."""
    text = source.plain[: source.references_start] if has_one_patient(source) else ""
    times = [m for m in FOLLOWED.finditer(text) if "|" not in text[slice(*source.sentence(m.start()))]]
    if len(times) != 1 or re.search(r"\b(?:recurred|relapsed|recurrence (?:was|occurred|developed))\b", text):
        return
    number, unit = next((a, b) for a, b in zip(times[0].groups()[::2], times[0].groups()[1::2], strict=True) if a)
    months = number_of(number) * (12 if unit == "year" else 1)
    dice = source.dice("late_event")
    late = months + dice.choice((7, 10, 18))
    sentence = dice.choice(
        (
            f"A local recurrence was found {late} months after surgery.",
            f"The tumour recurred {late} months after treatment.",
            f"Recurrence occurred at {late} months.",
        )
    )
    yield from add("late_event", source, source.case_end(), sentence, str(late))


@plants("TIM-01")
def plant_date_order(source: Source) -> Iterator[Plant]:
    """The last of several dates in rising order moved to years before the first."""
    text = source.plain[: source.references_start] if has_one_patient(source) else ""
    dates = list(DATE.finditer(text))
    years = [int(m.group(2)) for m in dates]
    if len(dates) < 2 or years != sorted(years):
        return
    start, end = source.sentence(dates[-1].start())
    if EVENT.search(text[start:end]) and source.sentence(dates[0].start())[0] < start:
        new = str(years[0] - source.dice("date").choice((1, 2, 3)))
        yield from change("date_order", source, *dates[-1].span(2), new)


@plants("OUT-01")
def plant_event_denial_dropped(source: Source) -> Iterator[Plant]:
    """One of several denials of recurrence or spread without its negation."""
    text = source.plain[: source.references_start] if has_one_patient(source) else ""
    denied = [m for m in DENIED.finditer(text) if "|" not in text[slice(*source.sentence(m.start()))]]
    made: list[Plant] = []
    for match in denied if len(denied) > 1 else ():
        group = 1 if match.group(1) else 2
        new = "" if group == 1 else "with "
        shows = match.group()[len(match.group(group)) :]
        made += change("event_denial_dropped", source, *match.span(group), new, shows)
    yield from pick("event_denial_dropped", source, made)


@plants("STA-01", "STA-04", "TAB-02")
def plant_percentage_changed(source: Source) -> Iterator[Plant]:
    """A percentage beside its k and n, swapped or moved by more than rounding can do."""
    made: list[Plant] = []
    for match in SHARE.finditer(source.plain[: source.references_start]):
        first = 1 if match.group(1) else 4
        k, n, printed = (match.group(first + i) for i in range(3))
        if number_of(n) and abs(100 * number_of(k) / number_of(n) - float(printed)) <= 0.51:
            wrong = printed[1] + printed[0] + printed[2:] if re.match(r"([1-9])(?!\1)[1-9]", printed) else ""
            moved = float(printed) + (9 if float(printed) < 80 else -9)
            places = len(printed.partition(".")[2])
            made += change("percentage_changed", source, *match.span(first + 2), wrong or f"{moved:.{places}f}")
    yield from pick("percentage_changed", source, made, 3)


@plants("STA-01", "TAB-02", "STA-02")
def plant_count_changed(source: Source) -> Iterator[Plant]:
    """The k of a share, the percentage staying."""
    made: list[Plant] = []
    for match in SHARE.finditer(source.plain[: source.references_start]):
        first = 1 if match.group(1) else 4
        k, n, printed = (match.group(first + i) for i in range(3))
        if number_of(n) > 2 and abs(100 * number_of(k) / number_of(n) - float(printed)) <= 0.51 and number_of(n) < 100:
            new = number_of(k) + (1 if number_of(k) < number_of(n) else -1)
            made += change("count_changed", source, *match.span(first), say_like(k, new))
    yield from pick("count_changed", source, made, 3)


@plants("TAB-02", "STA-02")
def plant_group_changed(source: Source) -> Iterator[Plant]:
    """The number of one sex in a sentence that counts both."""
    made: list[Plant] = []
    for match in SEXES.finditer(source.plain[: source.references_start]):
        new = say_like(match.group(1), number_of(match.group(1)) + 1)
        made += change("group_changed", source, *match.span(1), new)
    yield from pick("group_changed", source, made)


@plants("STA-02")
def plant_sum_added(source: Source) -> Iterator[Plant]:
    """A sentence of the discussion whose groups do not make its total."""
    dice = source.dice("sum")
    a, b = dice.randint(6, 30), dice.randint(6, 30)
    sentence = dice.choice(WRONG_SUMS).format(a=a, b=b, n=a + b + dice.choice((-2, -1, 1, 3)))
    if source.group != "jats":
        yield from add("sum_added", source, discussion_end(source), sentence, f"{a} ")


@plants("STA-03")
def plant_mean_changed(source: Source) -> Iterator[Plant]:
    """A mean age that so few whole years cannot have."""
    for match in MEAN.finditer(source.plain[: source.references_start]):
        n = number_of(match.group(1))
        wrong = [d for d in "3714689" if not has_mean(n, float(f"{match.group(2)}.{d}"))]
        if wrong and 1 < n < 10:
            yield from change("mean_changed", source, *match.span(3), wrong[0], f"{match.group(2)}.{wrong[0]}")


@plants("STA-03")
def plant_mean_added(source: Source) -> Iterator[Plant]:
    """A sentence of the discussion with such a mean."""
    dice = source.dice("mean")
    n = dice.choice((4, 5, 6, 7, 8))
    wrong = [
        m
        for m in (f"{dice.randint(30, 69)}.{d}{e}" for d in range(10) for e in range(10))
        if not has_mean(n, float(m), 2)
    ]
    sentence = dice.choice(WRONG_MEANS).format(n=n, m=dice.choice(wrong))
    if source.group != "jats":
        yield from add("mean_added", source, discussion_end(source), sentence, f"{n} ")


def has_mean(n: int, mean: float, places: int = 1) -> bool:
    """Whether a sum of n whole numbers gives this mean, by rounding or truncation."""
    low, high = mean - 0.5 * 10**-places, mean + 10**-places
    return any(low - 1e-9 <= total / n <= high + 1e-9 for total in range(int(low * n) - 1, int(high * n) + 2))


@plants("TAB-03")
def plant_ordinal_changed(source: Source) -> Iterator[Plant]:
    """'The sixth case' moved by three, in an article that lists the earlier ones."""
    if source.group != "synthetic":
        return
    made: list[Plant] = []
    for match in ORDINAL.finditer(source.plain[: source.references_start]):
        number = ORDINALS.index(match.group(1).lower())
        made += change("ordinal_changed", source, *match.span(1), ORDINALS[(number + 3) % len(ORDINALS)])
    yield from pick("ordinal_changed", source, made)


@plants("STA-06")
def plant_dose_changed(source: Source) -> Iterator[Plant]:
    """The total, where total, number and size of the fractions stand together and fit."""
    for match in DOSE.finditer(source.plain[: source.references_start]):
        if match.group(3) and abs(float(match.group(2)) * float(match.group(3)) - float(match.group(1))) < 0.05:
            yield from change("dose_changed", source, *match.span(1), str(int(float(match.group(1))) + 7))


@plants("STA-06")
def plant_dose_added(source: Source) -> Iterator[Plant]:
    """A sentence of the course whose fractions do not make the dose."""
    if has_one_patient(source) and re.search(r"\b(?:tumou?r|carcinoma|sarcoma|lymphoma|metasta\w+)\b", source.plain):
        dice = source.dice("dose")
        each, n = dice.choice((1.8, 2, 3)), dice.choice((10, 25, 28, 30))
        total = f"{n * each + dice.choice((-10, -4, 4, 6, 10)):g}"
        sentence = dice.choice(WRONG_DOSES).format(total=total, n=n, each=f"{each:g}")
        yield from add("dose_added", source, source.case_end(), sentence, total)


@plants("CLM-07")
def plant_background_restated(source: Source) -> Iterator[Plant]:
    """A sentence of the introduction with one figure, said again in the discussion with another."""
    at = discussion_end(source)
    for match in re.finditer(r"\b(\d{1,2})%", source.plain[: len(source.plain) // 3]) if at else ():
        start, end = source.sentence(match.start())
        words = source.plain[start:end].strip()
        if (
            len(re.findall(r"\d%|\d-\d", words)) == 1
            and len(words) < 220
            and re.search(r"\[\d+\]", words)
            and "\n" not in words
        ):
            other = str(int(match.group(1)) * 2 + 7) if int(match.group(1)) < 40 else str(int(match.group(1)) - 25)
            new = words.replace(match.group(), f"{other}%", 1)
            yield from add("background_restated", source, at, new, f"{other}%")
            return


@plants("ABB-01")
def plant_abbreviation_changed(source: Source) -> Iterator[Plant]:
    """A later use of an abbreviation with another long form of the same initials."""
    made: list[Plant] = []
    for match in DEFINED.finditer(source.plain[: source.references_start]):
        words, short = match.group(1).split()[-len(match.group(2)) :], match.group(2)
        if "".join(w[0].upper() for w in words) != short or words[0][0].lower() not in SUBSTITUTES:
            continue
        later = list(re.finditer(rf"(?<=[a-z] ){short}(?=[ ,.])", source.plain[match.end() : source.references_start]))
        substitute = SUBSTITUTES[words[0][0].lower()]
        if later and substitute != words[0].lower():
            place = match.end() + later[-1].start()
            new = f"{' '.join([substitute, *words[1:]])} ({short})"
            made += change("abbreviation_changed", source, place, place + len(short), new)
    yield from pick("abbreviation_changed", source, made)


@plants("CLM-02")
def plant_novelty_added(source: Source) -> Iterator[Plant]:
    """A claim to be the first, in an article that describes no search."""
    if source.group == "jats" or re.search(r"pubmed|medline|embase|search|to our knowledge|scopus", source.plain, re.I):
        return
    sentence = source.dice("novelty").choice(
        (
            "To the best of our knowledge, this is the first case of its kind.",
            "To our knowledge, only three cases have been published before.",
            "This is, to our knowledge, the second case in the literature.",
        )
    )
    yield from add("novelty_added", source, discussion_end(source), sentence)
