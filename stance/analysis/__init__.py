"""From records to findings: tables, trends, corrections, networks, each with its uncertainty."""
