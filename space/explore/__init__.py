"""What there is to explore, without the page: maps, one answer with its prompt, attributes, numbers in words."""
