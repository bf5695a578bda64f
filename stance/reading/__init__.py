"""Documents and sentences."""
