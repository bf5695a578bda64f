"""Who takes which stance toward what: actor stance in news and speeches, sentence by sentence, with evidence."""

__version__ = "0.1.0"
