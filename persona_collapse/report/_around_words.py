"""The words of the numbers that are printed above and below the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Around:
    """A number beside the table in words.

    Attributes
    ----------
    label : as it is printed
    says : what it is
    direction : how to read it
    range : in words
    record : where records hold it; nowhere for a constant
    needs : what it needs besides answers
    formula : in LaTeX; empty where the words say it
    where : the letters of the formula
    """

    label: str
    says: str
    direction: str
    range: str
    record: tuple[str, ...]
    needs: str = ""
    formula: str = ""
    where: str = ""


REFERENCE, TRAITS = "a reference", "a questionnaire with traits"
ATTRIBUTES = "personas with attributes"
DEFAULT, FULL = "a run with the model as itself (`run --with-default`)", "`measure --full-size`"

AROUND: tuple[Around, ...] = (
    Around(
        "% of draws",
        "How firm the signature is: the share of draws of half the personas that have it. The others follow with theirs.",
        "Higher is firmer. A signature of few draws may be another one in another sample.",
        "0 % to 100 %",
        ("signature.readings",),
        "a signature",
    ),
    Around(
        "% of the probability is on the scale",
        "Share of a model's probability for the next token that goes to points of the scale, mean over replies.",
        "Higher is better. Far below 100 %, the model would rather say something else. In brackets, what the lowest 5 % of the replies have at most.",
        "0 % to 100 %",
        ("quality.answer_mass",),
        "a run with `--mode probabilities`",
    ),
    Around(
        "all personas at once: people reached",
        "Share of people that have at least one of all personas as near as their fifth nearest other person; in brackets the same in trait scores.",
        "It grows with the number of personas, so compare it with a population of the same size only.",
        "0 % to 100 %",
        (
            "full_size.coverage",
            "full_size.trait_coverage",
        ),
        f"{REFERENCE}, and {FULL}",
        r"\frac{1}{M}\sum_{j=1}^{M}\mathbf{1}\left\{\min_i\lVert x_i-h_j\rVert\le r_j\right\}",
        "i: all personas. r_j: distance from person j to the fifth nearest other person.",
    ),
    Around(
        "all personas at once: local intrinsic dimensionality",
        "LID among all personas instead of draws of equal size.",
        "It grows with the number of personas. Its interval covers the personas that were not looked at, where only a part was.",
        "0 and up (dimensions)",
        (
            "full_size.lid",
            "full_size.lid_low",
            "full_size.lid_high",
        ),
        FULL,
    ),
    Around(
        "re-read with people's use of the scale",
        "Coverage, recall, trait recall and LID once each item's answers are mapped to people's distribution, in their order. In brackets each as a share of that of people with the same use of the scale.",
        "Near 100 %: what was unlike people is due to how the scale is used. Far below: personas are unlike people whatever points they use. Noise has more than 100 % of LID.",
        "as for the numbers of these names; 0 % and up in brackets",
        (
            "reread.coverage",
            "reread.recall",
            "reread.trait_recall",
            "reread.lid",
            "reread.relative",
        ),
        REFERENCE,
        r"x'_{ij}=G_j^{-1}\left(F_j(x_{ij})\right)",
        "F_j, G_j: distributions of personas' and of people's answers to item j; F_j at the middle of those that gave an answer.",
    ),
    Around(
        "% of the answers change",
        "Share of the answers for which the mapping of the re-read answers gives another scale point.",
        "Lower: the scale is used as people use it.",
        "0 % to 100 %",
        ("reread.changed",),
        REFERENCE,
        r"\frac{1}{ND}\#\left\{(i,j):x'_{ij}\ne x_{ij}\right\}",
    ),
    Around(
        "alpha",
        "Cronbach's alpha: how consistently the items of a trait are answered, after reverse-scoring. From 50 respondents up it has a 95 % interval over respondents.",
        "Best near people's alpha. Far above, the items of a trait are answered as if they were one; far below, they have little in common.",
        "at most 1; undefined where no answers differ",
        (
            "items.cronbach_alpha",
            "items.cronbach_alpha_interval",
        ),
        TRAITS,
        r"\frac{k}{k-1}\left(1-\frac{\sum_j\operatorname{Var}(x_j)}{\operatorname{Var}\left(\sum_jx_j\right)}\right)",
        "k items x_j of the trait. Interval: delete-one jackknife of log(1 - alpha), over personas where rows are repeats.",
    ),
    Around(
        "phi",
        "Tucker's phi: whether the items of a trait form the factor that they form among people.",
        "Higher is better; from .95 up it is the same factor, from .85 up a similar one.",
        "-1 to 1",
        ("items.tucker_phi",),
        f"{REFERENCE}, and {TRAITS}",
        r"\frac{\sum_ja_jb_j}{\sqrt{\sum_ja_j^2\sum_jb_j^2}}",
        "a, b: loadings of the items on the trait's factor, of personas (rotated towards people's) and of people.",
    ),
    Around(
        "correlations between the items of a trait, farthest from people's",
        "Root mean square difference from people's correlations between the items of one trait, or of two traits, where it is largest; with the mean correlation, and people's.",
        "A higher mean than people's: items say the same. The part that chance makes is removed.",
        "0 to 2",
        ("items.worst_trait_pairs",),
        f"{REFERENCE}, and {TRAITS}",
    ),
    Around(
        "the correlations of two samples of people differ by",
        "The difference in correlations of another sample of real people, from elsewhere.",
        "Read the population's own difference in correlations beside it: two samples of people are not alike either.",
        "0 to 2",
        (),
        "a questionnaire for which it is known",
    ),
    Around(
        "largest share, share of R2",
        "Attribution: the part of R2 that one attribute accounts for, mean over all orders in which attributes can be added. The largest is named.",
        "Compare with chance, the share it has among noise. Near 1: personas are reduced to that attribute.",
        "0 to 1",
        (
            "attribution.items.dominance",
            "attribution.items.per_attribute",
        ),
        ATTRIBUTES,
        r"\frac{1}{R^2}\operatorname*{mean}_\text{orders}\left(R^2_{\text{with }a}-R^2_{\text{before }a}\right)",
    ),
    Around(
        "omega2",
        "What an attribute explains of the answers by itself, corrected for chance; mean over items, with a 95 % interval over respondents. p: how often shuffled values of it explain as much.",
        "About 0, also below, for noise.",
        "at most 1",
        ("attribution.items.per_attribute",),
        ATTRIBUTES,
        r"\frac{\text{SS}_\text{between}-(g-1)\,\text{MS}_\text{within}}{\text{SS}_\text{total}+\text{MS}_\text{within}}",
        "g: groups of at least 6 answers.",
    ),
    Around(
        "what the answers give away",
        "Leakage: share of a label, such as gender, that the answers recover, by all items together in cross-validation or by one item alone. Beside it that of people, and p of shuffled labels.",
        "0: nothing. Far above people's: the label is acted out. An item with half of it or more answers the label.",
        "0 to 1 (one item: also just below 0)",
        ("leakage.labels",),
        f"{ATTRIBUTES}, and `measure --attributes`",
        r"1-\frac{\sum_i\lVert y_i-\hat y_i\rVert^2}{\sum_i\lVert y_i-\bar y\rVert^2}",
        "y: 0-1 columns of the label's levels, predicted by ridge regression; of one item, Goodman and Kruskal's tau.",
    ),
    Around(
        "levels of an attribute",
        "Caricature, coverage, recall, sd ratio and human-likeness of the personas of each level, at the size of the smallest.",
        "A star: the level differs from all others together (adjusted p < .05). Beside sd ratio is that of people of this level, where the reference has the attribute.",
        "as for the numbers of these names",
        ("subgroups.tables",),
        f"{REFERENCE}, {ATTRIBUTES}, and `measure --by`",
    ),
    Around(
        "persona means",
        "Coverage, recall and LID of the mean answers of each persona, instead of single answers.",
        "Averaging removes noise, so what is left is the persona's. But averaged noise moves to the middle, where people are: it gains precision and loses recall.",
        "as for the numbers of these names",
        (
            "reliability.coverage",
            "reliability.lid",
        ),
        "two or more answers of each persona to each question",
    ),
    Around(
        "towards single people",
        "The pull to the default if a held-out person is taken for the default: the middle 95 % of these people.",
        "A pull within these ends is one towards any person.",
        "at most 1",
        (
            "default_pull.null_low",
            "default_pull.null_high",
        ),
        DEFAULT,
    ),
    Around(
        "shift",
        "How far the population's mean is moved from people's mean to what the model answers without a persona.",
        "0: people's mean; 1: the default. Undefined for a default near people's mean.",
        "any number",
        ("default_pull.default_shift",),
        DEFAULT,
    ),
    Around(
        "SDs from people's mean",
        "As whom the model answers without a persona: its trait scores, and the mean of the personas', in SDs of people.",
        "Personas that lean the same way as the model lean towards its default.",
        "any number (SDs of people)",
        ("default_pull.profile",),
        f"{DEFAULT}, and {TRAITS}",
    ),
)
"""The numbers above and below the table, in the order in which they are printed."""
