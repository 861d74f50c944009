"""Very many reminders of one moment: people, appointments and what is owed, put into the tables."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, text

_SEATS = 50  # places of one class; so many classes begin at the same moment
_STEPS = (
    # A provider and a class of theirs for every fifty people, all copied from the first.
    """INSERT INTO provider SELECT
           (jsonb_populate_record(NULL::provider, to_jsonb(p) || jsonb_build_object(
           'id', 1000000 + n, 'slug', 'copy' || n, 'phone', '+54922' || lpad(n::text, 8, '0')))).*
       FROM (SELECT * FROM provider ORDER BY id LIMIT 1) p, generate_series(1, :classes) n""",
    """INSERT INTO service SELECT
           (jsonb_populate_record(NULL::service, to_jsonb(s) || jsonb_build_object(
           'id', 1000000 + n, 'slug', 'copy' || n, 'provider_id', 1000000 + n,
           'capacity', :seats))).*
       FROM (SELECT * FROM service ORDER BY id LIMIT 1) s, generate_series(1, :classes) n""",
    """INSERT INTO contact (id, name, policies, created_at)
       SELECT 1000000 + n, 'Persona ' || n, '{}', :now FROM generate_series(1, :people) n""",
    """INSERT INTO contact_identity (contact_id, kind, value)
       SELECT 1000000 + n, 'phone', '+54911' || lpad(n::text, 8, '0')
       FROM generate_series(1, :people) n""",
    # Of every four people one never wrote, one may be written to freely for hours, and the windows
    # of two close while the reminders leave.
    """INSERT INTO conversation (id, thread, channel, address, business_address, contact_id,
                                 last_inbound_at, handoff, created_at)
       SELECT 1000000 + n, 'bench|' || n, 'twilio',
              'whatsapp:+54911' || lpad(n::text, 8, '0'), :number, 1000000 + n,
              CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN :now - interval '2 hours'
                   ELSE :now - interval '23:50' + :drain * (n / 4) / (:people / 4.0) END,
              'none', :now
       FROM generate_series(1, :people) n""",
    """INSERT INTO appointment SELECT (jsonb_populate_record(NULL::appointment, jsonb_build_object(
           'id', 1000000 + n, 'code', 'B' || n, 'version', 1, 'state', 'confirmed', 'moves', 0,
           'provider_id', 1000000 + 1 + n / :seats, 'service_id', 1000000 + 1 + n / :seats,
           'contact_id', 1000000 + n + 1, 'seat', n % :seats, 'price_centavos', 0,
           'deposit_centavos', 0, 'starts_at', CAST(:starts_at AS timestamptz),
           'ends_at', CAST(:starts_at AS timestamptz) + interval '1 hour',
           'taken_from', CAST(:starts_at AS timestamptz),
           'taken_until', CAST(:starts_at AS timestamptz) + interval '1 hour',
           'created_at', CAST(:now AS timestamptz), 'updated_at', CAST(:now AS timestamptz)))).*
       FROM generate_series(0, :people - 1) n""",
    """INSERT INTO outbox (key, kind, urgency, conversation_id, appointment_id, author, payload,
                           state, due_at, attempts, as_template, status_rank, created_at)
       SELECT 'reminder:' || 1000000 + n || :version, 'message', 'reminder', 1000000 + n + 1,
              1000000 + n, 'bot', CAST(:reminder AS jsonb), 'queued', :due_at, 0, false, 0, :now
       FROM generate_series(0, :people - 1) n""",
    "ANALYZE",
)


def fill(
    engine: Engine, *, people: int, number: str, reminder: str, due_at: datetime, drain: timedelta
) -> None:
    """Owe a reminder to so many people at one instant, of appointments a day later.

    number: ours. reminder: the reply as JSON. drain: about how long they will take to leave.
    """
    values = {
        "people": people,
        "classes": people // _SEATS + 1,
        "seats": _SEATS,
        "number": number,
        "reminder": reminder,
        "due_at": due_at,
        "now": due_at,
        "drain": drain,
        "starts_at": due_at + timedelta(days=1),
        "version": ":1",
    }
    with engine.begin() as connection:
        for step in _STEPS:
            statement = text(step)
            used = {name: value for name, value in values.items() if f":{name}" in step}
            connection.execute(statement, used)
