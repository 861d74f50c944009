"""Codecs: wire payload ↔ messages, one module a channel, with that channel's limits."""
