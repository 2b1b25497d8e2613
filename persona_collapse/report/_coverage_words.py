"""The words of coverage, in items and in traits."""

from persona_collapse.report.words import Words

ITEMS, TRAITS = "Coverage, in items", "Coverage, in traits"
BALL = "r_j: distance from person j to the fifth nearest other person; the edge counts as inside."
SCORES = "t: trait scores, sums of keyed answers, standardised by people's means and SDs."

COVERAGE_WORDS = {
    "coverage": Words(
        ITEMS,
        "{value:.0%} of human neighbourhoods contain a persona{others:.0%}.",
        "Share of people's neighbourhoods (a person and the five most similar other people) that contain a persona.",
        "Higher is better, up to other people's value. Copies of one average person reach .2: read it with recall.",
        r"\frac{1}{M}\sum_{j=1}^{M}\mathbf{1}\left\{\min_i\lVert x_i-h_j\rVert\le r_j\right\}",
        BALL,
    ),
    "density": Words(
        ITEMS,
        "People's neighbourhoods contain {value:.2f} times as many personas as people.",
        "How crowded people's neighbourhoods are with personas.",
        "1 is as crowded as with people; far above 1, personas crowd into the commonest places: stereotypes.",
        r"\frac{1}{kN}\sum_{i=1}^{N}\sum_{j=1}^{M}\mathbf{1}\left\{\lVert x_i-h_j\rVert\le r_j\right\},\quad k=5",
        BALL,
    ),
    "precision": Words(
        ITEMS,
        "{value:.0%} of the personas are inside a human neighbourhood{others:.0%}.",
        "Share of personas inside a person's neighbourhood.",
        "Higher is better. Alone it rewards sameness: copies of the average person have a precision of 1.",
        r"\frac{1}{N}\sum_{i=1}^{N}\max_j\mathbf{1}\left\{\lVert x_i-h_j\rVert\le r_j\right\}",
        BALL,
    ),
    "recall": Words(
        ITEMS,
        "{value:.0%} of the people are inside a neighbourhood of personas{others:.0%}; read it with precision.",
        "Share of people inside a persona's neighbourhood (a persona and the five most similar other ones).",
        "Higher is better, but only together with precision: random answers have a high recall and no precision.",
        r"\frac{1}{M}\sum_{j=1}^{M}\max_i\mathbf{1}\left\{\lVert x_i-h_j\rVert\le s_i\right\}",
        "s_i: distance from persona i to the fifth nearest other persona.",
    ),
    "trait_coverage": Words(
        TRAITS,
        "In trait scores, {value:.0%} of human neighbourhoods contain a persona{others:.0%}.",
        "Coverage in trait scores instead of items.",
        "Higher is better. The shuffled population scores about .6, so expect more than that.",
        r"\text{coverage of }\left(t_1,\dots,t_T\right)",
        SCORES,
    ),
    "trait_density": Words(
        TRAITS,
        "In trait scores, human neighbourhoods contain {value:.2f} times as many personas as people.",
        "Density in trait scores.",
        "1 is as crowded as with people; above 1, personas crowd together.",
        r"\text{density of }\left(t_1,\dots,t_T\right)",
        SCORES,
    ),
    "trait_precision": Words(
        TRAITS,
        "In trait scores, {value:.0%} of the personas are inside a human neighbourhood{others:.0%}.",
        "Precision in trait scores.",
        "It can reveal caricature, but not noise: noise scores nearly 1, since means over items move to the middle.",
        r"\text{precision of }\left(t_1,\dots,t_T\right)",
        SCORES,
    ),
    "trait_recall": Words(
        TRAITS,
        "In trait scores, {value:.0%} of the people are inside a neighbourhood of personas{others:.0%}.",
        "Recall in trait scores.",
        "Higher is better. But a caricature scores high as well, since its personas reach all extremes.",
        r"\text{recall of }\left(t_1,\dots,t_T\right)",
        SCORES,
    ),
}
