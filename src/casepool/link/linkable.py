"""Cases made ready for linking, out of what extraction found in a document."""

from casepool.domain.cohort import PooledCase
from casepool.domain.document import Document, Reference
from casepool.domain.extraction import Extraction
from casepool.domain.linking import Cited, LinkableCase, PublicationFacts, Work


def list_linkable(extraction: Extraction, publication: str = "") -> tuple[LinkableCase, ...]:
    """The cases of a document, its table rows too, under the id of a publication ("": that of the document)."""
    facts = read_publication(extraction.document, publication or extraction.document.id)
    year = facts.work.year
    return tuple(LinkableCase(PooledCase(case, facts.id, year), facts) for case in extraction.cases)


def read_publication(document: Document, publication: str) -> PublicationFacts:
    """Authors, year, title, identifiers, reference list and abstract of a document."""
    front = document.front
    return PublicationFacts(
        id=publication,
        work=Work(front.authors, front.year, front.title, front.doi, front.pmid),
        references=tuple(_cite(document, reference) for reference in document.references),
        wording=" ".join(
            " ".join(document.text[s.start : s.end].split()) for s in document.sections if s.role == "abstract"
        ),
    )


def _cite(document: Document, reference: Reference) -> Cited:
    work = Work(reference.authors, reference.year, reference.title, reference.doi, reference.pmid)
    evidence = document.evidence(reference.start, reference.end) if reference.start < reference.end else None
    return Cited(reference.number, work, evidence)
