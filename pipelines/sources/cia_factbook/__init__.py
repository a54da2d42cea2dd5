"""Figures of the yearly editions, held; nothing is fetched."""
