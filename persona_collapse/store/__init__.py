"""Replies on disk: one store per run, and one made of several."""

from persona_collapse.store.gathering import gathered
from persona_collapse.store.responses import FILE, LOCK, Key, ResponseStore, StoredReply, is_run, open_run

__all__ = ["FILE", "LOCK", "Key", "ResponseStore", "StoredReply", "gathered", "is_run", "open_run"]
