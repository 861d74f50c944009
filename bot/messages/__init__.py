"""The message contract: what people say and what the bot says back, free of any wire format.

Imported by every other package; imports nothing of theirs.
"""
