"""What a person typed that no YAML parser can read: values that want quotes, brackets, and spaces that are missing.

Each cause looks at one line and answers with the issue, or with None. They are asked in order; the first that
recognizes its mistake speaks for all.
"""

from __future__ import annotations

import re

from engine.errors import Issue
from engine.spec.keys import is_key
from engine.spec.lines import NO_BREAK, Entry, Page, flow_end, quoted

SEMICOLON = ("in braces and brackets, ',' stands between two entries, not ';'", "write ',' instead")
SIGNS = "*&!%@`>|?"
GLUED_KEY = re.compile(r"^([ \t]*(?:- +)*)([\w-]+):(?!//)([^\s:].*)$")
GLUED_DASH = re.compile(r"^[ \t]*-([^\s-].*)$")
EQUALS = re.compile(r"^[ \t]*(?:- +)*(\w+)\s*=\s*(\S.*)$")
NO_COLON = re.compile(r"^([ \t]*(?:- +)*)(\w+)(?:[ \t]+([^:]*))?$")
NOT_A_SPACE = re.compile(rf"^[ \t]*([{NO_BREAK}])|(?:^|[\s{{,])[\w.-]+:([{NO_BREAK}])|^\s*-([{NO_BREAK}])")


def no_break_space(page: Page, number: int) -> Issue | None:
    """A space that is none, before a line or after ':' or '-'."""
    found = NOT_A_SPACE.search(page.line(number))
    if found is None:
        return None
    at = next(found.start(group) for group in (1, 2, 3) if found[group])
    message = "a no-break space stands here: it looks like a space, and YAML does not take it for one"
    return page.issue(number, at, 1, message, "delete it and type a space")


def tab(page: Page, number: int) -> Issue | None:
    """A tab before a line."""
    line = page.line(number)
    before = line[: len(line) - len(line.lstrip())]
    if "\t" not in before:
        return None
    return page.issue(number, before.index("\t"), 1, "a tab stands where spaces are needed", "indent with spaces")


def backslash(page: Page, number: int) -> Issue | None:
    """A Windows path between double quotes."""
    if "escape" not in page.problem and "hexdecimal" not in page.problem:
        return None
    line, column = page.begun
    text = page.line(line)
    end = text.find('"', column + 1)
    value = text[column + 1 : end if end > 0 else None]
    message = "between double quotes a '\\' has a meaning of its own"
    return page.issue(*page.at, 1, message, f"use single quotes: {quoted(value)}")


def apostrophe(page: Page, number: int) -> Issue | None:
    """An apostrophe inside single quotes."""
    for entry in page.entries(number):
        closed = re.match(r"'(?:[^']|'')*'", entry.value)
        if closed and entry.value.endswith("'") and entry.value[closed.end() :][:1].isalnum():
            inner = entry.value[1:-1].replace("''", "'")
            message = "the apostrophe ends the text, which stands in single quotes"
            how = "use double quotes" if quoted(inner).startswith('"') else "write it twice"
            return page.issue(number, entry.at + closed.end() - 1, 1, message, f"{how}: {quoted(inner)}")
    return None


def after_quote(page: Page, number: int) -> Issue | None:
    """Text after the quote that closes."""
    for entry in page.entries(number):
        closed = re.match(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", entry.value)
        if closed and closed.end() < len(entry.value) and number == page.at[0]:
            message = f"a text that begins with {entry.value[0]} must end with it, and here it goes on"
            at = entry.at + closed.end()
            rest = entry.value[closed.end() :]
            at += len(rest) - len(rest.lstrip())
            return page.issue(number, at, len(rest.strip()), message, f"quote all of it: {entry.mended(entry.value)}")
    return None


def first_sign(page: Page, number: int) -> Issue | None:
    """A value that begins with a sign which means something in YAML."""
    if number != page.at[0] and number != page.begun[0]:
        return None
    for entry in page.entries(number):
        if _misread(entry) and entry.key in ("formula", "where"):
            message = f"a formula cannot begin with '{entry.value[0]}'"
            return page.issue(number, entry.at, len(entry.value), message, _mended_formula(entry))
        if _misread(entry):
            message = f"a text that begins with '{entry.value[0]}' needs quotes"
            return page.issue(number, entry.at, len(entry.value), message, f"write {entry.mended(entry.value)}")
        if entry.key and entry.value.startswith("- "):
            message = "a list does not begin on the line of its key"
            item = entry.value[2:].strip()
            hint = f"write '{entry.key}: [{item}]', or each '- …' on a line of its own"
            return page.issue(number, entry.at, len(entry.value), message, hint)
    column = page.begun[1] if "scanning an" in page.context else page.at[1]
    line = page.line(number)
    if number == page.at[0] and line[column : column + 1] in tuple(SIGNS):
        text = line[column : flow_end(line, column)].rstrip()
        message = f"a text that begins with '{text[0]}' needs quotes"
        return page.issue(number, column, len(text), message, f"write {quoted(text)}")
    return None


def _mended_formula(entry: Entry) -> str:
    """What a formula that begins with a sign should look like."""
    value = entry.value
    if value[0] in "{[`@":
        bare = re.sub(r"[{}\[\]`@]", "", value)
        return f"names stand as they are: {entry.key}: {bare}"
    if value[0] in ">!|&":
        return f"write what stands before it, like {entry.key}: days > 30"
    return f"write {entry.key}: {value[1:].strip()}"


def _misread(entry: Entry) -> bool:
    value = entry.value
    if value[:1] in ("{", "["):
        end = _closing(value)
        return not entry.flow and 0 < end < len(value) - 1 and value[end + 1 :].strip()[:1] not in ("]", "}")
    if value[:1] in (">", "|"):
        return not re.fullmatch(r"[>|][-+\d]{0,2}", value)
    if value.startswith("- "):
        return entry.key in ("formula", "where")
    return value[:1] in tuple(SIGNS) and not re.fullmatch(r"[&*]\w+( [\[{].*)?", value)


def _closing(value: str) -> int:
    depth = 0
    for position, sign in enumerate(value):
        depth += (sign in "{[") - (sign in "}]")
        if depth == 0:
            return position
    return -1


def open_quote(page: Page, number: int) -> Issue | None:
    """A quote that is not closed on its line, and ends at the next one somewhere below."""
    for at in range(number, max(-1, number - 6), -1):
        for entry in page.entries(at):
            sign = entry.value[:1]
            if sign not in ("'", '"') or len(re.findall(r"(?<!\\)" + sign, entry.value)) % 2 == 0:
                continue
            whole = entry.value + sign if not entry.flow else ""
            hint = f"write it again at the end: {whole}" if whole else "write it again at the end of the text"
            return page.issue(at, entry.at, 1, "the quote that opens here is not closed", hint)
    return None


def second_colon(page: Page, number: int) -> Issue | None:
    """A text with ': ' in it, or an entry in braces that lacks the comma before it."""
    if number != page.at[0]:
        return None
    for entry in page.entries(number):
        found = re.search(r":(?=\s|$)", entry.value)
        if found is None or entry.value[:1] in tuple("'\"{[") or page.at[1] < entry.at:
            continue
        before = entry.value[: found.start()].rstrip()
        if entry.flow and ";" in before:
            return page.issue(number, entry.at + before.index(";"), 1, *SEMICOLON)
        last = re.search(r"(?:^|\s)(\w+)$", before)
        if entry.flow and last and is_key(last[1]) and last.start():
            at = entry.at + last.start(1)
            message = f"a comma is missing before '{last[1]}'"
            hint = f"write {entry.key}: {before[: last.start()].rstrip()}, {entry.value[last.start(1) :]}"
            return page.issue(number, at, len(last[1]), message, hint)
        message = "a text that holds ': ' needs quotes: YAML takes what stands before it for a key"
        return page.issue(number, entry.at, len(entry.value), message, f"write {entry.mended(entry.value)}")
    return None


def glued(page: Page, number: int) -> Issue | None:
    """A key or a dash with no space after it."""
    line = page.line(number)
    key = GLUED_KEY.match(line)
    if key and (is_key(key[2]) or number in (page.begun[0], page.above(page.at[0]))):
        return page.issue(number, key.start(2), len(key[2]) + 1, *missing_space(f"{key[2]}:", key[3]))
    dash = GLUED_DASH.match(line)
    if dash and not re.match(r"\s*-[\d.]+\s*$", line):
        return page.issue(number, line.index("-"), 1, *missing_space("-", dash[1]))
    return None


def missing_space(before: str, after: str) -> tuple[str, str]:
    """What is said of a key or a dash with no space after it, and the mend."""
    return f"a space is missing after '{before}'", f"write '{before} {after.strip()}'"


def no_colon(page: Page, number: int) -> Issue | None:
    """A key without its ':'."""
    line = page.line(number)
    equals = EQUALS.match(line)
    if equals and is_key(equals[1]):
        at = line.index("=")
        return page.issue(number, at, 1, "a key is followed by ':'", f"write {equals[1]}: {equals[2].strip()}")
    found = NO_COLON.match(line.rstrip())
    if found is None:
        return None
    alone = not found[3] and page.indent(number) < page.indent(page.at[0]) and number < page.at[0]
    if not is_key(found[2]) and not alone:
        return None
    whole = f"{found[2]}: {found[3].strip()}" if found[3] else f"{found[2]}:"
    message = f"a ':' is missing after '{found[2]}'"
    return page.issue(number, found.start(2), len(found[2]), message, f"write {whole}")


def brackets(page: Page, number: int) -> Issue | None:
    """Braces and brackets: one too many, none at the end, or something between that is no comma."""
    at, column = page.at
    sign = page.line(at)[column : column + 1]
    if "flow" not in page.context:
        if sign in ("]", "}") and sign:
            return page.issue(at, column, 1, f"there is one '{sign}' too many", "remove it")
        return None
    opened = page.line(page.begun[0])
    for entry in (entry for entry in page.entries(page.begun[0]) if entry.flow):
        value = opened[entry.at : flow_end(opened, entry.at)].rstrip()
        if re.search(r"(^|\s)#", value) and value[0] not in "'\"":
            message = "'#' begins a comment: the rest of the line is not read"
            return page.issue(page.begun[0], entry.at, len(value), message, f"write {entry.mended(value)}")
    if at == page.begun[0] and sign:
        return _between(page, sign)
    return _not_closed(page, opened)


def _between(page: Page, sign: str) -> Issue | None:
    at, column = page.at
    line = page.line(at)
    if ";" in (sign, line[column - 1 : column]):
        place = column if sign == ";" else column - 1
        return page.issue(at, place, 1, *SEMICOLON)
    if sign in ("]", "}"):
        mine = {"[": "]", "{": "}"}.get(page.line(page.begun[0])[page.begun[1]], "]")
        message = f"what opened with '{page.line(page.begun[0])[page.begun[1]]}' is closed with '{sign}'"
        return page.issue(at, column, 1, message, f"write '{mine}' before it")
    meant = next((entry for entry in page.entries(at) if entry.flow and line[entry.at : entry.at + 1] == ","), None)
    if meant is not None:
        message = "a ',' that is meant as a value needs quotes"
        return page.issue(at, meant.at, 1, message, f"write {meant.mended(',')}")
    if sign == ",":
        return page.issue(at, column, 1, "there is one ',' too many", "remove it")
    semicolon = line.rfind(";", page.begun[1], column)
    last = [entry for entry in page.entries(at) if entry.flow and entry.at <= column]
    if last and set("(") & set(last[-1].value):
        entry = last[-1]
        message = f"the text of '{entry.key}' holds commas or quotes, and stands in braces: it needs quotes"
        return page.issue(at, entry.at, len(entry.value), message, f"write {entry.mended(entry.value)}")
    if semicolon >= 0:
        return page.issue(at, semicolon, 1, *SEMICOLON)
    return page.issue(at, column, 1, "a ',' is missing before this", "write ',' between two entries")


def _not_closed(page: Page, opened: str) -> Issue:
    line, column = page.begun
    sign = opened[column : column + 1]
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    rest = opened[column:].rstrip().rstrip(",")
    hint = f"write '{closing}' at its end"
    if rest.count("[") + rest.count("{") == rest.count("]") + rest.count("}") + 1 and len(rest) > 1:
        hint += f": {rest}{closing}"
    what = "the list that opens here with '['" if sign == "[" else f"what opens here with '{sign}'"
    return page.issue(line, column, 1, f"{what} is not closed", hint)
