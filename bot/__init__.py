"""What Turnero thinks: pure Python without clock, database, HTTP or environment. See docs/."""
