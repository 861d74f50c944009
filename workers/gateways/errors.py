"""What goes wrong outside, told by what can be done about it."""

TEMPLATE_PENDING = "template_pending"  # approval takes minutes to a day; storage.outbox knows it

NO_CONSENT = "no_consent"  # WhatsApp takes it for a promotion, and the person agreed to none


class GatewayError(Exception):
    """An outside API refused or failed.

    code: the party's own code, or a word for what happened. permanent: trying again can't help.
    retry_after: seconds the party asked to wait, None when it did not. at_least: seconds before
    which trying again is known not to help. unknown: the request may have had its effect though no
    answer came. pair_is_full: this person has been
    sent too much for now by this number.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        at_least: float = 0.0,
        unknown: bool = False,
        pair_is_full: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.at_least = at_least
        self.unknown = unknown
        self.pair_is_full = pair_is_full
