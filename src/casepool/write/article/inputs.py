"""What an article is written from, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casepool.domain.agreement import Agreement
from casepool.domain.appraisal import Judgement
from casepool.domain.cell_table import CellTable
from casepool.domain.claim import Claim
from casepool.domain.cohort import Cohort
from casepool.domain.finding import Finding
from casepool.domain.form import Form
from casepool.domain.pooled import Pooled
from casepool.domain.record import Record
from casepool.domain.review import PrismaFlow, Protocol, Publication

FORMATS = ("html", "docx", "tex")
COMMENTS = ("all", "marked", "none")


@dataclass(frozen=True)
class PlatePicture:
    """A picture of the index case, as the file that the author put into `figures/`. Names decide the order.

    `is_confirmed` says that a person has looked for burned-in names, dates and faces; without it nothing is placed.
    """

    name: str
    data: bytes
    is_confirmed: bool = False


@dataclass(frozen=True)
class Appraised:
    """The judgements of one checklist ("jbi_case_report") over the publications of the review."""

    checklist: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class Workflow:
    """How the values came about, for the methods: who read, what was settled, which programs helped.

    `engines` are readers other than people, with their versions; `adjudicated` counts settled disagreements,
    `corrected` the values that a person changed, `set_aside` the findings judged not to be a problem.
    """

    agreement: tuple[Agreement, ...] = ()
    engines: tuple[str, ...] = ()
    adjudicated: int | None = None
    links_accepted: int | None = None
    links_refused: int | None = None
    set_aside: int = 0


@dataclass(frozen=True)
class ReviewInput:
    """Everything that a review holds. The first four are needed; of the rest a missing part becomes a visible gap.

    `publications` are the held articles; only their words are ever quoted (an `unpublished` one, and an index case that
    is no publication, give values without quotes). `records` gives their bibliographic data by id, or by what a table
    row cites (`PooledCase.cited`). `names` are shown for patients ({id: "Ek 2016"}); those of the publications are
    used otherwise. `findings` and `claims` stand by the id of the publication. `declarations` are the authors' own
    sentences: consent, ethics, competing_interests, funding, data, authors, perspective, title, keywords.
    `journal` is a profile id ("" takes that of the protocol). `note` is printed in the figures and under the title
    ("Synthetic cohort, n = 12."). `version` is that of casepool, `chain_head` that of the history.
    """

    cohort: Cohort
    cells: CellTable
    pooled: Pooled
    form: Form
    protocol: Protocol = field(default_factory=Protocol)
    flow: PrismaFlow | None = None
    publications: tuple[Publication, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    workflow: Workflow = Workflow()
    appraised: tuple[Appraised, ...] = ()
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    pictures: tuple[PlatePicture, ...] = ()
    declarations: Mapping[str, str] = field(default_factory=dict)
    journal: str = ""
    note: str = ""
    version: str = ""
    rules_version: str = ""
    chain_head: str = ""


@dataclass(frozen=True)
class ArticleFile:
    """One file of the article: its name (no folder), its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class ArticleFiles:
    """The files of an article, the article itself first; what blocks a release; what was refused, in words."""

    files: tuple[ArticleFile, ...]
    blockers: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    def get(self, name: str) -> bytes:
        """The bytes of the file of this name; KeyError names the files that there are."""
        for file in self.files:
            if file.name == name:
                return file.data
        raise KeyError(f"No file {name!r} in this article. There are: {', '.join(file.name for file in self.files)}.")
