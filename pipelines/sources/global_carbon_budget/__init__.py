"""Fossil emissions, held; nothing is fetched."""
