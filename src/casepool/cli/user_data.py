"""The user's own data folder: where a model lies that was built on this machine."""

import os
import sys
from pathlib import Path

from casepool.extract.features import FEATURES_VERSION

VARIABLE = "CASEPOOL_DATA"


def data_folder() -> Path:
    """The folder for data of casepool: what CASEPOOL_DATA names, else the usual place of the system."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "casepool"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "casepool"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "casepool"


def model_path() -> Path:
    """Where the model of this version of the features lies, built or not."""
    return data_folder() / f"mentions-{FEATURES_VERSION}.crf"


def read_model() -> bytes | None:
    """The content of the model file, or None if no model was built."""
    path = model_path()
    return path.read_bytes() if path.is_file() else None
