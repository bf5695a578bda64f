"""Figures computed from saved records and predictions."""
