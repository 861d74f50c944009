"""What the words of a message hold, before any question of what they are for."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from bot.dialogue.given import Input
from bot.dialogue.session import Ask, Session
from bot.domain.appointments import normalise_code
from bot.language.addresses import street_address
from bot.language.answers import YesNo, says_anything_goes, yes_or_no
from bot.language.asides import Aside, asides
from bot.language.cues import Cue, cues, refers_back, shift
from bot.language.folding import words
from bot.language.names import Named, find_names
from bot.language.own_names import without_others
from bot.language.party import Party, party
from bot.language.repeats import without_length
from bot.language.times import TimesSaid, read_time_answer, read_times
from bot.messages.inbound import InboundKind
from bot.messages.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a message hold, before any question of what they are for.

    intent: FALLBACK below the threshold. sure: likely enough to act on without asking. services,
    people, zones: spans that the language server took for such, whether the catalogue knows them or
    not.
    shift: by how much a known time is to move. asides: what is asked beside the intent.
    """

    text: str
    intent: str
    sure: bool
    times: TimesSaid
    named: Named
    yes_no: YesNo | None
    cues: frozenset[Cue]
    code: str | None
    anything_goes: bool
    shift: timedelta | None = None
    services: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    party: Party = field(default_factory=Party)

    @property
    def says_when(self) -> bool:
        """Whether a day or an hour was said."""
        asked = self.times.asked
        return any((asked.date_from, asked.date_to, asked.time_from, asked.time_to))

    @property
    def says_what(self) -> bool:
        """Whether a service, a trade or a provider was named."""
        return bool(self.named.services or self.named.providers or self.named.trades)

    @property
    def says_hour(self) -> bool:
        """Whether a clock time was said, not just a day or a part of it."""
        asked = self.times.asked
        return asked.time_from is not None and asked.time_from == asked.time_to

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return "?" in self.text

    def is_any(self, *intents: str) -> bool:
        """Whether it was surely read as one of these intents."""
        return self.sure and self.intent in intents


FALLBACK = "fallback"
_VAGUE = {"ask_price", "ask_payment_methods", "ask_hours", "ask_services", "check_booking", "help"}
_NOTHING = {"out_of_scope", FALLBACK}
# What the language server calls a question that its labels have no name for.
_MEANT_BY = {
    Aside.TERMS: {
        *_VAGUE,
        *_NOTHING,
        "cancel",
        "pay",
        "complain",
        "join_waitlist",
        "deny",
        "reschedule",
        "request_alternatives",
    },
    Aside.DURATION: {*_VAGUE, *_NOTHING},
    Aside.REFUND: {*_VAGUE, *_NOTHING, "ask_location", "pay", "cancel", "running_late"},
    Aside.HAGGLE: {*_VAGUE, *_NOTHING, "pay", "complain", "deny"},
    Aside.UNKNOWN: {*_VAGUE, *_NOTHING, "ask_location"},
    Aside.DEPOSIT: {*_VAGUE, *_NOTHING},
    Aside.PRICE: {FALLBACK},
    Aside.PAYMENT: {FALLBACK},
    Aside.PLACE: {FALLBACK},
}
SURE = 0.6  # below this an intent alone starts nothing that would cost the person something
_MERE_GREETING = 3  # words: «hola buenas tardes»
_BESIDE = 0.25  # of what is likely beside a greeting
_NOON = time(12)
_AFTERNOON = re.compile(r"tarde|noche|tardecita|\bpm\b|p\.m")
_ARTICLE = re.compile(r"\b[Uu]na?\s+$")
_BARE_WEEKDAY = re.compile(
    r"(?<!este )\b(lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b(?! \d| que viene)"
)
_LONG_TEXT = 1000  # characters; a longer one tells a story first and asks at its end


def intent_of(given: Input) -> tuple[str, bool]:
    """Return the intent, FALLBACK below the threshold, and whether it is sure enough to act on."""
    understanding = given.understanding
    if understanding is None or understanding.confidence < given.threshold:
        return FALLBACK, False
    return understanding.intent, understanding.confidence >= SURE


def read(given: Input, session: Session) -> Reading:
    """Return what the words of a message hold. A question about time makes bare numbers hours.

    A tap holds none: the title under the thumb is ours, not theirs.
    """
    text = "" if given.inbound.kind is InboundKind.TAP else given.inbound.text
    understanding = given.understanding
    intent, sure = intent_of(given)
    if intent == "greet" and understanding is not None:
        intent = _beside_the_greeting(understanding, text)
    asked = asides(text)
    instead = next((one for one in asked if intent in _MEANT_BY[one]), None)
    if instead is not None:
        intent, sure = instead.value, True
    elif asked and intent == "affirm" and yes_or_no(text) is None:
        intent = asked[0].value  # «cto sale» holds no yes
    who = party(text)
    is_answer = session.question is not None and who.count is None  # «va mi hermana, las dos»
    if text and not words(text):
        intent, sure = FALLBACK, False  # «.», «???»: nothing that a model could read
    return Reading(
        text=text,
        intent=intent,
        sure=sure,
        times=_in_the_week_shown(
            given, session, text, _times(given, _without_place(session, text), is_answer=is_answer)
        ),
        named=_named(given, session, text, who),
        yes_no=yes_or_no(text),
        cues=cues(text),
        code=normalise_code(text),
        anything_goes=says_anything_goes(text),
        shift=shift(text),
        services=understanding.entity_texts("service") if understanding else (),
        people=understanding.entity_texts("provider") if understanding else (),
        zones=understanding.entity_texts("zone") if understanding else (),
        asides=tuple(one for one in asked if one.value != intent),
        party=who,
    )


def _beside_the_greeting(understanding: Understanding, text: str) -> str:
    """Return what a message that opens with a greeting is about, when that is nearly as likely."""
    others = understanding.ranking[1:2]
    has_more = len(words(text)) > _MERE_GREETING
    if has_more and others and others[0].confidence >= _BESIDE:
        return others[0].intent
    return understanding.intent


def _named(given: Input, session: Session, text: str, who: Party) -> Named:
    """Find names but the guest's and the writer's; «con él» names the provider last spoken of."""
    catalogue, understanding = given.catalogue, given.understanding
    people = understanding.entity_texts("provider") if understanding else ()
    text = without_others(text, people, catalogue)
    if who.name is not None:
        text = re.sub(re.escape(who.name), " ", text, flags=re.IGNORECASE)
    named = find_names(text, catalogue)
    draft = session.draft
    ids = draft.service_ids if draft is not None and draft.service_ids else session.topic
    if session.offer is not None and session.topic:
        ids = session.topic  # since the offer, another may have been asked about
    spoken_of = {catalogue.provider_of(one).name for one in ids if catalogue.has_service(one)}
    others = Cue.OTHER_PERSON in cues(text)
    if named.providers or len(spoken_of) != 1 or others or not refers_back(text):
        return named
    return find_names(f"{text} {spoken_of.pop()}", catalogue)


def _in_the_week_shown(given: Input, session: Session, text: str, said: TimesSaid) -> TimesSaid:
    """Return the times with a bare weekday as that of the week whose places were shown.

    «¿y el jueves?» after those of «la semana que viene» is not this week's Thursday; nor is it
    after those nearest to a day of that week, if one of them is on a Thursday.
    """
    asked, draft = said.asked, session.draft
    if session.offer is None or draft is None or len(draft.days) != 1 or said.options:
        return said
    shown, day = draft.days[0], asked.date_from
    days_offered = {
        slot.start.astimezone(given.catalogue.zone).date() for slot in session.offer.slots
    }
    if day is None or day != asked.date_to or shown.first is None or shown.last is None:
        return said
    if not _BARE_WEEKDAY.search(" ".join(words(text))) or not day < shown.first:
        return said
    meant = day + timedelta(days=7 * -(-(shown.first - day).days // 7))
    if meant > shown.last and meant not in days_offered:
        return said
    return replace(said, asked=replace(asked, date_from=meant, date_to=meant))


def _without_place(session: Session, text: str) -> str:
    """Return an answer to «where?» without its street, whose number is no hour."""
    street = street_address(text)
    question = session.question
    if street is None or question is None or question.ask is not Ask.ADDRESS:
        return text
    start = text.find(street.partition(",")[0])
    return text if start < 0 else _blanked(text, start, start + len(street.partition(",")[0]))


def _times(given: Input, text: str, *, is_answer: bool) -> TimesSaid:
    """Read the times of a text; of a story of many lines, those of its last part if need be.

    The number of a house is no hour («Yerbal 1820»), nor is the article of a service («una
    limpieza»).
    """
    for entity in given.understanding.entities if given.understanding and text else ():
        if entity.kind == "zone" and street_address(entity.text) is not None:
            text = _blanked(text, entity.start, entity.end)
        elif entity.kind == "service":
            article = _ARTICLE.search(text[: entity.start])
            text = _blanked(text, article.start() if article else entity.start, entity.start)
    local_now = given.now.astimezone(given.catalogue.zone).replace(tzinfo=None)
    reader = read_time_answer if is_answer else read_times
    text = without_length(text, local_now)
    said = _with_the_morning(reader(text, local_now), text, local_now)
    if len(text) > _LONG_TEXT and said.asked.is_nothing:
        return reader(text[-_LONG_TEXT:].partition(" ")[2], local_now)
    return _of_the_wish(given, said, local_now)


def _of_the_wish(given: Input, said: TimesSaid, now: datetime) -> TimesSaid:
    """Return the times of a sure wish to book whose verb reads as the past without its accent.

    «entreno con Bruno el miércoles a las 8» is no story: its time alone counts, if still to come.
    """
    understanding, (intent, is_sure) = given.understanding, intent_of(given)
    if understanding is None or intent != "book" or not is_sure:
        return said
    if not said.asked.is_nothing or said.refused or said.options:
        return said
    alone = read_times(" ".join(understanding.entity_texts("time")), now)
    first = alone.asked.date_from
    return alone if first is not None and first >= now.date() else said


def _with_the_morning(said: TimesSaid, text: str, now: datetime) -> TimesSaid:
    """Return times in which an hour of today that was taken for the evening may be this morning's.

    «hoy 10:30» said at eleven: it has gone by, which is more likely than half past ten at night.
    """
    asked = said.asked
    evening = asked.time_from
    if evening is None or evening != asked.time_to or asked.date_from != now.date():
        return said
    morning = f"{evening.hour - 12}" if evening >= _NOON else ""
    named = re.search(rf"(?<![\d:]){morning}(?!\d)", text) if morning else None
    if named is None or _AFTERNOON.search(text.lower()):
        return said
    return replace(said, asked=replace(asked, hour_is_ambiguous=True))


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
