"""What texts need beside statistics: what they tell of their narrator, vectors, near-duplicates, word lists.

Libraries of the extra `text` only here.
"""
