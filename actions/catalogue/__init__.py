"""Edits of the catalogue by the business: each checks, writes, and shows what it would break.

Every edit is one transaction that ends with a new version of the catalogue, so that the bot and
the workers see it with their next message.
"""
