"""An invented paper with planted faults, and the findings that an audit would raise on it: no real person."""

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.check import CheckResult
from casepool.domain.document import Document, Front
from casepool.domain.errors import Problem
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.knowledge.forms import load_form
from write.draft import Draft, quote

TITLE = (
    "Ossifying fibromyxoid tumour beside the lumbar spine with a foraminal extension: one patient and the earlier cases"
)

ROWS = [
    ["Study", "Age/sex", "Complaint", "Level and side", "Treatment", "Outcome"],
    ["Vantongeren 1998", "61/male", "Flank lump", "L1-L2 right", "Excision", "No relapse at 5 years"],
    ["Oduya and Sallow 2004", "47/female", "Back pain", "T11-T12 left", "Excision + radiotherapy", "Lost to follow-up"],
    ["Kirsipuu et al. 2010", "38/male", "Sciatica", "L4-L5 left", "Excision", "4 years follow-up relapse"],
    ["Mbeki-Larsson 2016", "70/female", "", "D9-D10 right", "Excision + chemotherapy", "Alive with lung nodules"],
    ["Present case", "52/F", "Back pain, leg weakness", "L3-L4 left", "Excision", "No relapse at 8 months"],
]

PARAGRAPHS = {
    "abstract": [
        "Ossifying fibromyxoid tumour is a rare growth of the soft parts with a shell of bone. We describe a "
        "52-year-old woman with such a tumour of the left paraspinal muscles at L3-L4 that had entered the "
        "intervertebral foramen and was successfully removed. Four earlier spinal cases are set beside ours."
    ],
    "introduction": [
        "Ossifying fibromyxoid tumour makes up 1 to 2% of the mesenchymal growths that reach our reference centre [1]. "
        "Limbs and head are its usual seats; the muscles beside the spine are hardly ever named [2,3]. We present a "
        "52-year-old woman in whom the tumour had grown through the foramen towards the dural sac."
    ],
    "case": [
        "She is a 53-year-old weaver without relevant antecedents who came with low back pain of seven months and a "
        "weakness of the left leg. On examination a hard lump of 6 x 5 cm was felt beside the spinous processes of L3 "
        "and L4; there was a foot drop on the left without neurological deficit.",
        "MRI showed a lobulated mass of 5.4 x 4.1 x 3.0 cm in the left paraspinal muscles, of low signal on "
        "T1-weighted images, that enhances heterogeneously and sends a tongue through the L3-L4 foramen (Fig. 1). CT "
        "showed the shell of bone. Chest radiographs were normal.",
        "Through a midline incision the extraspinal part was excised, followed by a facetectomy of L3-L4 and removal "
        "of the foraminal part. The postoperative course was favourable. The tumour cells were positive for S100 and "
        "desmin, with a proliferation index below 20% (Fig. 2).",
    ],
    "discussion": [
        "Fewer than 400 ossifying fibromyxoid tumours of any seat have been described since the first series [1,4]. "
        "Our patient, a 52-year-old woman, had a tumour of low grade. His age was two decades above the mean age "
        "given in the literature.",
        "To our knowledge this is the fifth tumour of this kind beside the spine: two sat at the lumbar level, two at "
        "the dorsal level and one at the dorsal level (Table 1). Pleiotropic fusions of PHF1 are found in most of "
        "them [5], and an atypical form behaves as a sarcoma [6].",
        "There is no agreement on adjuvant treatment. A complete first excision is the strongest predictor of cure. "
        "Radiotherapy has been given after incomplete excision [7], and a staging of the chest belongs to every "
        "work-up of an atypical form (Fig. 3).",
    ],
    "conclusion": [
        "A lump with a bony shell beside the spine should bring this tumour to mind, and a foraminal extension does "
        "not rule it out."
    ],
    "ethics": ["The authors declare no competing interests."],
}

REFERENCES = [
    "1. Hallström-Iyer P, Quezada B. Growths with a shell: a series of 59. Arch Invent Pathol 1989;12:101-110",
    "2. Vantongeren O. A bony lump of the flank. Lett Invent Orthop 1998;3:44-46",
    "3. Kirsipuu L, Adomako R, Tveit F. Sciatica from a growth with a shell. Fict Spine J 2010;21:377-381",
    "4. Desai-Moreau C, Whitlock E. Fibromyxoid growths: who gets them? Invent Surv Tumors 2009;7:18-29",
    "5. Okonkwo-Berg S. Fusions of PHF1. J Fict Genet 2014;2:1-9",
    "6. Desai-Moreau C, Whitlock E. Fibromyxoid growths: who gets them? Invent Surv Tumors 2009;7:18-29",
    "7. Mbeki-Larsson T. Dorsal growth with lung nodules. Fict Oncol 2016;9:210-215",
]

LEGENDS = [
    (
        "Figure 1",
        "Figure 1. Lumbar MRI. A, sagittal T1-weighted image; B, axial image after contrast with homogeneous "
        "enhancement of the mass on the right side of L3-L4.",
    ),
    ("Figure 2", "Figure 2. Microscopic picture with lobules of round cells and trabeculae of bone. S100 is positive."),
]


def draft_paper(draft: Draft) -> Draft:
    """The invented paper as blocks."""
    draft.add("title", TITLE)
    heads = ["Abstract", "Introduction", "Case Report", "Discussion", "Conclusion", "Statements"]
    for (role, paragraphs), head in zip(PARAGRAPHS.items(), heads, strict=True):
        draft.section(role, head)
        for words in paragraphs:
            draft.add("paragraph", words)
    draft.section("caption", "")
    for label, legend in LEGENDS:
        draft.figure(label, legend)
    draft.table("Table 1", "Table 1. Earlier spinal cases and our own.", ROWS, "D: dorsal, written as T elsewhere.")
    draft.section("references", "References")
    for words in REFERENCES:
        draft.reference(words)
    return draft


def build_document(problems: tuple[Problem, ...] = (), source: str = "lumbar-tumour.xml") -> Document:
    front = Front(
        title=TITLE,
        authors=("Sunniva Halloran-Obi", "Piet Vasquez-Lund", "Ama Terzić"),
        journal="Archives of Invented Cases",
        year=2024,
        doi="10.99999/aic.2024.017",
    )
    return draft_paper(Draft(source=source)).build(front, problems)


def build_result(problems: tuple[Problem, ...] = (), source: str = "lumbar-tumour.xml") -> CheckResult:
    """The whole invented check: document, cases, mentions, findings."""
    document = build_document(problems, source)
    extraction = Extraction(document, (_own_case(document), *_row_cases(document)))
    return CheckResult.of(extraction, build_findings(document), "1", load_form())


def _own_case(document: Document) -> Case:
    ages = [
        ("52-year-old", 1, 52),
        ("52-year-old", 2, 52),
        ("53-year-old", 1, 53),
        ("52-year-old", 3, 52),
        ("52/F", 1, 52),
    ]
    sexes = [("woman", 1, "female"), ("woman", 3, "female"), ("His age", 1, "male")]
    contrast = [("enhances heterogeneously", "heterogeneous"), ("homogeneous enhancement", "homogeneous")]
    sides = [("left paraspinal muscles at L3-L4", "left"), ("right side of L3-L4", "right"), ("L3-L4 left", "left")]
    mentions = [
        *(_mention(document, "age_years", w, Quantity(v, "year"), n) for w, n, v in ages),
        *(_mention(document, "sex", w, v, n) for w, n, v in sexes),
        *(_mention(document, "mri_enhancement", w, v) for w, v in contrast),
        *(_mention(document, "laterality", w, v) for w, v in sides),
    ]
    return Case("case-1", "case 1", "primary_publication", mentions=tuple(mentions), is_index=True)


def _mention(document: Document, field: str, words: str, value: object, number: int = 1) -> Mention:
    return Mention(field, "value", quote(document, words, number), value, case="case-1")  # type: ignore[arg-type]


def _row_cases(document: Document) -> tuple[Case, ...]:
    return tuple(
        Case(f"row-{n}", row[0], "review_table_row", table="t1", row=n, cited=quote(document, row[0]))
        for n, row in enumerate(ROWS[1:5], 1)
    )


def build_findings(document: Document) -> tuple[Finding, ...]:
    def say(*words: str | tuple[str, int]) -> tuple[Evidence, ...]:
        pairs = [(w, 1) if isinstance(w, str) else w for w in words]
        return tuple(quote(document, *pair) for pair in pairs)

    return (
        Finding(
            "AGE-01",
            "error",
            "Age is 52 in 4 places and 53 in 1.",
            "A birthday between admission and writing would explain it; the paper does not say so.",
            "State the age once, at admission, and use it in every place.",
            say(
                "She is a 53-year-old weaver",
                ("52-year-old woman", 1),
                ("52-year-old woman", 2),
                "Our patient, a 52-year-old woman",
                "52/F",
            ),
            card="age",
            case="case-1",
        ),
        Finding(
            "TAB-01",
            "error",
            "Table 1 says 52/F; the case section says 53.",
            evidence=say("52/F", "She is a 53-year-old weaver"),
            card="age",
        ),
        Finding(
            "SEX-01",
            "error",
            "A woman, then “His age”.",
            suggestion="“Her age was …”",
            evidence=say("Our patient, a 52-year-old woman", "His age was two decades above"),
            case="case-1",
        ),
        Finding(
            "IMG-01",
            "error",
            "Enhancement is heterogeneous in the text and homogeneous in Figure 1.",
            "The picture itself was not looked at.",
            "Use one word in both places, or say which part of the tumour each describes.",
            say("enhances heterogeneously", "with homogeneous enhancement of the mass"),
        ),
        Finding(
            "LAT-01",
            "error",
            "The tumour is left-sided in the text and right-sided in Figure 1.",
            evidence=say("left paraspinal muscles at L3-L4", "on the right side of L3-L4", "L3-L4 left"),
        ),
        Finding(
            "TAB-02",
            "error",
            "Text: lumbar 2, dorsal 2, dorsal 1. Table 1: lumbar 3, thoracic 2.",
            "The total of 5 is right; probably one “dorsal” was meant to be “lumbar”.",
            "“… three at the lumbar level and two at the dorsal level”",
            say("two sat at the lumbar level, two at the dorsal level and one at the dorsal level", "L4-L5 left"),
        ),
        Finding(
            "CLM-01",
            "warning",
            "“two decades above the mean age given in the literature” cannot be recomputed.",
            "No mean is given or cited; the 4 earlier rows of Table 1 have mean 54.",
            "Give the mean, its range and its source.",
            say("two decades above the mean age given in the literature", "61/male"),
        ),
        Finding(
            "NEU-01",
            "warning",
            "A foot drop and “without neurological deficit” stand in one sentence.",
            evidence=say("foot drop on the left without neurological deficit", "weakness of the left leg"),
        ),
        Finding(
            "TAB-04",
            "warning",
            "1 of 4 studies in Table 1 is not in the reference list: Oduya and Sallow 2004.",
            evidence=say("Oduya and Sallow 2004"),
        ),
        Finding(
            "FIG-01",
            "warning",
            "Figure 3 is cited in the text, but there are 2 figures.",
            evidence=say("(Fig. 3)", "Figure 2. Microscopic picture"),
        ),
        Finding(
            "REF-01",
            "warning",
            "References 4 and 6 are the same article.",
            suggestion="Keep one entry and renumber the citations.",
            evidence=say(REFERENCES[3][:60], REFERENCES[5][:60]),
        ),
        Finding(
            "TIM-03",
            "warning",
            "“4 years follow-up relapse”: relapse at 4 years, or within 4 years?",
            "Stored as (0, 48] months.",
            evidence=say("4 years follow-up relapse"),
        ),
        *_build_folded(say),
    )


def _build_folded(say) -> tuple[Finding, ...]:  # type: ignore[no-untyped-def]
    return (
        Finding(
            "ONC-01",
            "gap",
            "Called a tumour of the muscles, but no search of chest and abdomen by CT is reported for this patient.",
            evidence=say("a staging of the chest belongs to every work-up"),
            card="staging",
        ),
        Finding(
            "CLM-06",
            "gap",
            "Staging is called part of every work-up; none is reported.",
            card="staging",
            evidence=say("Chest radiographs were normal"),
        ),
        Finding(
            "ONC-02",
            "gap",
            "No grade, mitotic count or necrosis is given for this tumour.",
            searched="the case section and the legends",
        ),
        Finding(
            "ONC-03",
            "gap",
            "Two parts were excised, but extent and margin are not stated.",
            suggestion="State R0, R1 or R2 and how it was judged.",
            evidence=say("the extraspinal part was excised", "removal of the foraminal part"),
        ),
        Finding(
            "PAT-02",
            "gap",
            "A proliferation index “below 20%” could be 1% or 19%.",
            evidence=say("a proliferation index below 20%"),
        ),
        Finding(
            "SRG-01",
            "gap",
            "Complications are not mentioned; the nearest words are quoted.",
            evidence=say("The postoperative course was favourable"),
        ),
        Finding(
            "TIM-02",
            "gap",
            "Follow-up of 8 months stands only in Table 1; “successfully removed” in the Abstract.",
            evidence=say("No relapse at 8 months", "successfully removed"),
        ),
        Finding("ETH-01", "gap", "No statement of consent to publish.", searched="all text"),
        Finding("CAR-12", "gap", "No patient perspective (CARE asks for it whenever possible).", searched="all text"),
        Finding(
            "SIZ-03",
            "note",
            "6 x 5 cm on examination and 5.4 x 4.1 x 3.0 cm on MRI: two measurements.",
            evidence=say("a hard lump of 6 x 5 cm", "a lobulated mass of 5.4 x 4.1 x 3.0 cm"),
        ),
        Finding(
            "LVL-03",
            "note",
            "Thoracic levels are printed as D and as T; both are stored as T.",
            evidence=say("T11-T12 left", "D9-D10 right"),
        ),
        Finding(
            "TAB-09",
            "note",
            "The caption says earlier cases; the last row is the present case.",
            evidence=say("Present case", "Earlier spinal cases and our own"),
        ),
        Finding(
            "REF-03",
            "note",
            "Reference 6 is the only one that tells of atypical forms.",
            evidence=say("an atypical form behaves as a sarcoma [6]"),
        ),
    )
