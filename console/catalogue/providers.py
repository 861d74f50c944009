"""Pages of providers: a new one, one like another, and what is known of one."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import providers as acts
from bot.domain.drafts import ProviderDraft, Working
from bot.domain.holidays import province_names
from bot.domain.travel import TravelTimes
from bot.language import phones, typed
from bot.language.folding import fold
from console.catalogue import office, starts, words
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.catalogue.week_fields import read_hours, read_week, week_values
from console.entrance import Page
from storage.reports import catalogue as reports

_NUMBER_WRONG = "catalogue.number_wrong"
_MINUTE = timedelta(minutes=1)


def install(routes: Blueprint, desk: Office) -> None:
    """Add the pages of providers to the routes of the console."""

    def page(form: Form, provider_id: int | None, like: int | None = None) -> Page:
        seasons = (
            reports.seasons(desk.engine, desk.tools.catalogue, provider_id) if provider_id else {}
        )
        return desk.page(
            "provider",
            form,
            provider_id=provider_id,
            like=like,
            example=starts.example_trade(starts.start_of(_kind()), desk.phrases),
            weekdays=words.WEEKDAYS,
            provinces=province_names(),
            seasons={
                season_id: (
                    words.season_days(one, desk.phrases),
                    words.week(one.weekly, desk.phrases),
                )
                for season_id, one in seasons.items()
            },
        )

    def existing(provider_id: int) -> ProviderDraft:
        found = reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id)
        return found if found is not None else abort(404)

    @routes.get("/catalogue/providers/new")
    def new_provider() -> Page:
        like = _like()
        if like is None:
            return page(Form.of(starts.provider_fields(starts.start_of(_kind()))), None)
        shared = _values(existing(like)) | {"name": "", "phone": "", "with_services": "yes"}
        return page(Form.of(shared), None, like)

    @routes.post("/catalogue/providers/new")
    def create_provider() -> AnyResponse | Page:
        form = office.typed()
        like = _like()
        draft = _draft(form)
        services_of = like if form.value("with_services") else None
        made: list[int] = []
        if not desk.keep(
            form,
            lambda editor: made.append(
                acts.create(desk.engine, draft, editor, services_of=services_of)
            ),
        ):
            return page(form, None, like)
        if services_of is not None:
            return office.back(f"provider-{made[0]}")
        target = url_for("console.new_service", provider_id=made[0], kind=_kind() or None)
        return redirect(target, 303)

    @routes.get(f"/catalogue/providers/<{ID}:provider_id>")
    def provider(provider_id: int) -> Page:
        return page(Form.of(_values(existing(provider_id))), provider_id)

    @routes.post(f"/catalogue/providers/<{ID}:provider_id>")
    def change_provider(provider_id: int) -> AnyResponse | Page:
        existing(provider_id)
        form = office.typed()
        draft = _draft(form)
        if not desk.keep(form, lambda one: acts.change(desk.engine, provider_id, draft, one)):
            return page(form, provider_id)
        return office.back(f"provider-{provider_id}")


def _kind() -> str:
    return request.args.get("kind", "")


def _like() -> int | None:
    """Return whom a new provider is to be like; None for nobody."""
    text = request.args.get("like", "")
    try:
        return typed.whole(text)
    except ValueError:
        return None


def _draft(form: Form) -> ProviderDraft:
    """Return the provider of a form; what is wrong with it is noted in the form."""
    goes_out = form.value("place") == "home"
    zones = typed.names(form.value("zones")) if goes_out else ()
    draft = ProviderDraft(
        name=" ".join(form.value("name").split()),
        trade=" ".join(form.value("trade").split()),
        phone=form.read("phone", typed.phone, "catalogue.phone_wrong", otherwise=""),
        week=read_week(form),
        address=None if goes_out else " ".join(form.value("address").split()),
        home_zones=zones,
        must_accept=form.value("confirmation") == "provider",
        holidays=form.choose("holidays", Working, otherwise=Working.CLOSED),
        holiday_hours=read_hours(form, "holiday_hours"),
        province=form.value("province") or None,
        weight=form.read("weight", _weight, _NUMBER_WRONG, otherwise=1),
        travel=_travel(form, zones) if goes_out else TravelTimes(),
    )
    problems = dict(draft.problems())
    if goes_out and "address" in problems:
        problems["zones"] = problems.pop("address")
    if any(name.startswith("hours_") for name in form.problems):
        problems.pop("hours", None)
    form.blame(problems)
    return draft


def _weight(text: str) -> int:
    return typed.whole(text or "1")


def _travel(form: Form, zones: tuple[str, ...]) -> TravelTimes:
    usual = (form.read_if_any("usual_way", typed.minutes, _NUMBER_WRONG)) or timedelta(0)
    return form.read(
        "ways",
        lambda text: typed.ways(text, usual, zones),
        "catalogue.ways_wrong",
        otherwise=TravelTimes(usual),
    )


def _values(draft: ProviderDraft) -> dict[str, str]:
    """Return what the fields of a provider show."""
    return {
        "name": draft.name,
        "trade": draft.trade,
        "phone": phones.shown(draft.phone),
        "place": "home" if draft.home_zones else "address",
        "address": draft.address or "",
        "zones": ", ".join(draft.home_zones),
        "confirmation": "provider" if draft.must_accept else "auto",
        "holidays": draft.holidays.value,
        "holiday_hours": words.typed_hours(draft.holiday_hours),
        "province": draft.province or "",
        "weight": str(draft.weight),
        "usual_way": words.typed_minutes(draft.travel.usual) if draft.travel.usual else "",
        "ways": "\n".join(
            f"{_both(pair)}: {way // _MINUTE}" for pair, way in draft.travel.between.items()
        ),
        **week_values(draft.week),
    }


def _both(pair: frozenset[str]) -> str:
    """Return «Almagro - Flores»; a way within one zone names it twice."""
    ends = sorted(pair, key=fold)
    return f"{ends[0]} - {ends[-1]}"
