"""Every longer text of the page, grouped by tab; those of the tab Explore are in `explore/wording.py`."""

from persona_collapse.instruments import catalogue

# The page

TITLE = "Is a population of personas as varied as people?"

INTRODUCTION = """# Is a population of personas as varied as people?

Give a language model a thousand personas and ask each of them the same questions. One by one they may convince; together they may be a
few stereotypes. Here you can watch a model answer, score answers that you have, or see the results of other models.
"""

ABOUT = """Every number is printed between held-out people (the ceiling) and the shuffled population (the noise floor). Without your own people the
comparison is with `calibrated-2058`: 2,058 respondents **simulated** from published norms, not people. The measures start from those of
"The Chameleon's Limit" ([arXiv 2604.24698](https://arxiv.org/abs/2604.24698)); the code is the Python package `persona-collapse`.
"""

# A result

REPORT_TITLE = "The whole report"
NUMBERS_TITLE = "Every number, its interval, held-out people and noise"
TEXTS_HEADLINE = "What survives of personas in free text"

NO_PEOPLE = "People's answers to {} are not available here: its numbers are compared with noise only."
WHAT_THEY_MEAN = (
    "The tab Explore explains each number; docs/texts.md of the package explains the numbers of free texts."
)

WHAT_TO_DO = "What to do about it"
TO_TYPE = "The same on the command line"

# Run a model

RUN = "Choose the model, the questionnaire and the number of personas; then start. Replies are stored as they arrive: stop or close the page at any time."

PLACES = {
    "simulated": "Simulated respondents: no model, seconds",
    "providers": "Inference Providers, with your Hugging Face login",
    "here": "This app's own hardware",
    "endpoint": "An OpenAI-compatible endpoint of yours",
}

KINDS = {
    "caricature": "Caricature: labels overdone",
    "collapsed": "Mode collapse: a few stereotypes, copied",
    "shallow": "Shallow: trait scores and little else",
    "noise": "Noise: random answers",
    "human": "As varied as people",
}

INSTRUMENTS = {
    **{one.id: one.title for one in catalogue.questionnaires() if one.can_be_asked},
    "self-introduction": "Self-introductions, free text",
    "all": "All three of the paper",
}

SIZES = {24: "A quick look: 24", 200: "Standard: 200", 1144: "Full: 1,144"}

MODES = {"generate": "Replies in words", "probabilities": "Probabilities of the answers (fewer tokens, exact)"}

KEY = "Sent to this endpoint only, for this job only; never stored, never logged."

COME_BACK = "A job continues when you close this page. Its id opens it again, here or on another machine, for 30 days."

MEASURING = "Measuring takes 5 to 30 seconds more."

QUICK_LOOK = "24 personas show whether a model answers at all; a signature needs 100."

SIGN_IN = "sign in with Hugging Face first (the button at the top); Inference Providers are charged to your own account"

# Score your own answers

UPLOAD = """Answers collected elsewhere: **a row per respondent, a column per item** (or a row per answer), or free texts, a row per text of at least
20 words. A signature needs 100 respondents. CSV, Parquet, Feather, JSON, JSON Lines, Excel, SPSS or Stata, also compressed (.gz), up to 20 MB,
20,000 rows and 4,000 columns. What was taken for what is said below the file, and can be corrected. No other visitor sees your answers; they are kept
with the job, which is deleted after 30 days."""

WRITTEN = "How the answers are written"
MISSING_INFO = "with commas between them"
SCALE_INFO = "the lowest and the highest answer, if they are not those of the questionnaire"
WHERE_INFO = "a column and its value, for one of several models or groups"
LABELS_INFO = "Agree strongly, 5 - Agree strongly"
REVERSED_INFO = "the reverse-scoring is undone"
PEOPLE_SCALE_INFO = "if it is not that of your answers"

OF_A_RUN = "the id of a job of the first tab that is finished; of several questionnaires the first"
SAMPLE = (
    "The sample: 120 simulated respondents who overdo their trait labels. They are not people, and no model was asked."
)

CALIBRATED = "calibrated-2058: 2,058 respondents simulated from published norms, not people"
OWN_PEOPLE = "a file of my own, with people's answers to the same items"
NO_REFERENCE = (
    "Without people's answers to this questionnaire, numbers that need people (coverage above all) are omitted."
)
TEXTS_REFERENCE = "Free texts are compared with chance, not with people; they need no reference."

WANTED_INFO = {
    "": "every number, beside people and noise",
    "panel": "a panel is compared with random choice, among people and items that it was not fitted to",
    "worth": "how many more people would have made the means of a small sample as precise as the personas make them",
    "calibrate": "for answers on people's scale: it adds no variety. Calibrated answers are marked, and the leaderboard refuses them",
    "next": "those whose attributes lead towards people that no persona is near. Your table needs the ids of the personas and a "
    "column for each attribute. Without a file to choose from, they are chosen from the 1,144 bundled personas",
}

RECORD = """The record of a remedy, as the command line writes it with `--json`: ways of asking that were compared (`sweep`), a panel (`panel`), personas
to ask next (`personas next`), what personas are worth (`worth`), calibrated answers (`calibrate`), advice (`advise`). No other visitor sees
it, and it is deleted after a day. The tab Score your own answers makes a panel, a worth, calibrated answers and personas to ask
next from answers, under “What to do with them”."""
TOO_LONG = "The page of {} is too long to be shown here; write it with: persona-collapse report"

FIND_AGAIN = "This id opens the job again for 30 days, in the first tab: Open a job."

# Leaderboard

LEADERBOARD = """Models, next to people and to populations whose collapse is known, ordered by **human-likeness**: 1 is as people are, and every
known collapse, noise and labels that are overdone stand below people.
"""

LEADERBOARD_READ = """**Human-likeness** is the worst of a population's rates against people, so a population cannot win by being good at one number only. On
each bar lie the value, its 95 % interval, and a mark for people. A **rank** is 1 plus the number of models whose whole interval lies above, so
models that cannot be distinguished share it. **Evaluated here** are models that were submitted in the tab *Submit a model*; **self-reported**
results are as good as the word of their submitter. Numbers **as published** are by the paper's definitions. They are another quantity, so they
have a table of their own. An empty cell is unknown, undefined or infinite.
"""

FAMILIES = """Base models and what was made from them, as their authors state it on the Hub, asked and measured in the same way: a line leads from
the base model to each version. Where two intervals are apart, tuning has changed human-likeness by more than chance.
"""

DOMAINS = """Models with results of more than one instrument, all asked in the same way: their rank in each, and whether two of them change
places. A value of one instrument is not comparable with that of another, so only the order in each is.
"""

BUNDLED = "The table shows the results that came with this app, until those of the Hub are read."

SIDE_BY_SIDE = """A difference is given only between numbers that were measured in the same way. To test whether it is more than chance, use
`persona-collapse compare` on the answers themselves.
"""

SUBMIT_MODEL = """Submit a model of the Hub, and it is evaluated here: as all 1,144 personas, with the same questions and seeds for every
model. Its result becomes a row of the leaderboard, marked "evaluated here". The model needs safetensors weights and no code of its own, and must
not be gated. Your user name, the model and the settings are published. Each user may submit {} models a week.
"""

NO_LOGIN_FOR_MODELS = "There is no login on this page: submit models from the Space, or where HF_TOKEN is set."

SUBMIT = """A result of one run becomes a row by a pull request to the dataset of results, opened in your name. It publishes the numbers, what was asked,
and of which model (and at which address), but not commands, folders, replies and errors. The checks below are about form and consistency: numbers do not
show where answers came from, so a result is as good as your word.
"""

NO_LOGIN_TO_SUBMIT = "There is no login on this page: results can be checked here, and submitted from the Space, or where HF_TOKEN is set."
