"""What texts need beside statistics: vectors, near-duplicates, word lists. Libraries of the extra `text` only here."""
