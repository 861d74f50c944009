"""The control API: what tests, the scenario player and the page do to this world, as JSON.

Documented in simulator/README.md. It has no password: the simulator listens on 127.0.0.1 only.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import meta_business, meta_templates, payments, twilio_content, views
from simulator.delivery import apply
from simulator.inbound import act_of, line_of, perform
from simulator.mercadopago_api import init_point
from simulator.preferences import MercadoPagoError, bad_request
from simulator.records import (
    Channel,
    ClockSetting,
    Message,
    NumberSetting,
    Payment,
    Person,
    Preference,
    Refund,
    Role,
    Status,
    Window,
)
from simulator.world import World

_DELIVERIES_MAX = 50
# Who can be chosen on the page when nobody says who lives in this world, or no customer does yet.
_CUSTOMER = Person(phone="+5491151110001", name="Ana Paz", note="Clienta")
_PEOPLE = (
    _CUSTOMER,
    Person(phone="+5491151110002", name="Laura Gómez", role=Role.PROVIDER, note="Profesional"),
)


def blueprint(world: World) -> Blueprint:
    """Return the routes under /phones/api."""
    api = Blueprint("control", __name__, url_prefix="/phones/api")

    @api.errorhandler(ValueError)
    @api.errorhandler(KeyError)
    @api.errorhandler(TypeError)
    def refuse(error: Exception) -> tuple[Response, int]:
        return jsonify(error=f"{type(error).__name__}: {error}"), 400

    @api.errorhandler(MercadoPagoError)
    def refuse_payment(error: MercadoPagoError) -> tuple[Response, int]:
        return jsonify(error=error.message), error.http_status

    for add in (_add_messages, _add_payments, _add_faults, _add_time, _add_people, _add_business):
        add(api, world)
    return api


def people_of(world: World) -> list[Person]:
    """Return the people of the page: those it was started with, then those who came."""
    came = {who.phone: who for who in world.state.all(Person)}
    told = world.settings.people
    if told is None:
        told = () if came else _PEOPLE
    everybody = [came.pop(who.phone, who) for who in told] + list(came.values())
    if all(who.role is Role.PROVIDER for who in everybody):
        everybody.append(_CUSTOMER)
    return everybody


def _add_messages(api: Blueprint, world: World) -> None:
    @api.post("/messages")
    def say() -> Response:
        wish = _object()
        deliveries = min(max(int(wish.get("deliveries", 1)), 0), _DELIVERIES_MAX)
        sid, codes = perform(world, act_of(world, wish), deliveries=deliveries)
        return jsonify(sid=sid, statuses=codes)

    @api.get("/messages")
    def list_messages() -> Response:
        since = request.args.get("since", 0, type=int)
        changed_since = request.args.get("changed_since", 0, type=int)
        phone = request.args.get("phone")
        with world.state.lock:
            seq = world.state.seq
            source = world.state.messages_of(phone) if phone else world.state.all(Message)
        found = _newer(source, since) if since else source
        shown = [views.bubble(m) for m in found if m.changed > changed_since]
        return jsonify(seq=seq, messages=shown)

    @api.post("/statuses")
    def set_status() -> Response:
        wish = _object()
        sid, code = str(wish["sid"]), wish.get("error_code")
        error_code = int(code) if code else None
        codes = apply(world, sid, Status(wish["status"]), error_code=error_code)
        return jsonify(sid=sid, statuses=codes)

    @api.get("/lines")
    def lines() -> Response:
        return jsonify(lines=views.lines(world.settings))

    @api.post("/templates")
    def judge() -> Response:
        wish = _object()
        name, status, category = (wish.get(key) for key in ("name", "status", "category"))
        if Channel(wish.get("channel") or Channel.META) is Channel.TWILIO:
            twilio_content.change(world, str(name), status=status, category=category)
            return jsonify(wish)
        if category:
            meta_templates.recategorise(world, str(name), category)
        if status:
            meta_templates.set_state(world, str(name), status)
        return jsonify(wish)

    @api.post("/changes")
    def tell() -> Response:
        wish = _object()
        change = {"field": str(wish["field"]), "value": dict(wish["value"])}
        return jsonify(statuses=world.meta.now(change))

    @api.post("/reset")
    def reset() -> Response:
        world.courier.clear()
        world.faults.clear()
        world.rates.begin_anew()
        world.clock.setting = ClockSetting()
        world.state.reset()
        return jsonify(seq=world.state.seq)

    @api.get("/idle")
    def idle() -> Response:
        pending = world.courier.pending
        return jsonify(idle=pending == 0, pending=pending)


def _newer(messages: list[Message], since: int) -> list[Message]:
    """Return the messages that came after a sequence number; the list is ordered by it."""
    newer: list[Message] = []
    for message in reversed(messages):
        if message.seq <= since:
            break
        newer.append(message)
    return newer[::-1]


def _add_payments(api: Blueprint, world: World) -> None:
    @api.get("/payments")
    def list_payments() -> Response:
        return jsonify(payments=[views.payment(p) for p in world.state.all(Payment)])

    @api.get("/refunds")
    def list_refunds() -> Response:
        return jsonify(refunds=[views.refund(r) for r in world.state.all(Refund)])

    @api.get("/preferences")
    def list_preferences() -> Response:
        found = [
            views.preference(p, init_point=init_point(world, p.id))
            for p in world.state.all(Preference)
        ]
        return jsonify(preferences=found)

    @api.post("/payments")
    def settle() -> Response:
        wish = _object()
        status, detail = str(wish.get("status") or "approved"), str(wish.get("status_detail") or "")
        if wish.get("payment_id"):
            known = payments.known_payment(world, str(wish["payment_id"]))
            payment = payments.change(world, known, status=status, status_detail=detail)
            action = payments.UPDATED
        else:
            payment = payments.pay(
                world,
                _preference_of(world, wish),
                status=status,
                status_detail=detail,
                external_reference=str(wish.get("external_reference") or ""),
                amount=Decimal(str(wish["amount"])) if wish.get("amount") is not None else None,
            )
            action = payments.CREATED
        codes = payments.announce_now(world, payment, action=action)
        return jsonify(
            payment=views.payment(payment),
            webhook_status=codes[0] if codes else None,
            statuses=codes,
        )


def _preference_of(world: World, wish: dict[str, Any]) -> Preference | None:
    """Return the preference of that id, else the newest with that reference; None when none."""
    if wish.get("preference_id"):
        preference = world.state.get(Preference, str(wish["preference_id"]))
        if preference is None:
            raise bad_request("no such preference")
        return preference
    reference = wish["external_reference"]
    matching = (
        preference
        for preference in reversed(world.state.all(Preference))
        if preference.body.get("external_reference") == reference
    )
    return next(matching, None)


def _add_faults(api: Blueprint, world: World) -> None:
    def listing() -> list[dict[str, Any]]:
        return [fault.as_json() for fault in world.faults.armed()]

    @api.get("/faults")
    def armed() -> Response:
        return jsonify(faults=listing())

    @api.post("/faults")
    def arm() -> Response:
        fault = world.faults.arm(_object())
        return jsonify(fault=fault.as_json(), faults=listing())

    @api.delete("/faults")
    def disarm() -> Response:
        world.faults.clear()
        return jsonify(faults=[])


def _add_time(api: Blueprint, world: World) -> None:
    def shown() -> Response:
        setting = world.clock.setting
        mode = "frozen" if setting.frozen_at else "shifted" if setting.offset_seconds else "real"
        return jsonify(
            now=world.clock.now().isoformat(), mode=mode, offset_seconds=setting.offset_seconds
        )

    @api.get("/clock")
    def clock() -> Response:
        return shown()

    @api.post("/clock")
    def set_clock() -> Response:
        wish = _object()
        frozen_at = _instant(wish["now"]) if wish.get("now") else None
        setting = ClockSetting(
            frozen_at=frozen_at, offset_seconds=float(wish.get("offset_seconds") or 0)
        )
        before, world.clock.setting = world.clock.now(), world.state.put(setting)
        if world.clock.now() <= before:
            world.rates.begin_anew()
        return shown()

    @api.post("/window")
    def window() -> Response:
        wish = _object()
        line = line_of(world, wish)
        opened = world.state.put(
            Window(
                phone=str(wish["phone"]),
                last_inbound=_instant(wish["last_inbound"]),
                line=line if line in world.settings.meta.numbers else "",
            )
        )
        return jsonify(phone=opened.phone, last_inbound=opened.last_inbound.isoformat())


def _add_people(api: Blueprint, world: World) -> None:
    @api.get("/people")
    def people() -> Response:
        return jsonify(people=[views.person(who) for who in people_of(world)])

    @api.post("/people")
    def meet() -> Response:
        body = request.get_json(silent=True)
        for wish in body if isinstance(body, list) else [_object()]:
            phone = str(wish["phone"])
            known = world.state.get(Person, phone) or Person(phone=phone, name=phone)
            person = replace(
                known,
                name=str(wish.get("name") or known.name),
                role=Role(wish.get("role") or known.role),
                note=str(wish.get("note", known.note)),
                reads=bool(wish.get("reads", known.reads)),
                number=str(wish.get("number", known.number)),
            )
            if person != world.state.get(Person, phone):
                world.state.put(person)
        return people()


def _add_business(api: Blueprint, world: World) -> None:
    @api.post("/echoes")
    def answer_from_app() -> Response:
        wish = _object()
        line = line_of(world, {"channel": Channel.META, **wish})
        if "sid" in wish:
            sent = world.state.get(Message, str(wish["sid"]))
            if sent is None or sent.sender != line:
                raise ValueError("no such message of that number")
            return jsonify(sid=sent.sid, statuses=meta_business.echo(world, sent))
        sid, codes = meta_business.answer_from_app(world, line, str(wish["to"]), str(wish["text"]))
        return jsonify(sid=sid, statuses=codes)

    @api.post("/numbers")
    def set_number() -> Response:
        wish = _object()
        line = line_of(world, {"channel": Channel.META, **wish})
        setting = world.state.put(NumberSetting(line, on_app=bool(wish["on_app"])))
        return jsonify(line=line, on_app=setting.on_app)

    @api.post("/renames")
    def rename() -> Response:
        wish = _object()
        line = line_of(world, {"channel": Channel.META, **wish})
        codes = meta_business.rename(world, line, str(wish["phone"]), str(wish["new"]))
        return jsonify(statuses=codes)


def _object() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected, with Content-Type: application/json")
    return body


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant
