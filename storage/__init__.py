"""What Turnero keeps: tables, transactions, inbox, outbox, locks, and read models.

Doors use storage.inbox, storage.doorbell, storage.clock and storage.reports; actions use the rest.
"""
