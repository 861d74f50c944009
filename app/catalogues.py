"""`python -m app.catalogues`: the catalogues say all that the code says, and it fits on a phone.

Code is read, never run; only the table of templates is imported. One line a problem, exit 1.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import Formatter

import click
from babel.messages.pofile import PoFileError, read_po

from app.settings import PROJECT
from bot.channels import approval
from bot.channels.approval import LANGUAGE
from bot.messages.templates import TEMPLATES, TemplateSpec

_PACKAGES = ("bot", "actions", "workers", "console", "app")
# Here a dotted word of a known family is a phrase even inside a table or another call; elsewhere
# it may be an event or an endpoint, and only what is handed to a phrase call is surely one.
_SPEAKING = ("bot/dialogue/", "bot/messages/", "bot/language/")
_CALLS = {"t", "tell", "phrases", "plural"}
_PHRASE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_PAGE_CALL = re.compile(r"\b(?:t|phrases|plural)\(\s*[\"']([a-z_]+(?:\.[a-z_]+)+)[\"']")
# Contract sheet on Twilio, section 7; the first that fits the phrase counts.
_LIMITS = ((r"row\..*_hint", 72), (r"row\..*", 24), (r"button\..*", 20), (r".*", 1024))
# «Tú» and «usted» have no place in Buenos Aires; words that are also «él» forms are not here.
_NOT_VOSEO = re.compile(
    r"\b(tú|ti|contigo|usted|ustedes|eres|tienes|puedes|quieres|debes|necesitas|haz|ingresa|"
    r"selecciona|elige|presiona|pulsa|haga|ingrese|seleccione|estimad[oa])\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A phrase id met in the code. sure: it is handed to a phrase call, or named by a template.

    given: names of the values passed with it; None when they cannot be read from the call.
    """

    phrase: str
    where: str
    sure: bool
    given: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one catalogue says for a phrase: its wordings or plural forms, and their places."""

    texts: tuple[str, ...]
    places: tuple[frozenset[str], ...]
    is_plural: bool
    is_fuzzy: bool


def problems(root: Path, templates: Mapping[str, TemplateSpec] = TEMPLATES) -> list[str]:
    """Return every problem of every catalogue under root, one line each."""
    files = sorted(root.glob("locales/*/LC_MESSAGES/turnero.po"))
    uses = list(_uses(root))
    for spec in templates.values():
        uses += [Use(one, f"template {spec.name}", True) for one in (spec.phrase, *spec.buttons)]
    found = [] if files else ["locales: no catalogue"]
    for file in files:
        name = str(file.relative_to(root))
        try:
            entries = read(file)
        except (PoFileError, ValueError) as error:
            found.append(f"{name}: {error}")
            continue
        whole = name.startswith("locales/es")
        said = [*_against_code(entries, uses, whole=whole)]
        said += _against_templates(entries, templates)
        for phrase, entry in entries.items():
            said += _inside(phrase, entry, spanish=whole)
        found += [f"{name}: {line}" for line in said]
    return found


def read(file: Path) -> dict[str, Entry]:
    """Return the entries of a .po file. Raises PoFileError or ValueError when it is malformed."""
    keys = Counter(re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE))
    if twice := [key for key, count in keys.items() if count > 1]:
        raise ValueError(f"said twice: {', '.join(twice)}")
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.parts[-3], abort_invalid=True)
    entries = {}
    for message in catalogue:
        if not message.id:
            continue
        phrase = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string
        texts = tuple(text.split("\n---\n")) if isinstance(text, str) else tuple(text or ("",))
        places = tuple(_places(phrase, one) for one in texts)
        entries[phrase] = Entry(texts, places, bool(message.pluralizable), message.fuzzy)
    return entries


def _places(phrase: str, text: str) -> frozenset[str]:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"{phrase}: {error}") from error
    if not all(name.isidentifier() for name in names):
        raise ValueError(f"{phrase}: a place without a plain name")
    return frozenset(names)


def _uses(root: Path) -> Iterator[Use]:
    for package in _PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            yield from _uses_in(ast.parse(file.read_text(encoding="utf-8")), name)
        for file in sorted((root / package).rglob("*.html")):
            for phrase in _PAGE_CALL.findall(file.read_text(encoding="utf-8")):
                yield Use(phrase, file.relative_to(root).as_posix(), sure=True)


def _uses_in(tree: ast.AST, name: str) -> Iterator[Use]:
    handed: set[ast.expr] = set()
    for node in ast.walk(tree):  # breadth first: a call is met before what is inside it
        if isinstance(node, ast.Call) and node.args and _called(node) in _CALLS:
            first = node.args[0]
            for text in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                handed.add(text)
                if phrase := _phrase(text):
                    yield Use(phrase, f"{name}:{text.lineno}", sure=True, given=_given(node))
        elif isinstance(node, ast.Constant) and node not in handed and (phrase := _phrase(node)):
            yield Use(phrase, f"{name}:{node.lineno}", sure=False)


def _phrase(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and _PHRASE.fullmatch(value) else None


def _called(call: ast.Call) -> str:
    """Return the last name of what is called: «tell» for turn.tell(…)."""
    return ast.unparse(call.func).rpartition(".")[2]


def _given(call: ast.Call) -> frozenset[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    if None in names:
        return None
    return frozenset(filter(None, names)) | ({"count"} if _called(call) == "plural" else set())


def _against_code(entries: Mapping[str, Entry], uses: list[Use], *, whole: bool) -> Iterator[str]:
    """Say what is used and missing, what nobody fills, and what is there and unused.

    whole: it says everything; another language may say a part, the rest is said in Spanish.
    """
    surely = {*entries, *(use.phrase for use in uses if use.sure)}
    families = tuple({f"{phrase.partition('.')[0]}." for phrase in surely})
    for use in uses:
        entry = entries.get(use.phrase)
        in_table = use.where.startswith(_SPEAKING) and use.phrase.startswith(families)
        if whole and entry is None and (use.sure or in_table):
            yield f"{use.phrase} is missing ({use.where})"
        if entry is not None and use.given is not None:
            for place in sorted(frozenset().union(*entry.places) - use.given):
                yield f"{use.phrase}: nothing fills {{{place}}} ({use.where})"
    for phrase in sorted(entries.keys() - {use.phrase for use in uses}):
        yield f"{phrase} is never said"


def _against_templates(
    entries: Mapping[str, Entry], templates: Mapping[str, TemplateSpec]
) -> Iterator[str]:
    for spec in templates.values():
        if (entry := entries.get(spec.phrase)) is None:
            continue
        if len(entry.texts) > 1:
            yield f"{spec.phrase}: a template has one wording"
        if entry.places[0] != set(spec.values):
            yield f"{spec.phrase}: its places are not {', '.join(spec.values)}"
        if not all(re.search(r"\w", part) for part in re.split(r"\{\w+\}", entry.texts[0])):
            yield f"{spec.phrase}: a place stands first, last or next to another"


def refusals(file: Path) -> list[str]:
    """Return why WhatsApp would refuse templates in the words of a good catalogue."""
    words = partial(_said, read(file))
    return [
        f"{spec.phrase}: {problem}"
        for spec in TEMPLATES.values()
        for problem in approval.problems(spec, words)
    ]


def _said(entries: Mapping[str, Entry], phrase: str, **values: str) -> str:
    return entries[phrase].texts[0].format(**values)


def _inside(phrase: str, entry: Entry, *, spanish: bool) -> Iterator[str]:
    """Say what is wrong with one entry by itself."""
    if entry.is_fuzzy:
        yield f"{phrase} is fuzzy"
    if len(set(entry.places)) > 1 and not entry.is_plural:
        yield f"{phrase}: its wordings have different places"
    limit = next(most for form, most in _LIMITS if re.fullmatch(form, phrase))
    for text in entry.texts:
        if not text.strip():
            yield f"{phrase} is empty"
        if len(text) > limit:
            yield f"{phrase}: «{text}» is longer than {limit}"
        if spanish and (word := _NOT_VOSEO.search(text)):
            yield f"{phrase}: «{word.group()}» is not voseo"


if __name__ == "__main__":
    lines = problems(PROJECT)
    lines = lines or refusals(PROJECT / "locales" / LANGUAGE / "LC_MESSAGES" / "turnero.po")
    click.echo("".join(f"{line}\n" for line in lines), nl=False)
    sys.exit(1 if lines else 0)
