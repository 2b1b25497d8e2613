"""Every longer text of the page, grouped by tab."""

TITLE = "Is a population of personas as varied as people?"
