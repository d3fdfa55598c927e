"""The project on disk: publications, answers, decisions and their history, on SQLite or PostgreSQL.

A project is a folder: `inbox/`, `figures/`, `documents/` (bytes by sha256), `protocol.toml`, `pool.toml`, `casepool.db`
and `private.db` (index cases only, same tables). A team's project keeps the same folder and has `database.url` in it,
which names a PostgreSQL database instead of `casepool.db`. Nouns: `casepool.domain.review`.

    create_project(folder, form_id="onco_spine_case", journal="", database="") -> Project     UsageError if not empty
    open_project(folder_or_url, read_only=False, wait_seconds=10.0, clock=None) -> Project    StoreError, see problems
    project.close()                 also a context manager: `with open_project(p) as project:`

    project.folder .inbox .figures .documents .form_id .journal .is_outdated .read_only
    project.private                 the store of the index cases; has every method below (made when first written to)
    project.stores                  (project,) or (project, project.private): what pooling and grid go through

Writing. Every write is one transaction and one event or more of the history. `by` is who does it, always given. The
time is the clock's (UTC, seconds; SOURCE_DATE_EPOCH fixes it, so that the same input gives the same chain). A write
that changes nothing writes nothing. `expected` is the version that the writer has seen (0: none yet); where somebody
wrote in between, ConflictError names who changed what. None: no check.

    add_publication(data, label, by, media_type="", part=0, unpublished=False) -> Added(publication, is_new)
    change_publication(publication, by, expected=None) -> Publication
    save_extraction(publication_id, extraction, by, reader) -> Publication      status ok; the layer engine:rules anew
    save_engine_answers(publication_id, engine, answers, by) -> None            the layer "engine:NAME" of it anew
    fail_publication(publication_id, problem, by) -> Publication
    save_answer(answer, by, expected=None) -> Answer            save_answers([(answer, expected), ...], by) -> tuple
    clear_answer(answer, by, expected=None)                     sign / withdraw: save_signature, clear_signature
    save_adjudication(adjudication, by, expected=None)          save_link_decision, clear_link_decision
    save_table_decision, save_table_decisions([...], by)        save_suppression, clear_suppression
    save_screening([record, ...], by) -> int (how many are new) save_judgements([judgement, ...], by)
    save_user(user, by, expected=None)                          save_setting(name, text, by)
    clear_adjudication, clear_table_decision    save_case_entry(entry, by)      a case listed by hand
    restore_event(seq, by) -> None              writes again what stood there after that event
    keep_derived(name, subject, data, made_from)    findings, link proposals: JSON that can be made again; no history
    set_credential(Credential) credential(user) spend_link(hash, now); start_session(Session) session(hash, now)
    end_sessions(user="" or token_hash="")          see casepool.store.people; secrets come as hashes only

Reading. project.as_of(time) -> Moment has the same methods, as things stood then. All results are sorted.

    publications() publication(id) find_publication(sha256, part=0) unfinished() -> tuple[Publication, ...]
    document(publication_id) -> Document        extraction(publication_id) -> Extraction (canonical text, proved)
    load_document(sha256) -> bytes              UsageError / StoreError (damaged) when they are not what was stored
    cases(publication="") -> tuple[CaseEntry, ...]          publication, case, label, origin, table, row, is_index ...
    answers(publication="", case="", field="", reader="", layer="") -> tuple[Answer, ...]   layer: "people", "engines"
    current(publication="", case="") -> tuple[Current, ...] one per question: settled > agreed > one reviewer > engine
    adjudications() signatures() link_decisions() table_decisions() suppressions() screening() judgements() users()
    setting(name) -> str ("" if none)           derived(name, subject, made_from) -> JSON or None when out of date
    history(publication="", case="", field="", who="", kind="", after=0, limit=None) -> tuple[Event, ...]
    chain_head() -> str                         hash of the newest event; the article prints it

Care.

    verify_history() -> tuple[Problem, ...]     note_copy(path, by, with_private)   copies(with_private=False)
    check_project(project) -> tuple[Problem, ...]           doctor: files, tables, history, documents, lost quotes
    erase_case(project, publication_id, by, pictures=()) -> Erased  an index case of private.db; leaves tombstones
    upgrade_project(folder, backup, by) -> bool             backup first, then one transaction per database
    back_up(project, file, by, with_private=True) -> Path   restore_backup(file, folder, database="") -> Project

An index case is a publication of `project.private`: its draft, or the text that its form was filled into, is added and
extracted there like any other. Its id is "index-1", "index-2", ...; ids of the two stores never meet.
"""

from casepool.store.backup import back_up, restore_backup, upgrade_project
from casepool.store.care import check_project
from casepool.store.erase import Erased, erase_case
from casepool.store.people import Credential, Session
from casepool.store.problems import (
    ConflictError,
    DamagedError,
    DiskFullError,
    LockedError,
    NewerSchemaError,
    NoProjectError,
    OlderSchemaError,
    ReadOnlyError,
    StoreError,
)
from casepool.store.project import Project, Store, create_project, is_project, open_project
from casepool.store.publications import Added
from casepool.store.replay import Moment

__all__ = [
    "Added",
    "ConflictError",
    "Credential",
    "DamagedError",
    "DiskFullError",
    "Erased",
    "LockedError",
    "Moment",
    "NewerSchemaError",
    "NoProjectError",
    "OlderSchemaError",
    "Project",
    "ReadOnlyError",
    "Session",
    "Store",
    "StoreError",
    "back_up",
    "check_project",
    "create_project",
    "erase_case",
    "is_project",
    "open_project",
    "restore_backup",
    "upgrade_project",
]
