"""What stands before the results: title, counts, abstract and key words, methods."""

from casepool.domain.cohort import PoolPlan
from casepool.domain.review import Protocol
from casepool.knowledge.journals import JournalProfile, load_journals
from casepool.write.article.cells import CellBook
from casepool.write.article.fill import bind, bind_count, fill_runs
from casepool.write.article.model import Block, Gap, Heading, Paragraph, Run, Runs, Words
from casepool.write.escape import show_line

TWO_LETTERS = 2


def write_title(book: CellBook, template: str) -> str:
    """The title: that of the authors, else diagnosis and number of patients in the words of the theme."""
    given = show_line(book.review.declarations.get("title", ""))
    if given:
        return given
    cohort = book.review.cohort
    own, earlier = cohort.index_case, len(cohort.patients) - sum(p.is_index for p in cohort.patients)
    key = "without_index" if own is None else template if earlier else "alone"
    return book.wording.text(
        "title", key,
        diagnosis=name_diagnosis(book),
        earlier_patients=book.wording.count(earlier, "earlier_patient"),
        reported_patients=book.wording.count(earlier, "reported_patient"),
    )  # fmt: skip


def name_diagnosis(book: CellBook) -> str:
    """The diagnosis of the index case, else the one that most patients have, with a capital letter."""
    field = book.review.form.field(book.words.title_diagnosis)
    told = {
        c.patient: book.print_cell(c, field, True) for c in book.review.cells.cells(field.id) if c.value is not None
    }
    own = book.review.cohort.index_case
    names = sorted(told.values())
    chosen = told.get(own.id, "") if own else ""
    chosen = chosen or (max(sorted(set(names)), key=names.count) if names else "")
    if not chosen:
        return book.wording.parts["title"]["no_diagnosis"]
    shown = chosen[:1].upper() + chosen[1:]
    return shown if own or len(set(names)) == 1 else book.wording.text("title", "several", diagnosis=shown)


def write_opening(book: CellBook, title: str, profile: JournalProfile, anonymised: bool) -> tuple[Block, ...]:
    """Title, authors, counts with the data-lock date, abstract with the headings of the journal, key words."""
    gaps, blocks = book.wording.parts["gaps"], [Paragraph((Words(title),), "title")]
    authors = show_line(book.review.declarations.get("authors_line", ""))
    if not anonymised:
        blocks.append(Paragraph((Words(authors) if authors else Gap(gaps["authors"]),), "meta"))
    blocks.append(Paragraph(_write_counts(book), "meta"))
    if book.review.note:
        blocks.append(Paragraph((Words(show_line(book.review.note)),), "meta"))
    keywords = show_line(book.review.declarations.get("keywords", ""))
    words: Run = Words(keywords) if keywords else Gap(gaps["keywords"])
    heading = book.wording.parts["headings"]
    return (
        *blocks, Heading(1, heading["abstract"], "abstract"), *_write_abstract(book, profile),
        Paragraph((Words(f"{heading['keywords']}: ", "bold"), words)),
        Heading(1, heading["introduction"], "introduction"), Paragraph((Gap(gaps["introduction"]),)),
    )  # fmt: skip


def _write_abstract(book: CellBook, profile: JournalProfile) -> list[Block]:
    gap = Gap(book.wording.parts["gaps"]["abstract"])
    rule = profile.rule("abstract_headings")
    heads = rule.words if rule else ()
    return [Paragraph((Words(f"{head}. ", "bold"), gap)) for head in heads] or [Paragraph((gap,))]


def _write_counts(book: CellBook) -> Runs:
    places = {
        "publications": bind_count(book, "publications", "publication"),
        "cases": bind_count(book, "cases", "case"),
        "patients": bind_count(book, "patients", "patient"),
        "table_only": bind(book, "patients.table_only"),
        "unverified": bind(book, "cells.unverified"),
        "cells": bind(book, "cells"),
    }
    lock = show_line(book.review.protocol.data_lock)
    title = book.wording.parts["title"]
    counts = fill_runs(title["counts"], places)
    last: Run = Words(title["data_lock"].format(date=lock)) if lock else Gap(title["no_data_lock"])
    return (*counts, Words(" "), last)


def say_plan(plan: PoolPlan) -> dict[str, object]:
    """The settings of the pooling that the methods name."""
    return {
        "interval": plan.share_interval.replace("_", " ").title().replace("Clopper Pearson", "Clopper-Pearson"),
        "level": f"{100 * plan.level:g}",
        "pct_min_n": plan.pct_min_n,
        "quartile": plan.quartile_type,
        "list_above": plan.list_up_to + 1,
        "curve_patients": plan.curve_min_patients,
        "curve_events": plan.curve_min_events,
    }


def load_profile(book: CellBook) -> JournalProfile:
    """The profile of the journal of the review, or that of no journal."""
    profiles = load_journals()
    name = book.review.journal or book.review.protocol.journal
    return profiles.get(name) or profiles["care_default"]


class MethodsWriter:
    """The methods paragraphs, from what was really done; what is not known stands as a gap."""

    def __init__(self, book: CellBook) -> None:
        self.book = book
        self.protocol: Protocol = book.review.protocol
        self.words = book.wording.parts["methods"]
        self.gaps = book.wording.parts["gaps"]

    def write(self) -> tuple[Block, ...]:
        """Plan and searches; reading and agreement; pooling; software."""
        heading = self.book.wording.parts["headings"]
        parts = (self._plan(), self._searches(), self._reading(), self._statistics())
        return (
            Heading(1, heading["methods"], "methods"),
            *(Paragraph(_with_spaces(part)) for part in parts if part),
            Heading(2, heading["software"]),
            Paragraph(_with_spaces(self._software())),
        )

    def _say(self, key: str, **places: object) -> Words:
        shown = {name: " " * str(value).startswith(" ") + show_line(str(value)) for name, value in places.items()}
        return Words(self.words[key].format(**shown))

    def _plan(self) -> list[Run]:
        plan = self.protocol
        runs: list[Run] = [
            self._say("question", question=plan.question.rstrip(".")) if plan.question else Gap(self.gaps["question"]),
            self._say("eligibility", eligibility="; ".join(plan.eligibility))
            if plan.eligibility else Gap(self.gaps["eligibility"]),
            self._say("frozen", hash=plan.hash) if plan.hash else self._say("not_frozen"),
            self._say("registration", registration=plan.registration)
            if plan.registration else Gap(self.gaps["registration"]),
        ]  # fmt: skip
        for item in plan.amendments:
            runs.append(self._say("amendment", date=item.date, what=item.what.rstrip("."),
                                  reason=item.reason.rstrip(".")))  # fmt: skip
        return runs

    def _searches(self) -> list[Run]:
        runs: list[Run] = [] if self.protocol.searches else [Gap(self.gaps["search"])]
        for search in self.protocol.searches:
            runs.append(self._say(
                "search",
                database=search.database or f"[{self.gaps['database']}]",
                date=search.date or f"[{self.gaps['date']}]",
                platform=self.words["search_platform"].format(platform=search.platform) if search.platform else "",
                limits=self.words["search_limits"].format(limits=search.limits) if search.limits else "",
                string=search.string or f"[{self.gaps['string']}]",
                records=f"[{self.gaps['records']}]" if search.records is None else search.records,
            ))  # fmt: skip
        book, rows = self.book, sum(c.is_second_hand for p in self.book.review.cohort.patients for c in p.cases)
        places = {
            "publications": bind_count(book, "publications", "publication"),
            "cases": bind_count(book, "cases", "case"), "rows": (Words(str(rows)),),
        }  # fmt: skip
        return [*runs, *fill_runs(self.words["sources"], places)]

    def _reading(self) -> list[Run]:
        form, work = self.book.review.form, self.book.review.workflow
        runs: list[Run] = [self._say("form", form=form.id, version=form.version), *self._reviewers()]
        if work.adjudicated is not None:
            runs.append(self._say("adjudicated", count=work.adjudicated))
        shares = [item.coefficients for item in work.agreement if item.coefficients.share is not None]
        if shares:
            told = [c.share for c in shares if c.share is not None]
            runs.append(self._say("agreement", least=f"{min(told):.2f}", most=f"{max(told):.2f}", fields=len(told),
                                  answers=sum(c.n for c in shares)))  # fmt: skip
        elif work.adjudicated is not None:
            runs.append(Gap(self.gaps["agreement"]))
        if work.engines:
            runs.append(self._say("engines", engines=", ".join(work.engines)))
        if work.links_accepted is not None:
            runs.append(self._say("linking", accepted=work.links_accepted, refused=work.links_refused or 0))
        if undecided := len(self.book.review.cohort.proposals):
            runs.append(self._say("linking_undecided", undecided=undecided))
        return runs

    def _reviewers(self) -> list[Run]:
        letters = {letter for item in self.protocol.assignments for letter, _ in item.reviewers}
        if not letters:
            return [Gap(self.gaps["reviewers"])]
        key = "two_reviewers" if len(letters) >= TWO_LETTERS else "one_reviewer"
        return [self._say(key), self._say(f"assist_{self.protocol.assist}")]

    def _statistics(self) -> list[Run]:
        pooled, plan = self.book.review.pooled, self.protocol
        runs: list[Run] = [self._say("statistics", **say_plan(self.book.plan))]
        runs += [self._say("changed", setting=name.replace("_", " "), now=now, default=default)
                 for name, default, now in pooled.changes] or [self._say("no_pooled_change")]  # fmt: skip
        if plan.min_followup_months is not None:
            runs.append(self._say("follow_up_limit", months=f"{plan.min_followup_months:g}"))
        runs.append(self._say("c7_t1", region=plan.c7_t1))
        for table in plan.closed_world:
            runs.append(self._say("closed_world", table=table.table, fields=", ".join(table.fields),
                                  publication=self.book.names.publication(table.publication)))  # fmt: skip
        runs += [self._say("left_out", count=count, reason=reason) for reason, count in pooled.left_out]
        if self.book.review.workflow.set_aside:
            runs.append(self._say("set_aside", count=self.book.review.workflow.set_aside))
        return [*runs, *([self._say("data_lock", date=plan.data_lock)] if plan.data_lock else [])]

    def _software(self) -> list[Run]:
        review = self.book.review
        rules = self.words["software_rules"].format(rules=review.rules_version) if review.rules_version else ""
        software = self._say("software", version=review.version, rules=rules)
        chain = self._say("chain", chain_head=review.chain_head) if review.chain_head else Gap(self.gaps["chain_head"])
        return [software, chain]


def _with_spaces(runs: list[Run]) -> Runs:
    """Sentences with a space between them: after each run that ends a sentence, and around gaps."""
    found: list[Run] = []
    for run in runs:
        if found and _ends(found[-1]) and _begins(run):
            found.append(Words(" "))
        found.append(run)
    return tuple(found)


def _ends(run: Run) -> bool:
    return isinstance(run, Gap) or (isinstance(run, Words) and run.text.endswith((".", "?", "!")))


def _begins(run: Run) -> bool:
    return not (isinstance(run, Words) and run.text.startswith((" ", ",", ".")))
