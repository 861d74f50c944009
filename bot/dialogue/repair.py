"""When a message is no answer, or none was understood: ask again, with choices, with a person."""

from collections.abc import Callable

from bot.dialogue.flows import (
    asking,
    cancelling,
    invoice,
    jobs,
    lead,
    my_data,
    new_service,
    own,
    people,
    prices,
    proposing,
    series_answers,
    time_off,
    usual,
)
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Steps, Turn, TurnOutcome
from bot.messages.replies import Buttons, Choice, Menu

_TASKS = {
    "usual": ("usual", "button.menu_usual"),
    "book": ("book", "button.menu_book"),
    "inform": ("book", "button.menu_book"),
    "check_booking": ("mine", "button.menu_mine"),
    "reschedule": ("move", "button.menu_move"),
    "cancel": ("cancel", "button.menu_cancel"),
    "pay": ("pay", "button.menu_pay"),
    "payment_done": ("paid", "button.menu_paid"),
    "talk_to_human": ("human", "button.human"),
    "complain": ("human", "button.human"),
    "running_late": ("human", "button.human"),
}


def main_choices(turn: Turn) -> tuple[Choice, ...]:
    """Return the three things people most often want."""
    return tuple(_choice(turn, intent) for intent in ("book", "check_booking", "talk_to_human"))


def greet(turn: Turn) -> Steps:
    """Greet by name where known; repeat what is asked, else show what can be done."""
    if turn.session.question is not None:
        turn.first(turn.t("smalltalk.hello_short"))
        yield from ask_again(turn)
        return
    last = yield from usual.last_one(turn)
    came_before = last is not None and last.start < turn.now
    main_menu(turn, (_choice(turn, "usual"),) if came_before else ())


def main_menu(turn: Turn, first: tuple[Choice, ...] = ()) -> None:
    """Greet and show what can be done, three things at most; first: what comes before the rest."""
    name = turn.input.person.name
    if name and name.split():
        body = turn.t("smalltalk.hello_name", name=name.split()[0])
    else:
        body = turn.t("smalltalk.hello")
    turn.say(Buttons(body, (*first, *main_choices(turn))[:3]))


def is_put_again(question: Question) -> bool:
    """Whether a question is worth repeating by itself, when nobody has written."""
    return question.ask not in (*_SILENT, *_DROPPED)


def ask_again(turn: Turn) -> Steps:
    """Repeat the pending question in the same message, so that a digression loses nothing."""
    question = turn.session.question
    if question is None:
        return
    match question.ask:
        case Ask.WHICH if question.flow is not None:
            found = yield from own.list_own()
            listed = [one for one in found.appointments if one.id in question.appointment_ids]
            if listed:
                own.ask_which(turn, tuple(listed), question.flow)
            else:
                turn.done()
        case Ask.CANCEL:
            yield from cancelling.cancel_chosen(turn, question.appointment_ids)
        case ask if ask in _DROPPED:
            turn.change(question=None)
        case ask if ask in _SILENT:
            pass  # its reminder stands right above: one more would be nagging
        case ask if ask in _AGAIN:
            yield from _AGAIN[ask](turn)
        case _ if turn.session.draft is not None:
            asking.ask_again(turn)
        case _:
            turn.change(question=None)


def missed(turn: Turn) -> Steps:
    """Nothing was understood: say so once, then with choices, then offer a person."""
    turn.outcome = TurnOutcome.FELL_BACK
    yield from missed_saying(turn, "fallback.again")


def missed_saying(turn: Turn, phrase: str) -> Steps:
    """Say why this can't be helped with; the third time in a row offer a person."""
    turn.missed = True
    if turn.session.misses + 1 >= turn.catalogue.policies.misses_before_human:
        people.offer_human(turn, "fallback.human")
        return
    asks = turn.session.question is not None and turn.session.question.ask not in _SILENT
    if asks or phrase != "fallback.again":
        turn.first(turn.t(phrase))
        yield from ask_again(turn)
        return
    turn.say(Menu(turn.t("fallback.menu"), turn.t("button.see_options"), main_choices(turn)))


def clarify(turn: Turn) -> None:
    """Ask with buttons what was meant, when acting on a guess could cost the person something."""
    understanding = turn.input.understanding
    ranked = [one.intent for one in understanding.ranking] if understanding else []
    tasks = [_TASKS[one] for one in (turn.reading.intent, *ranked) if one in _TASKS]
    tasks += [_TASKS["check_booking"], _TASKS["talk_to_human"]]
    choices = tuple(
        Choice(encode(MenuTap(entry)), turn.t(title)) for entry, title in dict.fromkeys(tasks)
    )
    turn.say(Buttons(turn.t("clarify.which"), choices[:3]))


def ask_move_or_cancel(turn: Turn) -> None:
    """Ask which of the two is meant, where a message could be either."""
    turn.say(
        Buttons(
            turn.t("clarify.move_or_cancel"),
            (
                Choice(encode(MenuTap("move")), turn.t("button.menu_move")),
                Choice(encode(MenuTap("cancel")), turn.t("button.menu_cancel")),
            ),
        )
    )


def ask_opt_out(turn: Turn) -> None:
    """Ask whether no more messages are wanted, when it was not said in so many words."""
    turn.ask(Question(Ask.OPT_OUT))
    turn.say(
        Buttons(
            turn.t("consent.ask"),
            (
                Choice(encode(MenuTap("opt_out")), turn.t("button.opt_out_yes")),
                Choice(encode(MenuTap("keep_messages")), turn.t("button.opt_out_no")),
            ),
        )
    )


def _choice(turn: Turn, intent: str) -> Choice:
    entry, title = _TASKS[intent]
    return Choice(encode(MenuTap(entry)), turn.t(title))


def _ask_when_off(turn: Turn) -> Steps:
    turn.tell("time_off.when")
    yield from ()


def _ask_name(turn: Turn) -> Steps:
    my_data.ask_name(turn)
    yield from ()


def _ask_proposal(turn: Turn) -> Steps:
    question = turn.session.question
    assert question is not None
    yield from proposing.ask_time_of(turn, question.appointment_ids[0], question.versions[0])


_SILENT = (Ask.ATTEND, Ask.NOTICE, Ask.DELAY)  # answered or not, they are not put again
_DROPPED = (Ask.HUMAN, Ask.STOP_OR_CANCEL, Ask.OPT_OUT)  # said once, and not insisted on
_AGAIN: dict[Ask, Callable[[Turn], Steps]] = {
    Ask.TIME_OFF: _ask_when_off,
    Ask.JOBS: time_off.ask_cancel_again,
    Ask.WHICH_JOB: jobs.ask_which_again,
    Ask.PROPOSAL: _ask_proposal,
    Ask.DELETION: my_data.ask_deletion,
    Ask.NAME: _ask_name,
    Ask.INVOICE: invoice.ask_again,
    Ask.LEAD: lead.ask_again,
    Ask.SERIES: series_answers.ask_again,
    Ask.SERIES_TIMES: series_answers.ask_times_again,
    Ask.PRICES: prices.ask_again,
    Ask.NEW_SERVICE: new_service.ask_again,
}
