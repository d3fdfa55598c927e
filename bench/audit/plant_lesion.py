"""Planters of faults about the lesion: side, levels, size, markers, signal, treatment, extent."""

import re
from collections import defaultdict
from collections.abc import Iterator

from bench.audit.plant import Plant, add, change, pick, plants
from bench.audit.plant_patient import has_one_patient
from bench.audit.source import Source

LESION = re.compile(
    r"\b(mass|tumou?r|lesion|nodule|cyst|carcinoma|sarcoma|adenoma|metastasis|neoplasm|aneurysm|abscess)\b", re.I
)
ORGAN = (
    r"(kidney|lung|breast|ovary|testis|testicle|thigh|adrenal gland|femur|humerus|tibia|fibula|radius|parotid gland"
    r"|maxilla|mandible|orbit|eye|hip|knee|shoulder|forearm|leg|arm|foot|ankle|hand|buttock|upper lobe|lower lobe"
    r"|frontal lobe|temporal lobe|parietal lobe|thyroid lobe|lobe of the liver|hepatic lobe|atrium|groin|axilla"
    r"|parapharyngeal space|spermatic cord|calf|lower limb|upper limb)"
)
SIDED = re.compile(rf"\b([Ll]eft|[Rr]ight)[- ](?:sided )?{ORGAN}\b")
LEVEL = re.compile(r"(?<![\w-])(C|T|L|S)(\d{1,2})(?:-(?:C|T|L|S)?\d{1,2})?(?![\w-])")
HIGHEST = {"C": 7, "T": 12, "L": 5, "S": 5}
OPERATED = re.compile(
    r"\b(?:lamin\w+|fixat\w+|screw\w*|fusion|root|dermatom\w*|weighted|sensory level|corpectomy|cage)\b", re.I
)
SIZE = re.compile(r"\b(\d{1,3}(?:\.\d)?)((?:\s?(?:cm|mm))?\s?[x×]\s?\d{1,3}(?:\.\d)?){0,2}\s?(cm|mm)\b")
METHOD = re.compile(r"\b(MRI|CT|[Uu]ltrasound|[Uu]ltrasonography|magnetic resonance imaging|computed tomography)\b")
MARKERS = re.compile(
    r"(?<![\w-])(CD\d{1,3}a?|S-?100|[Dd]esmin|SMA|EMA|[Cc]ytokeratin|STAT6|[Vv]imentin|MDM2|CDK4|HMB-?45|TTF-?1|CK\d+"
    r"|[Cc]hromogranin|[Ss]ynaptophysin|DOG-?1|SOX10|ERG|p63|p53|WT-?1|[Cc]alretinin|[Ii]nhibin|GFAP|[Mm]yogenin|PAX-?8"
    r"|[Hh]-caldesmon|AE1/AE3|TLE1|NKX2\.2|[Mm]elan[- ]?A)(?![\w-])"
)
POSITIVE = re.compile(r"\b(?:positive|positivity|expressed|immunoreactive)\b")
NEGATIVE = re.compile(r"\b(?:negative|negativity|absent|not expressed|non-reactive|lacked)\b|\bno\b|\bnot\b")
STAINED = re.compile(r"immuno|stain|positiv|negativ|expressi|expressed|reactiv", re.I)
TUMOUR = re.compile(r"\b(?:tumou?rs?|neoplas\w+|\w*carcinoma|\w*sarcoma|lymphoma|melanoma|\w+oma)\b", re.I)
LATER = re.compile(r"\bfollow-?up\b|\b(?:months|years|weeks) (?:after|later)\b|\brecurr\w+|\bresidual\b", re.I)
NO_STAIN = re.compile(r"[+]? ?(?:T|B|NK|lymphocytes?|cells? count|counts?|gene|mutations?)\b")
SIGNAL = re.compile(r"\b(hyper|hypo|iso)-?intense\b")
SEQUENCE = re.compile(r"\bT[12]\b")
THERAPY = re.compile(r"\b(chemotherapy|radiotherapy|radiation therapy)\b")
GIVEN = re.compile(
    r"\b(?:received|underwent|treated with|was given|were given|completed|administered|started|initiated)\b"
)
NOT_GIVEN = re.compile(
    r"\b(?:no|not|without|neither|refused|declined|plan\w*|before|previous\w*|history|earlier|had|alone)\b", re.I
)
COMPLETE = re.compile(
    r"\b(?:completely (?:resected|removed|excised)|(?:gross[- ])?total (?:resection|removal|excision)"
    r"|complete (?:resection|removal|excision)|(?:resected|removed|excised) completely|removal was gross total)\b",
    re.I,
)


def lesion_in(source: Source, position: int) -> str:
    """The word for the lesion in the sentence around a place, "" if there is none."""
    start, end = source.sentence(position)
    found = LESION.search(source.plain[start:end])
    return found.group().lower() if found and "|" not in source.plain[start:end] else ""


def find_sides(source: Source) -> dict[str, list[re.Match[str]]]:
    """The sided mentions of organs with a lesion in the sentence, where the other side is never named."""
    text = source.plain[: source.references_start]
    sides: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in SIDED.finditer(text) if has_one_patient(source) else ():
        if lesion_in(source, match.start()):
            sides[match.group(2)].append(match)
    for organ in list(sides):
        if len({m.group(1).lower() for m in SIDED.finditer(text) if m.group(2) == organ}) > 1 or "bilateral" in text:
            del sides[organ]
    return sides


def other_side(word: str) -> str:
    return {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}[word]


@plants("LAT-01", "TAB-01")
def plant_side_changed(source: Source) -> Iterator[Plant]:
    """One later mention of the side of a lesion that is named twice."""
    made = [
        plant
        for matches in find_sides(source).values()
        for m in matches[1:]
        for plant in change("side_changed", source, *m.span(1), other_side(m.group(1)))
    ]
    yield from pick("side_changed", source, made)


@plants("LAT-01", "TAB-01")
def plant_side_added(source: Source) -> Iterator[Plant]:
    """A closing sentence with the other side."""
    sides = find_sides(source)
    if len(sides) != 1:
        return
    match = next(iter(sides.values()))[0]
    side, organ, lesion = other_side(match.group(1)).lower(), match.group(2), lesion_in(source, match.start())
    sentence = source.dice("side").choice(
        (
            f"The final diagnosis was a {lesion} of the {side} {organ}.",
            f"In summary, the {lesion} was located in the {side} {organ}.",
            f"The patient thus had a {lesion} in the {side} {organ}.",
        )
    )
    yield from add("side_added", source, source.case_end(), sentence, f"{side} {organ}")


def find_levels(source: Source) -> list[re.Match[str]]:
    """Levels of the lesion of this patient in the running text, those that equal the first one."""
    text = source.plain[: source.references_start]
    found = []
    for match in LEVEL.finditer(text) if has_one_patient(source) and re.search("vertebra|spin(?:e|al)", text) else ():
        start, end = source.sentence(match.start())
        words = text[start:end]
        possible = int(match.group(2)) <= HIGHEST[match.group(1)]
        if possible and LESION.search(words) and not OPERATED.search(words) and "|" not in words:
            found.append(match)
    return [m for m in found if m.group() == found[0].group()]


@plants("LVL-01", "TAB-01")
def plant_level_changed(source: Source) -> Iterator[Plant]:
    """One later mention of the level, moved by two or three vertebrae as a whole."""
    if source.group == "jats":
        return
    made: list[Plant] = []
    for match in find_levels(source)[1:]:
        by = source.dice(f"level{match.start()}").choice((-3, -2, 2, 3))
        numbers = [int(n) + by for n in re.findall(r"\d+", match.group())]
        if all(0 < n <= HIGHEST[match.group(1)] for n in numbers):
            new = re.sub(r"\d+", lambda m, by=by: str(int(m.group()) + by), match.group())  # type: ignore[misc]
            made += change("level_changed", source, *match.span(), new)
    yield from pick("level_changed", source, made, 4)


@plants("LVL-03")
def plant_level_notation(source: Source) -> Iterator[Plant]:
    """One of two thoracic levels written with D."""
    levels = [m for m in find_levels(source) if m.group(1) == "T"] if source.group != "jats" else []
    made = [p for m in levels[1:] for p in change("level_notation", source, *m.span(), m.group().replace("T", "D"))]
    yield from pick("level_notation", source, made)


def find_sizes(source: Source) -> list[re.Match[str]]:
    """Sizes in sentences that name a lesion."""
    text = source.plain[: source.references_start]
    return [m for m in SIZE.finditer(text) if lesion_in(source, m.start())] if has_one_patient(source) else []


def methods_at(source: Source, size: re.Match[str]) -> set[str]:
    """The methods that the sentence of a size names; a specimen is one of them."""
    start, end = source.sentence(size.start())
    words = source.plain[start:end]
    found = {"CT" if "C" in m or "comp" in m else "MRI" if m[0] in "Mm" else "US" for m in METHOD.findall(words)}
    return found | ({"specimen"} if re.search(r"[Gg]ross\w*|specimen|histolog|macroscop", words) else set())


def other_size(source: Source, size: str) -> str:
    """The size with its first number changed by a third or more."""
    number = re.match(r"[\d.]+", size)
    assert number is not None
    value = float(number.group()) * source.dice(size).choice((0.5, 1.5, 2.0))
    return (f"{value:.1f}" if "." in number.group() or value < 2 else f"{value:.0f}") + size[number.end() :]


@plants("SIZ-01", "TAB-01")
def plant_size_changed(source: Source) -> Iterator[Plant]:
    """One later mention of a size that is printed twice with the same numbers, by the same method."""
    sizes = find_sizes(source)
    made = [
        plant
        for n, m in enumerate(sizes)
        if any(m.group() == o.group() and methods_at(source, m) == methods_at(source, o) for o in sizes[:n])
        for plant in change("size_changed", source, *m.span(), other_size(source, m.group()))
    ]
    yield from pick("size_changed", source, made)


@plants("SIZ-01")
def plant_size_added(source: Source) -> Iterator[Plant]:
    """A closing sentence with another size by the method that gave the only one, not that of a later visit."""
    told = []
    for size in find_sizes(source):
        start, end = source.sentence(size.start())
        methods = METHOD.findall(source.plain[start:end])
        if LATER.search(source.plain[start:end]):
            continue
        told += [(size, methods[0])] if len(methods) == 1 else []
    if len(told) != 1:
        return
    size, method = told[0]
    lesion, new = lesion_in(source, size.start()), other_size(source, size.group())
    sentence = source.dice("size").choice(
        (
            f"In summary, {method} had shown a {lesion} of {new}.",
            f"The {lesion} measured {new} on {method} at presentation.",
            f"Thus the initial size of the {lesion} on {method} was {new}.",
        )
    )
    yield from add("size_added", source, source.case_end(), sentence, new)


@plants("SIZ-01", "SIZ-02")
def plant_size_decimal(source: Source) -> Iterator[Plant]:
    """A decimal point that is lost, or mm written as cm: a lesion larger than any body part holds."""
    made: list[Plant] = []
    for match in find_sizes(source):
        numbers = [float(n) for n in re.findall(r"\d+(?:\.\d)?", match.group())]
        if match.group(3) == "mm" and max(numbers) >= 65:
            made += change("size_decimal", source, *match.span(), match.group().replace("mm", "cm"))
        elif (
            match.group(3) == "cm"
            and all("." in n for n in re.findall(r"[\d.]+", match.group()))
            and max(numbers) >= 6.5
        ):
            made += change("size_decimal", source, *match.span(), match.group().replace(".", ""))
    yield from pick("size_decimal", source, made)


@plants("EVD-03")
def plant_sign_lost(source: Source) -> Iterator[Plant]:
    """The sign of a measurement replaced by the character for a lost one."""
    made: list[Plant] = []
    for match in find_sizes(source):
        sign = re.search(r"[x×]", match.group())
        if sign:
            at = match.start() + sign.start()
            made += change("sign_lost", source, at, at + 1, "\ufffd")
    yield from pick("sign_lost", source, made)


def find_stains(source: Source) -> dict[str, list[tuple[str, int, int]]]:
    """For each marker the sentences that give it one clear sign: sign, start and end. Counts of blood cells, genes and
    texts without a tumour are left out: there is no stain to contradict."""
    stains: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    text = source.plain[: source.references_start]
    for match in MARKERS.finditer(text) if has_one_patient(source) and TUMOUR.search(text) else ():
        start, end = source.sentence(match.start())
        words = text[start:end]
        if not STAINED.search(words) or NO_STAIN.match(text, match.end()):
            continue
        if bool(POSITIVE.search(words)) != bool(NEGATIVE.search(words)) and "|" not in words:
            stains[match.group()].append(("positive" if POSITIVE.search(words) else "negative", start, end))
    return stains


@plants("PAT-01", "TAB-01")
def plant_marker_changed(source: Source) -> Iterator[Plant]:
    """The sign of a later sentence about a marker that has one sign in two sentences."""
    made: list[Plant] = []
    for marker, told in find_stains(source).items():
        for sign, start, end in told[1:]:
            place = source.plain.find(sign, start, end)
            if {s for s, _, _ in told} == {sign} and start != told[0][1] and place >= 0:
                other = {"positive": "negative", "negative": "positive"}[sign]
                made += change("marker_changed", source, place, place + len(sign), other, marker)
    yield from pick("marker_changed", source, made)


@plants("PAT-01", "TAB-01")
def plant_marker_added(source: Source) -> Iterator[Plant]:
    """A closing sentence with the other sign of one marker."""
    stains = {m: told for m, told in find_stains(source).items() if len(told) == 1}
    if not stains or source.case_end() is None:
        return
    made: list[Plant] = []
    for marker, told in sorted(stains.items()):
        other = {"positive": "negative", "negative": "positive"}[told[0][0]]
        sentence = source.dice(marker).choice(
            (
                f"In conclusion, the tumour cells were {other} for {marker}.",
                f"Immunohistochemistry for {marker} was {other}.",
                f"{marker[0].upper() + marker[1:]} was {other} in the tumour cells.",
                f"The tumour was thus {marker}-{other}.",
            )
        )
        made += add("marker_added", source, source.case_end(), sentence)
    yield from pick("marker_added", source, made, 3)


@plants("IMG-01")
def plant_signal_added(source: Source) -> Iterator[Plant]:
    """A closing sentence with another signal of the lesion on the same sequence."""
    for match in SIGNAL.finditer(source.plain) if has_one_patient(source) else ():
        start, end = source.sentence(match.start())
        words = source.plain[start:end]
        if len(set(SEQUENCE.findall(words))) == 1 and LESION.search(words) and len(SIGNAL.findall(words)) == 1:
            sequence, other = (
                SEQUENCE.findall(words)[0],
                {"hyper": "hypo", "hypo": "hyper", "iso": "hyper"}[match.group(1)],
            )
            sentence = (
                f"In summary, the {lesion_in(source, start + 1)} was {other}intense on {sequence}-weighted images."
            )
            yield from add("signal_added", source, source.case_end(), sentence)
            return


@plants("TRT-01", "TAB-01")
def plant_treatment_denied(source: Source) -> Iterator[Plant]:
    """A closing sentence that denies a treatment which was given."""
    for match in THERAPY.finditer(source.plain[: source.references_start]) if has_one_patient(source) else ():
        start, end = source.sentence(match.start())
        words = source.plain[start:end]
        if GIVEN.search(words) and not NOT_GIVEN.search(words) and "|" not in words:
            name = match.group()
            sentence = source.dice("denied").choice(
                (
                    f"The patient did not receive {name}.",
                    f"{name.capitalize()} was not given.",
                    f"Thus no {name} was given.",
                    f"The patient was managed without {name}.",
                )
            )
            yield from add("treatment_denied", source, source.case_end(), sentence)
            return


@plants("TRT-01", "TAB-01")
def plant_denial_dropped(source: Source) -> Iterator[Plant]:
    """One of two denials of a treatment turned into its opposite."""
    text = source.plain[: source.references_start] if has_one_patient(source) else ""
    denied = list(re.finditer(r"\b(Radiotherapy|Chemotherapy|radiotherapy|chemotherapy) was (not )given\b", text))
    both = list(re.finditer(r"\b(Neither) radiotherapy (nor) chemotherapy was given\b", text))
    without = list(re.finditer(r"\b(without) (?:adjuvant (?:treatment|therapy)|radiotherapy|chemotherapy)\b", text))
    if len(denied) + len(both) + len(without) < 2:
        return
    made: list[Plant] = []
    for match in denied:
        made += change("denial_dropped", source, match.start(2), match.end(2) + 5, "given")
    for match in both:
        made += change(
            "denial_dropped", source, match.start(), match.end(), "Both radiotherapy and chemotherapy were given"
        )
    for match in without:
        made += change("denial_dropped", source, *match.span(1), "with")
    yield from pick("denial_dropped", source, made, 3)


@plants("TRT-02")
def plant_residual_added(source: Source) -> Iterator[Plant]:
    """A residual tumour on the scan after a removal that is called complete."""
    text = source.plain[: source.references_start] if has_one_patient(source) else ""
    match = COMPLETE.search(text)
    if (
        match
        and lesion_in(source, match.start())
        and not re.search(r"\b(?:residual|remnant|recurr\w+|relaps\w+)\b", text)
    ):
        sentence = source.dice("residual").choice(
            (
                "Postoperative imaging showed a residual tumour.",
                "The scan after surgery revealed residual mass at the same site.",
                "Early postoperative MRI demonstrated a remnant of the tumour.",
            )
        )
        yield from add("residual_added", source, source.sentence(match.start())[1], sentence)
