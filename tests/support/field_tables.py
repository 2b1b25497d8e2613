"""Published tables, what is typed to measure them and what comes: read by the command and by the app alike."""

from tests.conftest import GPT, PEOPLE, ROOT

FIELD = ROOT.parent / "shared" / "data" / "field"
HUMAN = PEOPLE.parent

REFUSED = [
    ("hcitools_bfi44.csv", "44 columns Q1..Q44 may be bfi44; if they are, add --instrument bfi44"),
    ("bfi2_czech_1733.csv", "60 columns i1..i60 may be bfi2; if they are, add --instrument bfi2"),
    (
        "prca12_llama32_100.csv",
        "12 columns Q1..Q12 (answers 1 to 5) match no questionnaire known here; add --instrument FILE",
    ),
    ("adjectives_gpt4_310.csv", "or --instrument items --scale 1-9"),
    ("genagents_gss_300.csv", "has no complete set of item columns"),
    ("nemotron_personas_50.csv", "has no complete set of item columns"),
    ("pop_census_personas.json", "has no complete set of item columns"),
    ("tinytroupe_usa20.jsonl", "has no complete set of item columns"),
    ("roleplay_zh_320.jsonl", "for free texts add --texts"),
]
"""File, and words of the one line that says what to type."""

MEASURED = [
    (FIELD / "hcitools_bfi44.csv", ["--instrument", "bfi44"], "bfi44", 45, "44 columns Q1..Q44 taken for: bfi44"),
    (
        FIELD / "ipip50_openpsychometrics_2000.tsv",
        ["--missing", "0"],
        "ipip50",
        2000,
        "50 columns E1..O10 taken for: ipip50. Another questionnaire: --instrument NAME",
    ),
    (
        FIELD / "prca12_llama32_100.csv",
        ["--instrument", "items", "--scale", "1-5"],
        "items-12",
        100,
        "12 columns Q1..Q12 taken for items without traits, 1 to 5",
    ),
    (PEOPLE, [], "bfi44", 228, "44 columns BFI_Q1..BFI_Q44 taken for: bfi44"),
    (HUMAN / "twin146.csv", [], "bfi44", 146, "no --reference given"),
]
"""File, options, instrument, respondents, and words of the first line."""

ALSO_MEASURED = [
    (FIELD / "bfi2_czech_1733.csv", ["--instrument", "bfi2"], "bfi2", 1733, "60 columns i1..i60 taken for: bfi2"),
    (
        FIELD / "bfi2_czech_1733.csv",
        ["--instrument", "bfi2", "--reversed-already"],
        "bfi2",
        1733,
        "60 columns i1..i60 taken for: bfi2",
    ),
    (
        FIELD / "adjectives_gpt4_310.csv",
        ["--instrument", "items", "--scale", "1-9"],
        "items-1710",
        310,
        "1710 columns active..zestful taken for items without traits, 1 to 9",
    ),
    (GPT, [], "bfi44", 320, "44 columns BFI_Q1..BFI_Q44 taken for: bfi44"),
]
"""The same, for tables of docs/formats.md that take the command long."""
