"""Documents and sentences: from files of any kind to text, and from text to sentences with exact offsets."""

from __future__ import annotations

from stance.reading.boilerplate import boilerplate
from stance.reading.documents import MAX_BYTES, Skipped, read_documents
from stance.reading.sentences import sentences

__all__ = ["MAX_BYTES", "Skipped", "boilerplate", "read_documents", "sentences"]
