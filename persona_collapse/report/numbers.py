"""The words of every number: its section of the table, its sentence, how to read it, and its formula."""

import math
from itertools import groupby

from persona_collapse.report._answering_words import ANSWERING_WORDS
from persona_collapse.report._coverage_words import COVERAGE_WORDS
from persona_collapse.report.beside import Beside
from persona_collapse.report.words import Words
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.results.percent import percent

ANSWERS, COMPLEXITY = "Items", "Complexity"
APART, LABELS, MORE = "Distinguishable from people", "Fidelity to labels", "Repeats, attributes, the default"


def _shift(one: Beside) -> str:
    side = "desirable" if one.value >= 0 else "undesirable"
    return f"Trait scores are {abs(one.value):.2f} SDs to the {side} side of people's."


def _lid(one: Beside) -> str:
    beside = [
        f"{name} {known:.0f}"
        for name, known in (("people of this number", one.people), ("shuffled population", one.shuffled))
        if known is not None
    ]
    in_brackets = f" ({', '.join(beside)})" if beside else ""
    return f"LID {one.value:.0f}{in_brackets}."


def _likeness(one: Beside) -> str:
    value = f"{one.value:.2f}".removeprefix("0")
    return f"Human-likeness {value}: the lowest of its ratios to people is {percent(one.value)}."


def _trapped(one: Beside) -> str:
    if one.value:
        return "Labels are followed as closely as possible, and overdone: the fidelity trap."
    return "Not trapped: labels are not both followed as closely as possible and overdone."


WORDS: dict[str, Words] = {
    **COVERAGE_WORDS,
    "hopkins": Words(
        "Uniformity",
        "0.50 is random answers, 1 is all personas in clumps{people:.2f}.",
        "Whether answers form clumps: compares distances between personas with distances from random answer sheets to personas.",
        ".5 is random answers, 1 is all in clumps. Best near people's value, from either side.",
        r"\frac{\sum U}{\sum U+\sum W}",
        "U: distance from a random answer sheet to the nearest persona; W: distance from a persona to the nearest other one.",
    ),
    "hyperspherical_uniformity": Words(
        "Uniformity",
        "How evenly answers point in all directions; lower is more even{people:.2f}.",
        "Whether personas lie in all directions from the average person, however far away.",
        "Lower is more even; best near people's value.",
        r"\log\;\operatorname*{mean}_{i\ne i'}\;e^{-2\lVert u_i-u_{i'}\rVert^2},\quad u_i=x_i/\lVert x_i\rVert",
    ),
    "lid": Words(
        COMPLEXITY,
        _lid,
        "Local intrinsic dimensionality: how complex the differences are between a persona and those most like it.",
        "It grows with the number of respondents, so compare it with people of that number. Below theirs, differences are simpler; above, there may be noise, which scores highest: a gain only if recall or Vendi rise too.",
        r"\operatorname*{median}_i\left(-\frac{1}{k-1}\sum_{l=1}^{k-1}\log\frac{r_l}{r_k}\right)^{-1},\quad k=20",
        "r_l: distance from persona i to the l-th nearest other pattern of answers. A persona with a copy counts as 0.",
    ),
    "tied": Words(
        COMPLEXITY,
        "{value:.0f} respondents give exactly the same answers as another.",
        "Number of respondents that give exactly the same answers as another.",
        "Lower is better; with 44 items, people have 0.",
        r"\#\left\{i:\exists\,i'\ne i,\;x_{i'}=x_i\right\}",
    ),
    "participation_ratio": Words(
        COMPLEXITY,
        "Participation ratio {value:.0f}{others:.0f}: from 1, where all items say the same, to D, where none is related.",
        "How weakly the answers to different items are related, from 1 to D; chance correlations of a small sample are removed.",
        "1: all items say the same. Noise has D, the highest value; best near people's.",
        r"\frac{D^2}{D+\sum_{j\ne j'}\left(r_{jj'}^2-\frac{1-r_{jj'}^2}{n-2}\right)}",
        "r: correlations between items, of n personas.",
    ),
    "mean_nearest_neighbour_distance": Words(
        COMPLEXITY,
        "Distance of a persona's answers to the most similar ones{people:.2f}.",
        "Mean distance of a persona's answers to the most similar other ones, in SDs of people.",
        "0: all personas have a copy. Noise scores highest; best near people's.",
        r"\frac{1}{N}\sum_i\min_{i'\ne i}\lVert x_i-x_{i'}\rVert",
    ),
    "crowding": Words(
        COMPLEXITY,
        "{value:.0%} of the personas have five others nearer than people have them{people:.0%}.",
        "Share of personas with five neighbours nearer than all but one in a hundred people have them, in items and traits.",
        "0 is like people. A tenth or more: a part of the personas are copies of a few, with small differences.",
        r"\frac{1}{N}\sum_i P\left(\#\left\{i':\lVert x_i-x_{i'}\rVert<r,\;\lVert t_i-t_{i'}\rVert<r_t\right\}\ge 5\right)",
        "r, r_t: distances within which 1 % of people have five others, in items and in trait scores t; P over draws of n.",
    ),
    "vendi_ratio": Words(
        COMPLEXITY,
        "Spread, weighted by similarity: {value:.0%} of people's.",
        "Spread of the answers, weighted by how similar they are, as a share of that of the same number of people (Vendi score).",
        "1 is people's spread; below 1, answers are more alike; noise is far above 1. It does not count kinds of respondents: two groups of copies and one wide group can have the same.",
        r"\frac{V(x)}{V(h)},\quad V=\exp\left(-\sum_l\lambda_l\log\lambda_l\right)",
        "λ: eigenvalues of K / n, K = exp(-d² / 2s²), d distances, s people's median distance to the nearest other.",
    ),
    "effective_likert": Words(
        ANSWERS,
        "Answers to an item use {value:.1f} points of the scale{people:.1f}.",
        "How many points of the scale the answers to an item effectively use; rarely used points count less.",
        "1: all answers are the same. Noise uses all points equally often. Best near people's.",
        r"\frac{1}{D}\sum_{j=1}^{D}\frac{1}{\sum_v p_{jv}^2}",
        "p_jv: share of the answers to item j that are v.",
    ),
    "midpoint_share": Words(
        ANSWERS,
        "{value:.0%} of the answers are the midpoint{people:.0%}.",
        "Share of answers at the middle of the scale.",
        "Best near people's: more means indecision, less an opinion on everything.",
        r"\frac{1}{ND}\#\left\{(i,j):\text{answer}_{ij}=\text{midpoint}\right\}",
    ),
    "extreme_share": Words(
        ANSWERS,
        "{value:.0%} of the answers are an end of the scale{people:.0%}.",
        "Share of answers at either end of the scale.",
        "Best near people's: more means exaggeration.",
        r"\frac{1}{ND}\#\left\{(i,j):\text{answer}_{ij}\in\{\text{lowest},\text{highest}\}\right\}",
    ),
    "zero_variance_items": Words(
        ANSWERS,
        "{value:.0f} items received the same answer from all respondents.",
        "Number of items that all respondents answer alike.",
        "People have 0.",
        r"\#\left\{j:\operatorname{SD}_i(x_{ij})=0\right\}",
    ),
    "marginal_distance": Words(
        ANSWERS,
        "Answers to an item are {value:.2f} scale points from people's on average{people:.2f}.",
        "Distance of an item's answers from people's, in scale points, mean over items.",
        "Lower is better. It compares items one by one, so it does not show how answers to different items are related.",
        r"\frac{1}{D}\sum_{j=1}^{D}\sum_{v}\left|F_j(v)-G_j(v)\right|",
        "F_j(v), G_j(v): shares of personas' and of people's answers to item j that are at most v.",
    ),
    "correlation_difference": Words(
        ANSWERS,
        "Correlations between two items are {value:.2f} from people's{others:.2f}, as a root mean square.",
        "Distance of the correlations between items from people's: root mean square over all pairs of items.",
        "0 is like people: the part that chance makes with so few respondents is removed. Unrelated answers have about .26, and stereotypes, in which items say the same, .2.",
        r"\sqrt{\frac{2}{D(D-1)}\sum_{j<j'}\left[\left(r_{jj'}-r^h_{jj'}\right)^2-s_{jj'}^2-s_{h,jj'}^2\right]}",
        "r, r^h: correlations of personas' and of people's answers to two items; s, s_h: their standard errors. A sum below 0 counts as 0.",
    ),
    "sd_ratio": Words(
        "Traits",
        "The spread of trait scores is {value:.2f} times people's.",
        "Spread (SD) of trait scores, as a share of people's.",
        "1 is people's spread; below is narrow, above is exaggerated.",
        r"\frac{1}{T}\sum_{t=1}^{T}\frac{\operatorname{SD}(\text{personas' scores}_t)}{\operatorname{SD}(\text{people's scores}_t)}",
    ),
    "desirability_shift": Words(
        "Traits",
        _shift,
        "How much more favourably than people the population presents itself, in SDs of people.",
        "0 is like people, above 0 more favourable. Equal numbers of High and Low labels distort it.",
        r"\frac{1}{T}\sum_{t=1}^{T}\pm\frac{\text{personas' mean}_t-\text{people's mean}_t}{\text{people's SD}_t}",
        "Minus for traits that people would rather not have, such as Neuroticism.",
    ),
    **ANSWERING_WORDS,
    "energy_distance": Words(
        APART,
        "Distance between all answers of personas and all answers of people; two samples of people score 0.",
        "Distance between the whole population and people.",
        "0 is what two samples of people score; the p-value says whether chance explains the distance.",
        r"2\operatorname{mean}\lVert x-h\rVert-\operatorname{mean}\lVert x-x'\rVert-\operatorname{mean}\lVert h-h'\rVert",
    ),
    "energy_p_value": Words(
        APART,
        "How often two groups are at least as far apart when personas and people are mixed and divided at random.",
        "p-value of the energy distance: share of random divisions of all respondents that give at least this distance.",
        "Small: more than chance. It falls as respondents are added and says nothing about the size of the difference.",
        r"\frac{1+b}{1+B}",
        "b of B random divisions are at least as far apart.",
    ),
    "separability": Words(
        APART,
        "A random forest distinguishes personas from people with an AUC of {value:.2f}; .50 is guessing.",
        "How well a random forest distinguishes personas from people that it has not seen.",
        ".5 is guessing, 1 is always right.",
        r"P\left(\text{score}(x)>\text{score}(h)\right)",
        "Scores of a forest of 200 trees, five folds; a tie counts half.",
    ),
    "rho": Words(
        LABELS,
        "Rank correlation of trait scores with the given labels{people:.2f}.",
        "How well personas follow their trait labels: rank correlation of label and trait score, mean over traits.",
        "Higher means more obedient, not more human: equal thirds of labels allow .943, halves .866. Read it with d.",
        r"\frac{1}{T}\sum_t\operatorname{corr}\left(\operatorname{rank}(\text{label}_t),\operatorname{rank}(\text{score}_t)\right)",
    ),
    "d": Words(
        LABELS,
        "Personas labelled High and Low are {value:.1f} SDs apart{people:.1f}.",
        "Distance of personas labelled High from those labelled Low, in SDs within these groups, mean over traits.",
        "Best near that of people labelled by their own scores; far above, labels are exaggerated. 0: no effect.",
        r"\frac{1}{T}\sum_t\frac{\text{mean}_t(\text{High})-\text{mean}_t(\text{Low})}{\text{pooled SD}_t}",
    ),
    "caricature": Words(
        LABELS,
        "High and Low are {value:.1f} times as far apart as with people.",
        "d as a multiple of that of people labelled by their own scores.",
        "1 is like people; above 1.2, with labels followed as closely as possible, the population is trapped.",
        r"\frac{d}{d_\text{people}}",
        "d_people: people sorted by score and cut at the same shares of High, Neutral and Low.",
    ),
    "within_level_sd_ratio": Words(
        LABELS,
        "Personas with the same label spread {value:.2f} times as widely as all people{people:.2f}.",
        "Spread of personas with the same label, as a share of that of all people.",
        "Perfect labels are those of people sorted by their own scores; below that value, personas are too much alike.",
        r"\frac{1}{T}\sum_t\frac{\text{SD}_t(\text{scores within a label})}{\text{SD}_t(\text{people's scores})}",
    ),
    "trapped": Words(
        LABELS,
        _trapped,
        "The fidelity trap: labels followed as closely as possible, and overdone.",
        "No is better.",
        r"\rho\ge .95\,\rho_\text{ceiling}\quad\text{and}\quad d>1.2\,d_\text{people}",
    ),
    "trapped_traits": Words(
        LABELS,
        "{value:.0f} traits are trapped, each judged alone.",
        "Number of traits that are trapped, each judged by its own rho and d.",
        "0 is better.",
        r"\#\left\{t:\rho_t\ge .95\,\rho_{\text{ceiling},t},\;d_t>1.2\,d_{\text{people},t}\right\}",
    ),
    "human_likeness": Words(
        MORE,
        _likeness,
        "The least of a population's rates against people, the number to order populations by.",
        "People have about .95: the least of several rates is below each. No known kind of collapse can win it: clones "
        "have no recall, noise no coverage, and a caricature is too wide.",
        r"\min\left(\frac{c}{c_h},\frac{p}{p_h},\frac{r}{r_h},\frac{r_t}{r_{t,h}},e^{-|\log l/l_h|},e^{-|\log s|},"
        r"e^{-|\log e/e_h|},1-a,1-b\right)",
        "c, p, r, r_t: coverage, precision, recall, trait recall, each ratio at most 1; l: LID; s: sd ratio; e: effective "
        "Likert; a, b: shares of careless and of crowded personas beyond people's; index h: held-out people.",
    ),
    "noise_share": Words(
        MORE,
        "{value:.0%} of the variation is new each time the same persona is asked the same question.",
        "Share of the variation within items that is new each time a persona is asked the same question.",
        "Lower: answers belong to personas. Higher: variety is chance. Unknown with one answer per question.",
        r"\frac{\sigma^2_\text{within}}{\sigma^2_\text{persona}+\sigma^2_{\text{persona}\times\text{item}}+\sigma^2_\text{within}}",
    ),
    "icc": Words(
        MORE,
        "One answer of a persona predicts its other answers to the same item with an ICC of {value:.2f}.",
        "How well one answer represents a persona's other answers to the same item, mean over items.",
        "0 is noise, 1 is the same answer every time.",
        r"\operatorname*{mean}_\text{items}\frac{B-W}{B+(R-1)W}",
        "B, W: mean squares between and within personas; R answers each.",
    ),
    "r2": Words(
        MORE,
        "The attributes account for {value:.1%} of the variance of answers.",
        "Share of the variance of answers that the personas' attributes account for, such as politics and gender.",
        "Compare it with chance. If one attribute accounts for most of it, personas are reduced to that attribute.",
        r"1-\frac{\text{SS}_\text{residual}}{\text{SS}_\text{total}},\quad\text{chance: }\frac{\text{df}}{N-1}",
    ),
    "default_pull": Words(
        MORE,
        "Personas are {value:.0%} nearer than people to what the model answers without a persona.",
        "How much nearer than people personas are to what the model answers without a persona.",
        "0 is as near as people. Narrow populations are near any person, so compare it with the pull to single people.",
        r"1-\frac{\operatorname{mean}_i\lVert x_i-d\rVert}{\operatorname{mean}_j\lVert h_j-d\rVert}",
        "d: the model's mean answers without a persona.",
    ),
}
"""Name -> the words of every number of the register."""


def by_section(*, beyond: bool = False) -> list[tuple[str, list[Number]]]:
    """The numbers of the scorecard by section, in the order of the table.

    Parameters
    ----------
    beyond : also the numbers of repeats, attributes and the default, which have a part of their own
    """
    numbers = [*NUMBERS.values(), *(BEYOND.values() if beyond else ())]
    return [(title, list(some)) for title, some in groupby(numbers, key=lambda one: WORDS[one.name].section)]


def range_text(one: Number) -> str:
    """The range of a number in words.

    >>> [range_text(NUMBERS[name]) for name in ("coverage", "lid", "effective_likert", "d", "trapped")]
    ['0 to 1', '0 and up', '1 to the number of scale points', 'any number', 'yes or no']
    """
    ends = {"points": "the number of scale points", "length": "the length of the scale"}
    low, high = (ends[end] if isinstance(end, str) else end for end in one.range)
    if one.unit == "yes or no":
        return "yes or no"
    if low == -math.inf:
        return "any number" if high == math.inf else f"at most {high:g}"
    if high == math.inf:
        return f"{low:g} and up"
    return f"{low:g} to {high if isinstance(high, str) else f'{high:g}'}"
