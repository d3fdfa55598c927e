"""Damage to a file, by the numbers of a seeded generator: the same seed, the same damage."""

import re
import zipfile
from copy import deepcopy
from io import BytesIO
from random import Random
from typing import Any

from lxml import etree

ODD = (
    *(
        b"",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n\n",
        b"\t|",
        b"<",
        b">",
        b"&",
        b"&#x110000;",
        b"]]>",
        b"<!--",
    ),
    *(b"<![CDATA[", b"</p>", b"<table>", b"</tr>", b"<tr>", b' colspan="99999"', b' rowspan="-1"', b' w:val=""', b"0"),
    *(
        b"-1",
        b"4294967296",
        b"1e309",
        b"nan",
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b"@",
        b"#",
        b"\\",
        b'"',
        b"ER  - ",
        b"TY  - ",
    ),
    *(b"endobj", b"stream", b"BT", b"ET", b" Tj ", b" Tm ", b" Tf ", b" cm ", b" re W n ", b" q ", b" Q "),
    *("\u202e".encode(), "\u0301".encode() * 9, "\U0001f9ec".encode(), b"\xed\xa0\x80", "\u0130".encode(), b"\xc2\xa0"),
)
_NUMBER = re.compile(rb"\d+")
_LARGEST = 200_000


def mutate(data: bytes, random: Random) -> bytes:
    """`data` with one to six faults; a Word file is damaged inside its members or as a whole."""
    if data[:2] == b"PK" and random.random() < 0.8:
        return _mutate_member(data, random)
    if data[:1] == b"<" and random.random() < 0.7:
        return rearrange(data, random)
    for _ in range(random.randint(1, 6)):
        data = random.choice(FAULTS)(data, random)
    return data[:_LARGEST]


def rearrange(data: bytes, random: Random) -> bytes:
    """XML or HTML with elements moved, doubled, emptied or taken away; still well formed."""
    tree = etree.fromstring(data, etree.HTMLParser() if b"<html" in data or b"<p>" in data[:9] else etree.XMLParser())
    for _ in range(random.randint(1, 6)):
        elements = [e for e in tree.iter() if isinstance(e.tag, str) and e.getparent() is not None]
        if not elements:
            break
        _rearrange_one(random.choice(elements), random.choice(elements), random)
    return bytes(etree.tostring(tree, encoding="utf-8"))


def _rearrange_one(one: Any, other: Any, random: Random) -> None:
    deed = random.randrange(6)
    inside = any(node is one for node in other.iterancestors()) or one is other
    if deed == 0:
        one.getparent().remove(one)
    elif deed == 1 and not inside:
        other.append(one)
    elif deed == 2:
        one.getparent().append(deepcopy(one))
    elif deed == 3:
        one.text, one.tail = random.choice(("", "7", "\u202e", "[1]", "Table 1", "x" * 3000)), None
    elif deed == 4 and one.attrib:
        one.set(random.choice(sorted(one.attrib)), random.choice(("", "-1", "0", "99999", "none", "#x")))
    else:
        one.tag = other.tag


def _mutate_member(data: bytes, random: Random) -> bytes:
    """The archive with one member damaged."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = random.choice(names)
        for name in names:
            content = source.read(name)
            target.writestr(name, mutate(content, random) if name == chosen else content)
    return out.getvalue()


def _stretch(data: bytes, random: Random, longest: int = 400) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randint(0, longest))


def flip(data: bytes, random: Random) -> bytes:
    """One to eight bytes are others."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut_out(data: bytes, random: Random) -> bytes:
    start, end = _stretch(data, random)
    return data[:start] + data[end:]


def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)] if random.random() < 0.3 else data


def double(data: bytes, random: Random) -> bytes:
    """A stretch comes twice, sometimes very often."""
    start, end = _stretch(data, random)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 50)) + data[end:]


def move(data: bytes, random: Random) -> bytes:
    start, end = _stretch(data, random)
    rest = data[:start] + data[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def put_odd(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(ODD) * random.choice((1, 1, 1, 200)) + data[at:]


def change_number(data: bytes, random: Random) -> bytes:
    """A number is another, odd one."""
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    place = random.choice(found)
    return data[: place.start()] + random.choice((b"0", b"-7", b"99999999999", b"1.5.5", b"")) + data[place.end() :]


def swap_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(3):
        a, b = random.randrange(len(lines)), random.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


FAULTS = (flip, cut_out, cut_off, double, move, put_odd, change_number, swap_lines)
