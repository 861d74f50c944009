"""Argentine Spanish in and out: times, names, yes and no; phrases, dates and money."""
