"""The rules of booking as pure values and functions; anyone may import it, it imports only itself.

No clock, no database, no HTTP, no environment: `now` is an argument. Instants are aware UTC, local
time appears only where people say it (opening hours, the step grid, quiet hours).
"""
