"""Refugees by origin and destination, held; nothing is fetched."""
