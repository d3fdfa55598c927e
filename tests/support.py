"""What tests need from their surroundings: the shared reference material, and programs of the machine."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CASEPOOL_SHARED") or ROOT.parent / "shared")


def shared_path(*parts: str) -> Path:
    """A file of the reference material that lies beside the repository (or where CASEPOOL_SHARED says).

    The material is not part of the repository: without it the calling test is skipped with a reason.
    """
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs ../shared/{'/'.join(parts)}, which is not here")
    return path


def needs_program(name: str) -> str:
    """The path of a program. Without it the calling test is skipped by name, and fails where CI is set."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"needs the program {name}, which .ci/run installs; it is not on the PATH")
    pytest.skip(f"needs the program {name}, which is not installed")
