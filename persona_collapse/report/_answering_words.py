"""The words of the numbers about single respondents: how carefully they answer, and how they use the scale."""

from persona_collapse.report.words import Words

CARE, STYLE = "Quality of answers", "Response styles"
BEYOND_PEOPLE = "About .05 with people; far above, respondents answer as few people do."
CUTS = "q: people's own percentile."

ANSWERING_WORDS: dict[str, Words] = {
    "inconsistent_share": Words(
        CARE,
        "{value:.0%} of the respondents answer reversed items as if they were not{others:.0%}.",
        "Share of respondents whose answers to reversed items contradict those to the other items of the same traits.",
        f"{BEYOND_PEOPLE} Careless respondents, and personas that agree whichever way an item is put, raise it.",
        r"\frac{1}{N}\#\left\{i:\frac{\sum_ta_{it}b_{it}}{\sqrt{\sum_ta_{it}^2\sum_tb_{it}^2}}<q_{.05}\right\}",
        f"a, b: mean of a trait's positively keyed items and of its reverse-scored reversed items, less people's. {CUTS}",
    ),
    "long_string_share": Words(
        CARE,
        "{value:.0%} of the respondents give the same answer to many consecutive items{others:.0%}.",
        "Share of respondents whose longest string of the same answer is longer than that of 99 % of people.",
        "About .01 with people, and never less careful below it. Straight lines down a page raise it.",
        r"\frac{1}{N}\#\left\{i:\text{longest string}_i>q_{.99}\right\}",
        CUTS,
    ),
    "low_variability_share": Words(
        CARE,
        "{value:.0%} of the respondents vary their answers less than 95 % of people do{others:.0%}.",
        "Share of respondents whose answers vary less from item to item than those of 95 % of people.",
        f"{BEYOND_PEOPLE} Straight lines raise it, and so does a population that avoids the ends of the scale.",
        r"\frac{1}{N}\#\left\{i:\operatorname{SD}_j(\text{answer}_{ij})<q_{.05}\right\}",
        CUTS,
    ),
    "unusual_share": Words(
        CARE,
        "{value:.0%} of the respondents combine their answers as only 5 % of people do{others:.0%}.",
        "Share of respondents whose combination of answers is farther from people's mean than that of 95 % of people.",
        f"{BEYOND_PEOPLE} Random answers raise it, and so does another use of the scale.",
        r"\frac{1}{N}\#\left\{i:(x_i-\bar h)^\top S_h^{-1}(x_i-\bar h)>q_{.95}\right\}",
        f"S_h: covariance matrix of people's answers. Of a person, from all other people. {CUTS}",
    ),
    "unlike_pairs_share": Words(
        CARE,
        "{value:.0%} of the respondents answer items that people answer alike differently{others:.0%}.",
        "Share of respondents whose answers to pairs of like, or of opposite, items agree less than those of 95 % of people.",
        f"{BEYOND_PEOPLE} Random answers raise it. Pairs correlate by more than .6 among people, in either direction.",
        r"\frac{1}{N}\#\left\{i:\operatorname{corr}_p(x_{ip_1},\pm x_{ip_2})<q_{.05}\right\}",
        f"p: pairs of items; undefined with fewer than three. {CUTS}",
    ),
    "extreme_share_sd": Words(
        STYLE,
        "The share of extreme answers has an SD of {value:.2f} between respondents{others:.2f}.",
        "How much respondents differ in their share of answers at either end of the scale.",
        "Best near people's: personas of one model often use the scale alike, which the mean does not show.",
        r"\operatorname{SD}_i\left(\frac{1}{D}\#\left\{j:\text{answer}_{ij}\in\{\text{lowest},\text{highest}\}\right\}\right)",
    ),
    "midpoint_share_sd": Words(
        STYLE,
        "The share of midpoint answers has an SD of {value:.2f} between respondents{others:.2f}.",
        "How much respondents differ in their share of answers at the middle of the scale.",
        "Best near people's.",
        r"\operatorname{SD}_i\left(\frac{1}{D}\#\left\{j:\text{answer}_{ij}=\text{midpoint}\right\}\right)",
    ),
    "acquiescence": Words(
        STYLE,
        "Items and their opposites are answered {value:.2f} scale points above the midpoint{others:.2f}.",
        "How far respondents agree with a statement and with its opposite alike, in scale points.",
        "0: agreement with one is disagreement with the other. Best near people's, which is a little above 0.",
        r"\operatorname*{mean}_i\sum_t w_t\left(\frac{p_{it}+r_{it}}{2}-\text{midpoint}\right)",
        "p, r: mean answer to a trait's positively keyed and to its reversed items, as given; w: its share of the pairs of opposite key.",
    ),
    "acquiescence_sd": Words(
        STYLE,
        "Acquiescence has an SD of {value:.2f} scale points between respondents{others:.2f}.",
        "How much respondents differ in acquiescence.",
        "Best near people's.",
        r"\operatorname{SD}_i(\text{acquiescence}_i)",
    ),
}
"""Name -> words, in the order of the table."""
