"""Damages files at random, each time in the same way for the same number."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random

# What stands in files that went wrong on their way: marks of another dialect, signs of another encoding, numbers
# that nothing holds, dates that no calendar has.
PIECES = (
    b'"', b"'", b"\n", b"\r", b"\0", b",", b";", b"\t", b"{", b"}", b"[", b"]", b":", b"#", b"- ", b"&a ", b"*a", b"<",
    b"9" * 40, b"1e999", b"-0", b"nan", b"0000-00-00", b"9999-12-31", b"2026-02-30", b"\xff\xfe", b"\xef\xbb\xbf",
    "é—’\u202e\u2028".encode(), b"(missing)", b"!!python/object", b"%", b"\x1b[31m",
)  # fmt: skip


def damaged(data: bytes, random: Random) -> bytes:
    """The bytes with one to three of them, or of their parts, changed."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = _once(data, random)
    return data


def damaged_file(path: Path, random: Random) -> bytes:
    """What a file may come to; the parts of a zip are damaged within, or its own sums would tell at once."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path) and random.random() < 0.7:
        return _within(data, random)
    if path.suffix in (".csv", ".tsv") and random.random() < 0.2:
        return _swapped(data, random)
    return damaged(data, random)


def _once(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    # At the end, where Parquet and zip files say what they hold, as often as anywhere else.
    if random.random() < 0.3:
        start = max(0, len(data) - random.randrange(200))
    end = min(len(data), start + random.choice((1, 1, 2, 8, 64, 1000)))
    match random.randrange(7):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:start]
        case 2:
            return data[:start] + random.choice(PIECES) + data[start:]
        case 3:
            return data[:start] + random.choice(PIECES) + data[end:]
        case 4:
            return data[:start] + bytes(random.randrange(256) for _ in range(end - start)) + data[end:]
        case 5:
            return data[:end] + data[start:]
    return data[:start] + bytes(byte ^ 1 << random.randrange(8) for byte in data[start:end]) + data[end:]


def _swapped(data: bytes, random: Random) -> bytes:
    """A table with two columns in each other's place, in one line or in all but the header."""
    lines = data.splitlines(keepends=True)
    mark = b";" if b";" in lines[0] else b","
    first, second = random.sample(range(lines[0].count(mark)), 2)
    chosen = range(1, len(lines)) if random.random() < 0.5 else [random.randrange(len(lines))]
    for number in chosen:
        fields = lines[number].split(mark)
        if len(fields) > max(first, second):
            fields[first], fields[second] = fields[second], fields[first]
        lines[number] = mark.join(fields)
    return b"".join(lines)


def _within(data: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = random.choice(sorted(parts))
    parts[name] = damaged(parts[name], random)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for part, text in parts.items():
            book.writestr(part, text)
    return out.getvalue()
