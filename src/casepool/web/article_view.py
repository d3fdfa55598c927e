"""The article as it stands, what blocks its release, and releases that were made."""

import io
import re
import zipfile
from dataclasses import dataclass

from casepool.domain.review import Current
from casepool.pipeline.article import gather_review_input
from casepool.pipeline.findings import list_findings
from casepool.pipeline.releasing import Release, keep_release
from casepool.pipeline.review import Review
from casepool.web.blind import read_review
from casepool.web.visitor import Visitor
from casepool.web.workspace import Workspace
from casepool.write.article.inputs import ArticleFiles
from casepool.write.article.whole import write_article

FORMATS = {"html": "HTML", "docx": "Word", "tex": "LaTeX"}
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_HEADING = re.compile(r'<h2[^>]*\bid="([\w-]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Blocker:
    """One thing that blocks a release: its gravity, its words, and where it can be mended."""

    severity: str
    words: str
    address: str = ""


def write_files(work: Workspace, visitor: Visitor, to: str) -> ArticleFiles:
    """The files of the article in a format, made again when the project has changed."""
    return work.keep(f"article {to} of {visitor.name}", lambda: _write(work, visitor, to))


def _write(work: Workspace, visitor: Visitor, to: str) -> ArticleFiles:
    return write_article(gather_review_input(work.project, read_review(work, visitor)), to)


def list_blockers(work: Workspace, review: Review, files: ArticleFiles) -> tuple[Blocker, ...]:
    """What blocks the release: open errors, critical fields not assessed, lost evidence, what else is needed."""
    found = work.keep("findings", lambda: list_findings(work.project))
    errors = sum(item.finding.severity == "error" and not item.set_aside for item in found)
    unassessed = count_unassessed(review)
    lost = sum(is_lost(item) for item in review.given.current)
    told = (
        ("error", errors, "error finding open", "error findings open", "/findings?severity=error"),
        ("error", lost, "value has lost its evidence", "values have lost their evidence", "/findings?rule=EVD-03"),
        ("warning", unassessed, "critical field not assessed", "critical fields not assessed", "/grid?show=unverified"),
    )
    own = [Blocker(kind, f"{n:,} {one if n == 1 else many}", place) for kind, n, one, many, place in told if n]
    return (*own, *(Blocker("warning", words) for words in files.blockers))


def count_unassessed(review: Review) -> int:
    """How many critical fields of own cases nobody has answered."""
    critical = set(review.plan.protocol.critical_fields) or {f.id for f in review.plan.form.fields if f.critical}
    answered = {(*item.answer.case_key, item.answer.field) for item in review.given.current if item.is_verified}
    cases = [case.key for case in review.built.cases if not case.is_row]
    return sum((*key, field) not in answered for key in cases for field in critical)


def is_lost(item: Current) -> bool:
    """Whether an answer that says something has no quote any more."""
    answer = item.answer
    return answer.state in ("reported", "absent") and not answer.evidence and not answer.note


def find_policy(html: str) -> str:
    """The policy that the article states for itself, for the header of its preview."""
    found = _POLICY.search(html)
    policy = found[1].replace("&#39;", "'") if found else "default-src 'none'"
    return f"{policy}; frame-ancestors 'self'"


def list_parts(html: str) -> list[tuple[str, str]]:
    """Anchor and words of each heading of the article."""
    return [(anchor, _TAG.sub("", words).strip()) for anchor, words in _HEADING.findall(html)]


def pack_files(files: ArticleFiles) -> bytes:
    """All files of the article as one archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files.files:
            archive.writestr(zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def release_now(work: Workspace, by: str, reason: str) -> Release:
    """Note a release of the project as it stands."""
    return keep_release(work.project, Release(work.now(), by, work.project.chain_head(), reason))
