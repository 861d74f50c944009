"""Assembles Turnero: settings, command line, processes. It may import all; nobody imports it."""
