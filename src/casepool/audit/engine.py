"""Runs the rules over one extracted document."""

from collections.abc import Callable, Iterable

from casepool.audit import (
    claims,
    ethics,
    imaging,
    integrity,
    lesion,
    named_studies,
    outcome,
    pathology,
    patient,
    references,
    sex,
    short_forms,
    statistics,
    tables,
    time,
    treatment,
)
from casepool.audit.journal import check_journal, list_switched_off
from casepool.audit.paper import Paper
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Finding
from casepool.knowledge.journals import JournalProfile
from casepool.knowledge.rules import load_rules

RuleFunction = Callable[[Paper], Iterable[Finding]]

RULES: tuple[RuleFunction, ...] = (
    *(
        patient.find_age_conflicts,
        patient.find_birth_year_conflicts,
        patient.find_implausible_ages,
        sex.find_sex_conflicts,
        sex.find_sex_specific_words,
        patient.find_deficit_conflicts,
    ),
    *(
        lesion.find_side_conflicts,
        lesion.find_level_conflicts,
        lesion.find_wide_operations,
        lesion.find_mixed_notation,
        lesion.find_size_conflicts,
        lesion.find_implausible_sizes,
        lesion.list_sizes_by_method,
    ),
    *(imaging.find_signal_conflicts, imaging.find_missing_figures, imaging.list_legend_values),
    *(
        pathology.find_marker_conflicts,
        pathology.find_wide_bounds,
        pathology.find_one_sided_panels,
        pathology.find_missing_grade,
    ),
    *(
        treatment.find_treatment_conflicts,
        treatment.find_residual_conflicts,
        outcome.find_outcome_conflicts,
        treatment.find_missing_staging,
        treatment.find_missing_extent,
        treatment.find_missing_adjuvant,
        treatment.find_missing_complications,
    ),
    *(time.find_late_events, time.find_date_conflicts, time.find_table_only_outcomes, time.find_ambiguous_times),
    *(
        tables.find_row_conflicts,
        tables.find_count_conflicts,
        tables.find_ordinal_conflicts,
        tables.find_unshown_properties,
        tables.list_unusual_cells,
        tables.find_caption_conflicts,
    ),
    *(
        references.find_repeated_references,
        references.find_citations_outside,
        references.find_uncited_references,
        references.find_malformed_identifiers,
        references.find_unlisted_rows,
        references.find_given_name_rows,
        named_studies.find_misnamed_studies,
    ),
    *(
        statistics.find_wrong_percentages,
        statistics.find_wrong_sums,
        statistics.find_impossible_means,
        statistics.find_changed_denominators,
        statistics.find_overloaded_models,
        statistics.find_wrong_doses,
    ),
    *(
        claims.find_unfounded_comparisons,
        claims.find_unsearched_novelty,
        claims.find_unsupported_prognosis,
        claims.find_success_without_time,
        claims.find_unmet_requirements,
        claims.find_changing_figures,
        short_forms.find_changing_abbreviations,
    ),
    *(
        ethics.find_missing_consent,
        ethics.find_missing_ethics,
        ethics.find_exact_old_ages,
        ethics.find_calendar_dates,
        ethics.find_identifiers,
        ethics.find_small_places,
        ethics.find_missing_keyword,
        ethics.find_missing_timeline,
        ethics.find_missing_perspective,
    ),
    *(integrity.find_damaged_text, integrity.find_unread_parts, integrity.find_hidden_text),
)


def audit_extraction(
    extraction: Extraction, switched_off: frozenset[str] = frozenset(), journal: JournalProfile | None = None
) -> tuple[Finding, ...]:
    """Every finding of every enabled rule: gravest first, then in the order of the rules and of the text.

    With a `journal` its rules are checked as well, and rules that ask for what it forbids are left out. A finding
    without a quote is kept only if it is a gap or a note that names the text it searched.
    """
    paper = Paper(extraction)
    rules = load_rules()
    found = [finding for rule in RULES for finding in rule(paper)]
    if journal:
        found += check_journal(paper, journal)
        switched_off |= list_switched_off(journal)
    kept = [f for f in found if rules[f.rule].enabled and f.rule not in switched_off and (f.evidence or f.searched)]
    order = {name: number for number, name in enumerate(rules)}
    return tuple(sorted(kept, key=lambda f: (SEVERITIES.index(f.severity), order[f.rule], _first(f))))


def _first(finding: Finding) -> int:
    return min((e.span.start for e in finding.evidence), default=-1)
