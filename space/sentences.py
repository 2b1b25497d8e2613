"""Messages as sentences."""


def sentence(words: str) -> str:
    """A message as a sentence: a capital, unless it begins with a name, and a full stop.

    >>> sentence("there is no such model; check its name"), sentence("answers.csv is empty")
    ('There is no such model; check its name.', 'answers.csv is empty.')
    """
    first = words.split(" ", 1)[0]
    begun = words[:1].upper() + words[1:] if first.isalpha() else words
    return begun + ("" if words.endswith((".", "?", "!")) else ".")
