"""The pages of the agenda: days and weeks, one appointment, a new one, blocked time."""
