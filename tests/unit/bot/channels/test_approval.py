"""Every template of ours keeps to what WhatsApp approves; what breaks a rule is named."""

from dataclasses import replace

import pytest

from app.wiring import load_phrases
from bot.channels.approval import problems
from bot.messages.prices import MessageCategory
from bot.messages.templates import TEMPLATES, TemplateSpec

GOOD = "Hola, tu turno de {service} es el {when} con nosotros."
SPEC = TemplateSpec("reminder", ("service", "when"), ("button.ok",))


def words(body: str = GOOD, *, title: str = "Voy") -> object:
    def of(phrase: str, **values: str) -> str:
        return (title if phrase.startswith("button.") else body).format(**values)

    return of


@pytest.mark.parametrize("spec", TEMPLATES.values(), ids=TEMPLATES)
def test_every_template_of_ours_would_be_approved(spec: TemplateSpec) -> None:
    assert problems(spec, load_phrases().seeded(0)) == []


def test_no_two_have_the_same_words() -> None:
    phrases = load_phrases().seeded(0)
    texts = [phrases(one.phrase, **dict.fromkeys(one.values, "{{}}")) for one in TEMPLATES.values()]

    assert len(set(texts)) == len(texts)


def test_a_good_one_has_no_problem() -> None:
    assert problems(SPEC, words()) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{service} es el {when} con nosotros en la sala.", "first, last or next"),
        ("Hola, tu turno de corte en la sala es el {service} {when}.", "first, last or next"),
        ("Hola, tu turno es el {service} para {when}", "first, last or next"),
        ("Hola {service} a {when}.", "too few words"),
        ("Hola, tu turno de {service} es muy pronto.", "without a gap"),
        (GOOD + " palabra" * 130, "longer than 1024"),
        (GOOD + "\n\n\nChau", "line ends"),
        (GOOD + " ¡Aprovechá un descuento!", "marketing"),
    ],
)
def test_words_that_would_be_refused(body: str, problem: str) -> None:
    assert any(problem in one for one in problems(SPEC, words(body)))  # type: ignore[arg-type]


def test_a_marketing_one_may_promote() -> None:
    spec = replace(SPEC, category=MessageCategory.MARKETING)

    assert problems(spec, words(GOOD + " Aprovechá.")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("title", ["", "x" * 21, "Voy 👍", "Voy {{1}}"])
def test_buttons_that_would_be_refused(title: str) -> None:
    found = problems(SPEC, words(title=title.replace("{", "{{").replace("}", "}}")))  # type: ignore[arg-type]

    assert any("button" in one for one in found)


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (replace(SPEC, name="Reminder-1"), "name"),
        (replace(SPEC, category=MessageCategory.SERVICE), "service"),
        (replace(SPEC, buttons=("button.a", "button.b")), "two alike"),
    ],
)
def test_shapes_that_would_be_refused(spec: TemplateSpec, problem: str) -> None:
    assert any(problem in one for one in problems(spec, words()))  # type: ignore[arg-type]
