"""Stand-ins that tests pass in; nothing of ours is patched."""
