"""Common presenting symptoms and signs, from lexicons/signs.toml. Loads no terminology: the codes stand in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.load import Table, build_record, load_toml

KINDS = ("deficit", "cord", "radicular", "sphincter", "mass")


@dataclass(frozen=True, slots=True)
class Sign:
    """A symptom or sign: canonical label, printed forms, codes (none where no term says the same), KINDS.

    `organs` are words for what is examined: where it is called normal, the sign is denied.
    """

    label: str
    forms: tuple[str, ...]
    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteHead:
    """A complaint that is completed by a place: "pain" in "pain in the neck"."""

    head: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """A place of the body, and the label of the sign that each head makes with it."""

    site: str
    words: tuple[str, ...]
    signs: Mapping[str, str]


@dataclass(frozen=True)
class SignLexicon:
    """All signs by label, and the parts of signs that name a place. `ignores`: texts that hold no sign."""

    signs: Mapping[str, Sign]
    heads: tuple[SiteHead, ...]
    sites: tuple[Site, ...]
    bridges: tuple[str, ...]
    small: tuple[str, ...]
    ignores: tuple[str, ...]


@cache
def load_signs() -> SignLexicon:
    """The lexicon. Raises KnowledgeError for an unknown kind, a form that stands twice, or a sign that is not there."""
    file = load_toml("lexicons/signs.toml")
    keys = ("sign", "heads", "sites", "bridges", "small", "ignores")
    file.check_keys(keys, required=keys)
    signs = _read_signs(file)
    heads = tuple(build_record(SiteHead, table) for table in file.tables("heads", "head"))
    sites = tuple(_read_site(table, signs, heads) for table in file.tables("sites", "site"))
    return SignLexicon(signs, heads, sites, file.texts("bridges"), file.texts("small"), file.texts("ignores"))


def _read_signs(file: Table) -> dict[str, Sign]:
    signs: dict[str, Sign] = {}
    forms: set[str] = set()
    for table in file.tables("sign", "sign"):
        table.texts("kinds", allowed=KINDS)
        sign = build_record(Sign, table)
        for form in sign.forms:
            if form in forms:
                table.fail("forms", f"'{form}' of sign '{sign.label}' stands twice.")
        forms.update(sign.forms)
        signs[sign.label] = sign
    return signs


def _read_site(table: Table, signs: Mapping[str, Sign], heads: tuple[SiteHead, ...]) -> Site:
    table.check_keys(("site", "words", "signs"), required=("site", "words", "signs"))
    made = table.words("signs")
    for head, label in made.items():
        if label not in signs or head not in {h.head for h in heads}:
            table.fail("signs", f"site '{table.text('site')}' makes '{label}' with '{head}'; no such sign or head.")
    return Site(table.text("site"), table.texts("words"), made)
