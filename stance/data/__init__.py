"""Readers of public data sets in the formats in which they are released."""
