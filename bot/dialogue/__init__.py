"""The conversation: session + input + now → session, commands and replies. Imported by actions."""
