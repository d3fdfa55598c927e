"""Strings that try to leave their place: markup, style, scripts, template code, terminal codes, turned text."""

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.check import CheckResult
from casepool.domain.document import Front, Reference
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Finding
from casepool.knowledge.forms import load_form
from write.draft import Draft

ATTACKS = (
    "<script>window.hit = 1</script>",
    '"><img src=x onerror=window.hit=1>',
    "' autofocus onfocus='window.hit=1",
    "</style><style>body{display:none}</style>",
    "</title><svg onload=window.hit=1>",
    "</mark></p></article></main><h1>outside</h1>",
    "<!-- <a href=javascript:window.hit=1>link</a>",
    "]]><![CDATA[ &lt;b&gt; &#x3C;i&#x3E;",
    "{{ 7 * 7 }}{% raw %}{# no #}",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//elsewhere.example'>",
    "\x1b]0;title\x07\x1b[2J\x9b31m",
    "invoice\u202efdp.exe\u2066\u200b\ufeff",
    "\x00\x08\x7f\ud800\uffff",
    "line one\r\nERROR  FAK-01  line two",
)


def build_attacked(media_type: str = "application/xml") -> CheckResult:
    """A check whose every text is an attack: file name, front, title, sections, blocks, tables, findings, problems."""
    draft = Draft(source="folder/" + "".join(ATTACKS), media_type=media_type)
    draft.add("title", ATTACKS[0])
    for number, attack in enumerate(ATTACKS):
        draft.section("case", attack)
        draft.add(("paragraph", "list-item", "furniture", "footnote")[number % 4], f"p {attack} q")
        draft.figure(attack, f"legend {attack}")
        draft.table(attack, f"caption {attack}", [[attack, "n"], [f"cell {attack}", attack]], attack)
    draft.section("references", "References")
    for attack in ATTACKS:
        draft.reference(f"1. {attack}")
    problems = tuple(Problem(attack, attack, attack, attack) for attack in ATTACKS)
    front = Front(*ATTACKS[:1], ATTACKS, ATTACKS[1], 2020, ATTACKS[2])
    document = draft.build(front, problems)
    mentions = [
        Mention("sex", "value", document.evidence(block.start, block.end), attack, case="c")
        for block, attack in zip(document.blocks, ATTACKS, strict=False)
    ]
    case = Case("c", ATTACKS[0], "primary_publication", mentions=tuple(mentions))
    other = Case("d", ATTACKS[1], "primary_publication")
    assert isinstance(document.references[0], Reference)
    return CheckResult.of(Extraction(document, (case, other)), _attack_findings(document), ATTACKS[3], load_form())


def _attack_findings(document) -> tuple[Finding, ...]:  # type: ignore[no-untyped-def]
    blocks = [block for block in document.blocks if block.start < block.end]
    return tuple(
        Finding(
            rule=attack,
            severity=SEVERITIES[number % 4],
            headline=attack,
            explanation=attack,
            suggestion=attack,
            evidence=tuple(document.evidence(b.start, b.end) for b in blocks[number : number + 5])
            if number % 3
            else (),
            searched=attack,
            card=f"card {number // 2}",
            case="c",
        )
        for number, attack in enumerate(ATTACKS)
    )
