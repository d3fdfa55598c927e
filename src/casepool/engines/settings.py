"""Where a language model is, and whether it may be asked: settings of a TOML file, checked before anything is sent."""

import ipaddress
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from casepool.domain.errors import KnowledgeError, UsageError
from casepool.knowledge.load import Source, Table, build_record, parse_toml

FORMATS = ("json_schema", "json_object", "none")
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
FILE = "engines.toml"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """One language model behind an address that speaks the chat protocol of OpenAI.

    `address` is what stands before "/chat/completions". `key_variable` names the variable of the environment that
    holds the access key (empty: none is sent); the key itself stands in no file. `timeout_seconds` bounds one whole
    answer, `retries` counts the attempts after the first, `answer_bytes` the longest answer. `format` is what the
    server is asked to hold its answer to (FORMATS).
    """

    address: str
    model: str
    key_variable: str = ""
    timeout_seconds: float = 120.0
    retries: int = 2
    pause_seconds: float = 1.0
    answer_bytes: int = 1_000_000
    format: str = "json_schema"
    name: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the address is this machine by its number: a name could lead anywhere."""
        try:
            return ipaddress.ip_address(urlsplit(self.address).hostname or "").is_loopback
        except ValueError:
            return False


def name_engine(word: str) -> str:
    """The NAME of "llm:NAME". Raises UsageError for anything else."""
    kind, _, name = word.partition(":")
    if kind != "llm" or not NAME.fullmatch(name) or name == "rules":
        raise UsageError(
            f"There is no engine {word!r}. Allowed: rules, or llm:NAME with a name of your own in small letters, "
            "digits, '.', '_' and '-'."
        )
    return name


def read_settings(
    name: str, file: str = "", address: str = "", model: str = "", egress: bool = False
) -> EngineSettings:
    """The settings of an engine from a TOML file ([engines.NAME]), with what was given in the call before them.

    Raises UsageError where address or model is missing, and for a remote address without `egress`.
    """
    told = _load(name, Path(file)) if file else EngineSettings("", "", name=name)
    settings = replace(told, address=(address or told.address).rstrip("/"), model=model or told.model, name=name)
    if not settings.address or not settings.model:
        raise UsageError(
            f"The engine llm:{name} needs an address and a model. Give --engine-url and --engine-model, or a file "
            f"with [engines.{name}] (--engine-file; {FILE} of a project is read by itself)."
        )
    check_address(settings, egress)
    return settings


def check_address(settings: EngineSettings, egress: bool) -> None:
    """Refuse an address that is no web address, and a remote one that was not allowed or is not encrypted."""
    try:
        parts = urlsplit(settings.address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or parts.username or parts.query or parts.fragment:
        raise UsageError(
            f"{settings.address!r} is no address of an engine. Write it as http://127.0.0.1:8080/v1, without user, "
            "password or '?'."
        )
    if settings.is_local:
        return
    if not egress:
        raise UsageError(
            f"{parts.hostname} is not this machine by its number (127.0.0.1 or ::1): text of articles would leave it. "
            "Write http://127.0.0.1:PORT for a local engine, or allow it with --allow-egress."
        )
    if parts.scheme != "https":
        raise UsageError(f"{settings.address} would send text of articles unencrypted. Use https for a remote engine.")


def _load(name: str, path: Path) -> EngineSettings:
    file = _parse(path)
    file.check_keys(("engines",), ("engines",))
    engines = file.table("engines")
    if name not in engines:
        raise UsageError(f"{path} has no [engines.{name}]. It has: {', '.join(sorted(engines)) or 'none'}.")
    settings = build_record(EngineSettings, engines.table(name), name=name)
    if settings.format not in FORMATS:
        raise KnowledgeError(f"{path}: format {settings.format!r} is not known. Allowed: {', '.join(FORMATS)}.")
    if settings.timeout_seconds <= 0 or not 0 <= settings.retries <= 10 or settings.answer_bytes <= 0:
        raise KnowledgeError(f"{path}: timeout_seconds and answer_bytes are above 0, retries from 0 to 10.")
    return settings


def _parse(path: Path) -> Table:
    try:
        return parse_toml(Source(str(path), path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', '') or error}. Check the name."
        ) from error
