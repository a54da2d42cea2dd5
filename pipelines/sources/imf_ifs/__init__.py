"""Rates of exchange, transcribed; nothing is fetched or read from files."""
