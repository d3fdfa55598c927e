"""How a packet names publications and itself: DOI or PMID as CURIE, stable ids."""

import re

from casepool.domain.cohort import PooledCase
from casepool.export.citations import citation_of, tidy_line
from casepool.export.material import Material, Row


def name_publication(material: Material, publication: str) -> tuple[str, str]:
    """CURIE and address of a publication; without DOI and PMID our own id and no address."""
    held = material.publication_of.get(publication)
    record = citation_of(held) if held else None
    if record and record.doi:
        doi = "".join(tidy_line(record.doi).split())
        return f"DOI:{doi}", f"https://doi.org/{doi}"
    if record and record.pmid:
        return f"PMID:{tidy_line(record.pmid)}", f"https://pubmed.ncbi.nlm.nih.gov/{tidy_line(record.pmid)}/"
    return f"CASEPOOL:{plain_name(publication)}", ""


def write_reference(material: Material, publication: str, description: str) -> Row:
    """An external reference with its description (a quote, or the title)."""
    name, address = name_publication(material, publication)
    return {"id": name, **({"reference": address} if address else {}), "description": description}


def name_packet(material: Material, case: PooledCase) -> str:
    """DOI_<doi with / as _>_case1: the same for the same case in every export."""
    name, _ = name_publication(material, case.publication)
    prefix, _, rest = name.partition(":")
    head = plain_name(rest if prefix == "CASEPOOL" else f"{prefix}_{rest}")
    return f"{head}_{plain_name(case.case.id.replace('-', ''))}"


def plain_name(text: str) -> str:
    """Letters, digits, dots and hyphens; everything else is one underscore."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", text).strip("_") or "unnamed"
