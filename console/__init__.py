"""Web pages for the people who answer: who waits, what was said, taking over and giving back.

Only app imports this package. It writes by actions and reads by storage.reports.
"""
