"""Every longer text of the page, grouped by tab."""

# The page

TITLE = "Is a population of personas as varied as people?"

INTRODUCTION = """# Is a population of personas as varied as people?

Give a language model a thousand personas and ask each of them the same questions. Looked at one by one they may convince; looked at together they may
be a few stereotypes. Here you can watch a model answer, score answers you have already, or see where others stand.
"""

ABOUT = """Every number stands between held-out people (as good as it gets) and the same answers dealt anew (noise only). Without people of your own the
comparison is with `calibrated-2058`: 2,058 respondents **simulated** from published norms, not people. The measures, and what they go past, are those of
"The Chameleon's Limit" ([arXiv 2604.24698](https://arxiv.org/abs/2604.24698)); the code is the Python package `persona-collapse`.
"""

# A result

REPORT_TITLE = "The whole report"
NUMBERS_TITLE = "Every number, its interval, held-out people and noise"
TEXTS_HEADLINE = "What survives of personas in free text"

NO_PEOPLE = "Nobody's answers to the dilemmas are at hand: those numbers stand beside noise only."
WHAT_THEY_MEAN = (
    "What each number means stands in the tab Explore; what to look for in free texts, in docs/texts.md of the package."
)
TOO_FEW = "too few for a signature"
FEW_WORDS = "what the numbers say holds of these respondents only"

# Run a model

RUN = "Choose who answers, what is asked and how many personas there are; then start. Replies are kept as they arrive: stop or close the page at any time."

PLACES = {
    "simulated": "Simulated respondents: no model, seconds",
    "providers": "Inference Providers, with your Hugging Face login",
    "here": "This app's own hardware",
    "endpoint": "An OpenAI-compatible endpoint of yours",
}

KINDS = {
    "caricature": "Caricature: labels overdone",
    "collapsed": "Mode collapse: a few stereotypes, copied",
    "shallow": "Shallow: few independent ways to differ",
    "noise": "Noise: random answers",
    "human": "As varied as people",
}

INSTRUMENTS = {
    "bfi44": "Big Five personality, 44 items",
    "moral131": "Moral dilemmas, 131 items",
    "self-introduction": "Self-introductions, free text",
    "all": "All three",
}

SIZES = {24: "A quick look: 24", 200: "Standard: 200", 1144: "Full: 1,144"}

MODES = {"generate": "Replies in words", "probabilities": "Probabilities of the answers (fewer tokens, exact)"}

KEY = "Sent to this endpoint only, for this job only; never stored, never logged."

COME_BACK = (
    "A job goes on when you close this page. With its id you find it again, here or on another machine, for 30 days."
)

MEASURING = "Measuring takes 5 to 30 seconds more."

QUICK_LOOK = "24 personas show whether a model answers at all; a signature needs 100."

SIGN_IN = "sign in with Hugging Face first (the button at the top); Inference Providers are charged to your own account"

# Explore

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
    "shuffled people": "People's answers dealt anew among them, item by item: each item is answered as people answer it, and nobody is anybody.",
    "answers dealt anew": "The answers of the simulated human population dealt anew among respondents, item by item: labels say nothing any more.",
    "uniform answers": "Every scale point equally likely: answers without reading the question.",
    "clones": "Everybody is the average person.",
    "jittered clones": "Everybody is the average person, with one answer in ten moved by one point.",
    "five archetypes": "Five typical people, copied again and again.",
}

KIND_WORDS = {
    "human": "Answers as the person it was drawn as. It shows what a population without collapse looks like.",
    "collapsed": "Answers as the nearest of five stereotypes, with small slips. Coverage is still high: recall and the Vendi score are what tells.",
    "shallow": "Remembers only its five trait scores: all items of a trait get nearly the same answer.",
    "caricature": "Becomes its labels: told High or Low, it goes two SDs out, and hardly varies within a label.",
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
    "then personas that cannot be (a child who is married) were left out."
)

NUMBERS_NOTE = (
    "Beside each number stand its ceiling and its floor. People, the ceiling: 500 simulated people against 500 others, or what labels allow. "
    "Dealt anew, the floor: the answers of the simulated human population dealt among its respondents item by item, so that only noise is left "
    "between items. No one number is safe alone."
)

# Score your own answers

UPLOAD = """Answers collected elsewhere: **a row per respondent, a column per item**, or free texts, a row per text. Items are `bfi44_1` to `bfi44_44`
(`BFI_Q1`.. and `1`.. are known too) or ids of our dilemmas; texts stand in columns `text` and `persona`, 20 words at least. A signature needs 100 respondents. CSV, TSV,
Parquet or JSON Lines, up to 20 MB, 20,000 rows and 500 columns. Nobody else sees them; they are kept with the job, which is deleted after 30 days."""

SAMPLE = (
    "The sample: 120 simulated respondents who overdo their trait labels. They are no people, and no model was asked."
)

CALIBRATED = "calibrated-2058: 2,058 respondents simulated from published norms, not people"
OWN_PEOPLE = "a file of my own, with people's answers to the same items"
NO_REFERENCE = "Without people's answers to the dilemmas, what needs people beside it (coverage above all) is left out."
TEXTS_REFERENCE = "Free texts are held against chance, not against people; they need no reference."

FIND_AGAIN = "With this id you find the job again for 30 days, in the first tab: Come back to this job."
# Leaderboard

LEADERBOARD = """Where models stand, beside people and beside populations whose collapse is known. Rows **as published** are the ten models of the paper, by the
paper's definitions; **calibrated** rows are measured as this app measures. Numbers of the two are not the same quantity, and coverage, uniformity and complexity
also depend on how many are compared at a time. An empty cell is a number that is unknown, undefined or infinite.
"""

BUNDLED = "Shown are the results that came with this app; submitted ones are read from the Hub when you ask for them."

SIDE_BY_SIDE = """A difference is given only between numbers that were measured alike. Whether it is more than chance is not said here: `persona-collapse compare` tests
that on the answers themselves.
"""

SUBMIT = """A result of one run becomes a row by a pull request to the dataset of results, opened in your name. Published are the numbers and what was asked of
which model (and at which address); left out are commands, folders, replies and errors. The checks below are about form and agreement: nobody can see from
numbers where answers came from, so a result is as good as your word.
"""

SIGN_IN_TO_SUBMIT = "sign in with Hugging Face first (the button at the top); the pull request is opened in your name"

NO_LOGIN_TO_SUBMIT = "There is no login on this page: results can be checked here, and submitted from the Space, or where HF_TOKEN is set."
