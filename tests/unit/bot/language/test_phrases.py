"""The texts: every phrase of every catalogue can be said, and says what it must."""

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.catalogues import Entry, read
from bot.language.phrases import MissingPhraseError, Phrases

_ROOT = Path(__file__).parents[4]
_FILES = sorted(_ROOT.glob("locales/*/LC_MESSAGES/turnero.po"))
_SPANISH = read(_ROOT / "locales/es_AR/LC_MESSAGES/turnero.po")
_MOST_WORDINGS = 6  # a multiple of 1, 2 and 3: seeds up to here meet every wording
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def _phrases(file: Path) -> Phrases:
    """Compile a catalogue in memory, as gettext reads it when Turnero runs."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.parts[-3])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Phrases(GNUTranslations(compiled))


_ES_AR = _phrases(_ROOT / "locales/es_AR/LC_MESSAGES/turnero.po")
_EVERY = [
    pytest.param(_phrases(file), phrase, entry, id=f"{file.parts[-3]}-{phrase}")
    for file in _FILES
    for phrase, entry in read(file).items()
]


def _said(phrase: str, **values: object) -> list[str]:
    """Return each wording of a phrase, places without a given value filled with their name."""
    entry = _SPANISH[phrase]
    filled = {place: place for place in entry.places[0]} | values
    return [_ES_AR.seeded(seed)(phrase, **filled) for seed in range(len(entry.texts))]


@pytest.mark.parametrize(("phrases", "phrase", "entry"), _EVERY)
def test_every_phrase_can_be_said(phrases: Phrases, phrase: str, entry: Entry) -> None:
    values = {place: f"<{place}>" for place in frozenset().union(*entry.places)}

    if entry.is_plural:
        beside = {place: value for place, value in values.items() if place != "count"}
        said = [phrases.plural(phrase, count, **beside) for count in (0, 1, 2, 30)]
    else:
        said = [phrases.seeded(seed)(phrase, **values) for seed in range(_MOST_WORDINGS)]

    for text in said:
        assert text.strip()
        assert "{" not in text
        assert "---" not in text
        assert len(_EMOJI.findall(text)) <= 1
        if not entry.is_plural:
            assert all(value in text for value in values.values())


def test_plural_follows_the_count() -> None:
    assert _ES_AR.plural("duration.hours", 1) == "1 hora"
    assert _ES_AR.plural("duration.hours", 24) == "24 horas"


def test_seed_chooses_the_wording_and_the_same_seed_the_same() -> None:
    wordings = _said("smalltalk.welcome")

    assert len(set(wordings)) == 3
    assert _ES_AR.seeded(1)("smalltalk.welcome") == wordings[1]
    assert _ES_AR.seeded(4)("smalltalk.welcome") == wordings[1]


def test_unknown_phrase_is_an_error() -> None:
    with pytest.raises(MissingPhraseError):
        _ES_AR("smalltalk.nonsense")
    with pytest.raises(MissingPhraseError):
        _ES_AR.plural("duration.nonsense", 2)


def test_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        _ES_AR("offer.move_one", service="Corte")


@pytest.mark.parametrize("phrase", ["offer.one", "offer.one_with_deposit"])
def test_a_single_offer_says_all_there_is_to_decide_and_asks(phrase: str) -> None:
    for text in _said(phrase):
        for value in ("service", "provider", "*when*", "price"):
            assert value in text
        assert text.endswith("?")


def test_deposit_is_named_where_it_is_asked_and_only_there() -> None:
    for phrase in ("offer.one_with_deposit", "book.held", "pay.link", "payment.link_label"):
        assert all("seña" in text for text in _said(phrase))
    for phrase in ("offer.one", "book.confirmed", "book.asked_provider", "cancel.sure"):
        assert not any("seña" in text for text in _said(phrase))


def test_terms_of_the_deposit_stand_where_it_is_asked() -> None:
    for phrase in ("book.held", "move.held", "move.held_beside", "pay.link"):
        assert all("terms" in text for text in _said(phrase))
    for phrase in _SPANISH:
        if phrase.startswith("deposit."):
            for text in _said(phrase):
                assert "si cancelamos nosotros" in text
                assert "1059 y 1060" in text
                assert "\n" not in text
    assert all("notice" in text for text in _said("offer.one_with_deposit"))


@pytest.mark.parametrize("phrase", ["cancel.sure", "cancel.sure_late", "cancel.done"])
def test_cancelling_without_a_deposit_threatens_nothing(phrase: str) -> None:
    for text in _said(phrase):
        assert "no se reintegra" not in text
        assert "menos de" not in text


def test_nothing_is_called_booked_before_it_is() -> None:
    not_yet = ("offer.", "ask.", "refusal.", "book.held", "book.asked_provider", "move.asked")
    for phrase in _SPANISH:
        if phrase.startswith(not_yet):
            for text in _said(phrase):
                assert not re.search(r"\b(confirmad|reservad|agendad)[oa]\b", text.lower())


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("book.asked_provider", "te aviso"),
        ("move.asked_provider", "te aviso"),
        ("template.deposit_received", "recibimos"),
        ("template.request_accepted", "confirmado"),
        ("refusal.holiday", "feriado"),
        ("media.audio", "escri"),
        ("consent.out", "alta"),
        ("consent.in", "baja"),
    ],
)
def test_phrase_says_the_word_it_is_for(phrase: str, word: str) -> None:
    assert all(word in text.lower() for text in _said(phrase))
