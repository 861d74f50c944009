"""The labels of the language understanding; what each means is in docs/nlu-labels.md."""

from typing import Final

INTENTS: Final = (
    "book", "reschedule", "cancel", "check_booking", "pay", "payment_done", "ask_payment_methods",
    "request_invoice", "ask_price", "ask_services", "ask_hours", "ask_location", "inform",
    "select_option", "request_alternatives", "join_waitlist", "running_late", "affirm", "deny",
    "greet", "goodbye", "thank", "talk_to_human", "complain", "rate_service", "opt_out", "opt_in",
    "delete_data", "restart", "help", "bot_challenge", "provider_signup", "view_agenda",
    "block_time", "mark_done", "report_no_show", "propose_time", "out_of_scope",
)  # fmt: skip
ENTITIES: Final = ("service", "provider", "time", "zone", "ordinal", "amount", "booking_code")
