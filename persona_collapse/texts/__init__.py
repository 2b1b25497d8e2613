"""What texts need in addition to statistics: what they state about their narrator, vectors, near-duplicates, word
lists.

Only this package uses the libraries of the extra `text`.
"""
