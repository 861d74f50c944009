"""Names by which rows of the outbox are known to what may take them back."""


def reminder_key(appointment_id: int | None, version: int) -> str:
    """Return the name of an appointment's reminder as the appointment stands in a version."""
    return f"reminder:{appointment_id}:{version}"
