"""Divisions, boundaries, place search and coordinate systems."""
