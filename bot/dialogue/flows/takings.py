"""What a provider earned: «cuánto hice esta semana»."""

from datetime import timedelta

from bot.dialogue.orders.business import SummedUp, SumUp
from bot.dialogue.turn import Steps, Turn
from bot.language import formats
from bot.language.business_words import Asked, Period, days_asked

_YESTERDAY = timedelta(days=1)


def tell(turn: Turn) -> Steps:
    """Say what was done, what was paid ahead and what is still to come on the days asked about."""
    today = turn.now.astimezone(turn.zone).date()
    asked = days_asked(turn.reading.text, today)
    found = yield SumUp(asked.first, asked.last)
    assert isinstance(found, SummedUp)
    days = _in_words(turn, asked)
    if not (found.done or found.ahead or found.deposits):
        turn.tell("takings.nothing", days=days)
        return
    plural = turn.input.phrases.plural
    lines = [
        plural("takings.done", found.done, amount=formats.money(found.earned))
        if found.done
        else turn.t("takings.none_done")
    ]
    if found.deposits:
        lines.append(turn.t("takings.deposits", amount=formats.money(found.deposits)))
    if found.ahead:
        lines.append(plural("takings.ahead", found.ahead, amount=formats.money(found.expected)))
    if found.unclosed:
        lines.append(plural("takings.unclosed", found.unclosed))
    turn.tell("takings.all", days=days, lines="\n".join(lines))


def _in_words(turn: Turn, asked: Asked) -> str:
    """Return «Hoy», «El viernes 7/5», «Semana del lun 10/5 al dom 16/5» or «Mayo»."""
    if asked.period is Period.MONTH:
        return formats.month(asked.first).capitalize()
    if asked.period is Period.WEEK:
        first, last = formats.short_day(asked.first), formats.short_day(asked.last)
        return turn.t("takings.week", first=first, last=last)
    today = turn.now.astimezone(turn.zone).date()
    if asked.first == today:
        return turn.t("takings.today")
    if asked.first == today - _YESTERDAY:
        return turn.t("takings.yesterday")
    return turn.t("takings.day", day=formats.long_day(asked.first))
