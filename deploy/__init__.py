"""Scripts that bring Turnero onto a machine. Standard library only: they run before anything else.

Nothing of Turnero imports this package, and it imports nothing of Turnero.
"""
