"""Every longer text of the tab Explore."""

MAPS_NOTE = (
    "Where the paper's ten models, people and populations of a known kind stand. The five kinds measured here are simulated, and so "
    "are the people of these maps: 1,144 and 2,058 respondents drawn from published norms, 500 of each compared at a time. "
    "The paper's numbers are as printed in [\"The Chameleon's Limit\"](https://arxiv.org/abs/2604.24698), by its own definitions, on other "
    "sizes and against other people; they stand here for orientation."
)
MAP_HELP = "Point at a mark for its numbers; click it, or choose it from the list, for what it means."

MAP_GROUPS = {
    "population": "Simulated, and measured here.",
    "people": "Simulated people of the bundled reference: what other people reach, the ceiling.",
    "known": "A population of which it is known what is wrong with it.",
    "paper": "As printed in the paper, by its own definitions, on other sizes and against other people; not comparable with the other marks.",
}

KNOWN_POPULATIONS = {
    "shuffled people": "People's answers, shuffled item by item: each item keeps people's answers, but no respondent is a person.",
    "shuffled population": "The answers of the simulated human population, shuffled among respondents item by item: labels mean nothing any more.",
    "uniform answers": "Every scale point equally likely: answers without reading the question.",
    "clones": "All respondents are the average person.",
    "jittered clones": "All respondents are the average person, with one answer in ten moved by one point.",
    "five archetypes": "Five typical people, copied again and again.",
}

KIND_WORDS = {
    "human": "Answers as the person it was drawn as. It shows what a population without collapse looks like.",
    "collapsed": "Answers as the nearest of five stereotypes, with small slips. Coverage is still high: recall and the Vendi score are what tells.",
    "shallow": "Remembers only its five trait scores: all items of a trait get nearly the same answer.",
    "caricature": "Becomes its labels: labelled High or Low, it goes two SDs out, and hardly varies within a label.",
    "noise": "Does not read the question: every answer equally likely.",
}

KINDS_NOTE = (
    "Five populations of 1,144 simulated respondents (seed 0), each against the bundled reference of 2,058 simulated people, 500 of each at a "
    "time. None of them is a person."
)

PROMPT_NOTE = (
    "Every question a persona is asked, word for word as it is sent: one of the 1,144 personas of the pool, one item. What answers it "
    "here is simulated; no model is asked."
)
READING_NOTE = "A reply becomes an answer only if it says one; nothing is guessed, and nothing you type here is kept. Try a reply of your own:"
REPLY = "I would say 4, though 3 on a bad day"
REPLIES = (
    "4",
    "On a scale of 1 to 5, I'd say 4.",
    "{agree}",
    '{{"answer": 2}}',
    "3 or 4, hard to say",
    "**Answer:** 5, since I love to talk",
    "As an AI I have no personality.",
)
"""Replies of the kinds that models give; {agree} stands for the highest label of the scale."""

ATTRIBUTES_NOTE = (
    "The 1,144 personas of the pool by each of their 26 attributes; the line is what equal shares would be. Each attribute was drawn by itself, "
    "then personas that cannot be (a child who is married) were removed."
)

NUMBERS_NOTE = (
    "Beside each number stand its ceiling and its floor. People, the ceiling: 500 simulated people against 500 others, or what labels allow. "
    "Shuffled population, the floor: the answers of the simulated human population shuffled among its respondents item by item, so that only noise is left "
    "between items. No one number is safe alone."
)
