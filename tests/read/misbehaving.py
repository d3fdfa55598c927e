"""Readers that do what no reader may do, for the tests of the child process."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError
from casepool.read.assemble import Draft, assemble
from casepool.read.limits import Limits


def document(text: str, source: str, sha256: str) -> Document:
    return assemble(Draft(source, sha256, "text/plain", "test", text, "a", ()))


def misbehave(data: bytes, source: str, sha256: str, limits: Limits) -> Document:
    """Do what the data says."""
    deed = data.decode()
    if deed == "spin":
        while True:
            deed += ""
    elif deed == "sleep":
        time.sleep(60)
    elif deed == "eat":
        eaten = bytearray(limits.memory_bytes * 4)
        deed += str(len(eaten))
    elif deed == "nibble":
        held = []
        while True:
            held.append(bytearray(b"x" * 1_000_000))
    elif deed == "abort":
        os.abort()
    elif deed == "leave":
        os._exit(3)
    elif deed == "chatter":
        sys.stdout.write("noise")
        sys.stdout.flush()
    elif deed == "talk":
        return document("x" * 10_000_000, source, sha256)
    elif deed == "fail":
        raise KeyError("no such part")
    elif deed == "refuse":
        raise ReadError(Problem("encrypted", "It is locked.", "Unlock it.", fatal=True))
    elif deed == "connect":
        socket.create_connection(("127.0.0.1", int(os.environ["TEST_PORT"])), timeout=5)
    elif deed == "start":
        subprocess.run([sys.executable, "-c", "pass"], check=True)
    elif deed == "write":
        Path(os.environ["TEST_FOLDER"], "written.txt").write_text("x", encoding="utf-8")
    elif deed == "peek":
        return document(Path(os.environ["TEST_FOLDER"], "secret.txt").read_text(encoding="utf-8"), source, sha256)
    return document(deed, source, sha256)
