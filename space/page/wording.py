"""Every longer text of the page, grouped by tab; those of the tab Explore are in `explore/wording.py`."""

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

NO_LOGIN_TO_SUBMIT = "There is no login on this page: results can be checked here, and submitted from the Space, or where HF_TOKEN is set."
