"""A business of years for the console: customers, conversations, messages, and what went wrong."""

from datetime import datetime

from sqlalchemy import Engine, text

_STEPS = (
    "TRUNCATE inbox CASCADE",
    """INSERT INTO contact (id, name, policies, created_at)
       SELECT 1000000 + n, 'Persona ' || n, '{}', :now - make_interval(hours => n / 2)
       FROM generate_series(1, :customers) n""",
    """INSERT INTO contact_identity (contact_id, kind, value)
       SELECT 1000000 + n, 'phone', '+54922' || lpad(n::text, 8, '0')
       FROM generate_series(1, :customers) n""",
    # Three hundred wait for a person or are with one.
    """INSERT INTO conversation (id, thread, channel, address, business_address, contact_id,
                                 last_inbound_at, handoff, handoff_reason, handoff_at, created_at)
       SELECT 1000000 + n, 'twilio|' || :number || '|whatsapp:+54922' || lpad(n::text, 8, '0'),
              'twilio', 'whatsapp:+54922' || lpad(n::text, 8, '0'), :number, 1000000 + n,
              :now - make_interval(hours => n / 4),
              CASE WHEN n <= 200 THEN 'requested' WHEN n <= 300 THEN 'active' ELSE 'none' END,
              CASE WHEN n <= 300 THEN 'asked' END,
              CASE WHEN n <= 300 THEN :now - make_interval(mins => n) END,
              :now - make_interval(hours => n / 2)
       FROM generate_series(1, :customers) n""",
    # Every appointment is somebody's, made a week ahead.
    """UPDATE appointment SET contact_id = 1000000 + 1 + id % :customers,
              conversation_id = 1000000 + 1 + id % :customers,
              created_at = least(starts_at - interval '7 days', :now)""",
    """UPDATE appointment SET state = 'completed' WHERE ends_at < :now""",
    # One person has talked for years; the others have what is left. Of five hundred, one failed.
    """INSERT INTO outbox (key, kind, urgency, conversation_id, appointment_id, author, payload,
                           state, due_at, sent_at, attempts, as_template, status_rank, created_at,
                           category, billable, price_micros, is_price_told, error_code)
       SELECT 'bench:' || n, 'message', CASE n % 3 WHEN 0 THEN 'reply' WHEN 1 THEN 'notice'
                  ELSE 'reminder' END,
              1000000 + CASE WHEN n % 100 = 0 THEN 1 ELSE 1 + n % :customers END,
              CASE WHEN n % 2 = 0 THEN 1 + n % :appointments END, 'bot',
              jsonb_build_object('kind', 'text', 'body', 'Mensaje ' || n),
              CASE WHEN n % 500 = 0 THEN 'failed' ELSE 'sent' END, at, at, 1, n % 3 > 0, 3, at,
              CASE n % 3 WHEN 0 THEN 'service' ELSE 'utility' END, n % 3 > 0,
              CASE n % 3 WHEN 0 THEN 0 ELSE 26000 END, false,
              CASE WHEN n % 500 = 0 THEN '63024' END
       FROM (SELECT n, :now - make_interval(mins => 5 * n) AS at
             FROM generate_series(1, :messages) n) m""",
    """INSERT INTO inbox (source, kind, external_id, thread, payload, received_at, done_at,
                          attempts)
       SELECT 'twilio', 'message', 'bench:' || n, c.thread,
              jsonb_build_object('MessageSid', 'SM' || n, 'From', c.address,
                                 'To', c.business_address, 'Body', 'hola ' || n),
              :now - make_interval(mins => 5 * n), :now, 1
       FROM generate_series(1, :messages / 2) n
       JOIN conversation c ON c.id = 1000000 + CASE WHEN n % 100 = 0 THEN 1
                                               ELSE 1 + n % :customers END""",
    """INSERT INTO turn (id, conversation_id, at, kind, messages, intent, confidence, entities,
                         ranking, commands, results, outcome, misses, replies, wait_ms, nlu_ms,
                         total_ms)
       SELECT 1000000 + n, 1000000 + 1 + n % :customers, :now - make_interval(mins => 10 * n),
              'text', 1, 'book', 0.4, '[]', '[]', '[]', '[]', 'answered', 0, 1, 0, 7, 20
       FROM generate_series(1, :messages / 10) n""",
    """INSERT INTO review (turn_id, reason, state, text, intent, confidence, ranking, entities,
                           kept_at)
       SELECT 1000000 + n, 'doubtful', 'open', 'quiero algo el jueves ' || n, 'book', 0.4,
              '[{"name": "book", "confidence": 0.4}]', '[]', :now
       FROM generate_series(1, :messages / 60) n""",
    # As the server's own housekeeping leaves it.
    "SELECT brin_summarize_new_values('outbox_by_time')",
    "ANALYZE",
)


def fill(
    engine: Engine, *, customers: int, appointments: int, messages: int, number: str, now: datetime
) -> None:
    """Give the appointments that are there to customers, with all that was said to them."""
    values = {
        "customers": customers,
        "appointments": appointments,
        "messages": messages,
        "number": number,
        "now": now,
    }
    with engine.begin() as connection:
        for step in _STEPS:
            used = {name: value for name, value in values.items() if f":{name}" in step}
            connection.execute(text(step), used)
