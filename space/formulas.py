"""What each number says, between which ends it lies, which way is better, and its formula: a text for every one there is."""

from typing import NamedTuple


class Explained(NamedTuple):
    """A number in words.

    Attributes
    ----------
    name : as the tables print it
    words : what it says
    ends : the least and the most it can be
    direction : how to read it
    formula : in LaTeX; D items, N personas x, M people h, both standardised by people's means and SDs
    where : what the letters of the formula stand for, beyond these
    """

    name: str
    words: str
    ends: str
    direction: str
    formula: str
    where: str = ""


BALL = "r_j: from person j to the fifth nearest other person; the edge counts as inside."

EXPLAINED: dict[str, Explained] = {
    "coverage": Explained(
        "coverage",
        "The share of people's neighbourhoods that hold some persona. A neighbourhood is a person and the five others most alike.",
        "0 to 1",
        "Higher is better, up to what other people reach. Copies of one average person already reach about a fifth: read it with recall.",
        r"\frac{1}{M}\sum_{j=1}^{M}\mathbf{1}\left\{\min_i\lVert x_i-h_j\rVert\le r_j\right\}",
        BALL,
    ),
    "density": Explained(
        "density",
        "How crowded people's neighbourhoods are with personas.",
        "0 and up",
        "1 is as crowded as by people; far above 1 personas press together in the commonest places: stereotypes.",
        r"\frac{1}{kN}\sum_{i=1}^{N}\sum_{j=1}^{M}\mathbf{1}\left\{\lVert x_i-h_j\rVert\le r_j\right\},\quad k=5",
        BALL,
    ),
    "precision": Explained(
        "precision",
        "The share of personas that stand where people stand.",
        "0 to 1",
        "Higher is better. Alone it rewards sameness: copies of the average person have a precision of 1.",
        r"\frac{1}{N}\sum_{i=1}^{N}\max_j\mathbf{1}\left\{\lVert x_i-h_j\rVert\le r_j\right\}",
        BALL,
    ),
    "recall": Explained(
        "recall",
        "The share of people who stand in a neighbourhood of personas.",
        "0 to 1",
        "Higher is better, with precision beside it only: answers at random have a high recall and no precision.",
        r"\frac{1}{M}\sum_{j=1}^{M}\max_i\mathbf{1}\left\{\lVert x_i-h_j\rVert\le s_i\right\}",
        "s_i: from persona i to the fifth nearest other persona.",
    ),
    "trait_coverage": Explained(
        "trait coverage",
        "Coverage in the five trait scores instead of the 44 items.",
        "0 to 1",
        "Higher is better. The same answers dealt anew among respondents score about .55, so look for more.",
        r"\text{coverage of }\left(t_1,\dots,t_5\right)",
        "t: trait scores, sums of keyed answers, standardised by people's means and SDs.",
    ),
    "trait_density": Explained(
        "trait density",
        "Density in the five trait scores.",
        "0 and up",
        "1 is as crowded as by people; above 1 personas press together.",
        r"\text{density of }\left(t_1,\dots,t_5\right)",
        "t: trait scores.",
    ),
    "trait_precision": Explained(
        "trait precision",
        "Precision in the five trait scores.",
        "0 to 1",
        "Noise scores nearly 1 here, since averages over items move to the middle: it cannot tell noise from people.",
        r"\text{precision of }\left(t_1,\dots,t_5\right)",
        "t: trait scores.",
    ),
    "trait_recall": Explained(
        "trait recall",
        "Recall in the five trait scores.",
        "0 to 1",
        "Higher is better. A caricature has it too, since it goes to all the ends.",
        r"\text{recall of }\left(t_1,\dots,t_5\right)",
        "t: trait scores.",
    ),
    "hopkins": Explained(
        "Hopkins statistic",
        "Whether answers stand in clumps: how near personas are to each other, against how near random answer sheets are to them.",
        "0 to 1",
        ".5 is answers at random, 1 everybody in clumps. Best near people's own value, from either side.",
        r"\frac{\sum U}{\sum U+\sum W}",
        "U: from a random answer sheet (every scale point equally likely) to the nearest persona; W: from a persona to the nearest other.",
    ),
    "hyperspherical_uniformity": Explained(
        "hyperspherical uniformity",
        "Whether personas point in all directions from the average person, however far they go.",
        "-8 to 0",
        "Lower is more even; best near people's own value.",
        r"\log\;\operatorname*{mean}_{i\ne i'}\;e^{-2\lVert u_i-u_{i'}\rVert^2},\quad u_i=x_i/\lVert x_i\rVert",
    ),
    "lid": Explained(
        "LID, local intrinsic dimensionality",
        "In how many independent ways personas differ from those most like them. Who shares all answers with another counts 0.",
        "0 and up",
        "Below people's, variety is missing; above, it is noise, which has the highest value of all. It grows with the number of respondents.",
        r"\operatorname*{median}_i\left(-\frac{1}{k-1}\sum_{l=1}^{k-1}\log\frac{r_l}{r_k}\right)^{-1},\quad k=20",
        "r_l: from persona i to the l-th nearest other pattern of answers.",
    ),
    "tied": Explained(
        "respondents sharing a pattern",
        "How many respondents give exactly the answers of another.",
        "0 to all of them",
        "Lower is better; with 44 items people share none.",
        r"\#\left\{i:\exists\,i'\ne i,\;x_{i'}=x_i\right\}",
    ),
    "participation_ratio": Explained(
        "participation ratio",
        "Along how many independent directions answers vary.",
        "1 to D, 44 for the BFI-44",
        "1: all items say the same. Noise has the highest value; best near people's.",
        r"\frac{\left(\sum_j\lambda_j\right)^2}{\sum_j\lambda_j^2}",
        "λ: eigenvalues of the correlations between items.",
    ),
    "mean_nearest_neighbour_distance": Explained(
        "mean nearest-neighbour distance",
        "How far a persona's answers are from those most like them, in SDs of people.",
        "0 and up",
        "0: everybody has a copy. Noise stands furthest apart; best near people's.",
        r"\frac{1}{N}\sum_i\min_{i'\ne i}\lVert x_i-x_{i'}\rVert",
    ),
    "vendi_ratio": Explained(
        "Vendi score / people's",
        "How many kinds of respondents there are, as a share of the kinds among as many people.",
        "above 0",
        "1 is as many as among people; below, the same few come again; noise is far above.",
        r"\frac{V(x)}{V(h)},\quad V=\exp\left(-\sum_l\lambda_l\log\lambda_l\right)",
        "λ: eigenvalues of K / n, K = exp(-d² / 2s²) of the distances d between respondents, s people's median distance to their nearest.",
    ),
    "effective_likert": Explained(
        "effective Likert",
        "How many points of the scale an item's answers really use.",
        "1 to 5 on a five-point scale",
        "1: everybody the same; 5: all five equally, which is noise. Best near people's.",
        r"\frac{1}{D}\sum_{j=1}^{D}\frac{1}{\sum_v p_{jv}^2}",
        "p_jv: share of the answers to item j that are v.",
    ),
    "midpoint_share": Explained(
        "midpoint share",
        "The share of answers that are the middle of the scale.",
        "0 to 1",
        "Best near people's: more is sitting on the fence, less is taking sides on everything.",
        r"\frac{1}{ND}\#\left\{(i,j):\text{answer}_{ij}=3\right\}",
    ),
    "extreme_share": Explained(
        "extreme share",
        "The share of answers that are an end of the scale.",
        "0 to 1",
        "Best near people's: more is overdoing it.",
        r"\frac{1}{ND}\#\left\{(i,j):\text{answer}_{ij}\in\{1,5\}\right\}",
    ),
    "zero_variance_items": Explained(
        "zero-variance items",
        "How many items got the same answer from everybody.",
        "0 to D",
        "0 is what people have.",
        r"\#\left\{j:\operatorname{SD}_i(x_{ij})=0\right\}",
    ),
    "marginal_distance": Explained(
        "marginal distance",
        "How far an item's answers lie from people's, in scale points, mean over items.",
        "0 to 4 on a five-point scale",
        "Lower is better. It looks at items one by one and cannot see who gave which answers together.",
        r"\frac{1}{D}\sum_{j=1}^{D}\sum_{v=1}^{4}\left|F_j(v)-G_j(v)\right|",
        "F_j(v), G_j(v): share of personas', of people's answers to item j that are at most v.",
    ),
    "sd_ratio": Explained(
        "sd ratio",
        "How widely trait scores vary, as a share of people's.",
        "0 and up",
        "1 is as widely as people; below is narrow, above is overdone.",
        r"\frac{1}{5}\sum_{t=1}^{5}\frac{\operatorname{SD}(\text{personas' scores}_t)}{\operatorname{SD}(\text{people's scores}_t)}",
    ),
    "desirability_shift": Explained(
        "desirability shift",
        "How much nicer than people the population presents itself, in SDs of people. Labels High and Low in equal parts distort it.",
        "any number",
        "0 is as people; above 0 nicer.",
        r"\frac{1}{5}\sum_{t=1}^{5}\pm\frac{\text{personas' mean}_t-\text{people's mean}_t}{\text{people's SD}_t}",
        "Minus for Neuroticism.",
    ),
    "energy_distance": Explained(
        "energy distance",
        "How far the whole cloud of personas is from the cloud of people.",
        "about 0 and up",
        "0 is what two samples of people score; the p-value beside it says whether chance does the same.",
        r"2\operatorname{mean}\lVert x-h\rVert-\operatorname{mean}\lVert x-x'\rVert-\operatorname{mean}\lVert h-h'\rVert",
    ),
    "energy_p_value": Explained(
        "p-value of the energy distance",
        "How often personas and people, mixed and dealt into two groups at random, are as far apart.",
        "just above 0 to 1",
        "Small: the difference is more than chance. It grows smaller with more respondents and says nothing about size.",
        r"\frac{1+b}{1+B}",
        "b of B random dealings are as far apart.",
    ),
    "separability": Explained(
        "forest's AUC",
        "How well a random forest, shown some of both, tells the other personas from people.",
        ".5 to 1, by chance a little below .5",
        ".5: it cannot. 1: it tells every one.",
        r"P\left(\text{score}(x)>\text{score}(h)\right)",
        "Scores of a forest of 200 trees, five folds; half of a tie counts.",
    ),
    "rho": Explained(
        "rho",
        "How well personas follow their trait labels: rank correlation of label and trait score, mean over traits.",
        "-1 to 1; thirds allow .943, halves .866",
        "Higher is more obedient, not more human. At its ceiling, look at d and caricature.",
        r"\frac{1}{5}\sum_t\operatorname{corr}\left(\operatorname{rank}(\text{label}_t),\operatorname{rank}(\text{score}_t)\right)",
    ),
    "d": Explained(
        "d",
        "How far personas told High stand from those told Low, in SDs within them.",
        "any number; 0 is labels without effect",
        "Best near what people labelled by their own scores have; far above, labels are acted out.",
        r"\frac{1}{5}\sum_t\frac{\text{mean}_t(\text{High})-\text{mean}_t(\text{Low})}{\text{pooled SD}_t}",
    ),
    "caricature": Explained(
        "caricature",
        "d as a multiple of that of people who were labelled by their own scores.",
        "0 and up",
        "1 is as people; above 1.2, with labels followed as well as can be, the population is trapped.",
        r"\frac{d}{d_\text{people}}",
        "d_people: people sorted by score and cut at the same shares of High, Neutral and Low.",
    ),
    "within_level_sd_ratio": Explained(
        "sd within labels",
        "How widely personas told the same label still vary, as a share of all people.",
        "0 and up",
        "At the value beside it labels would say everything; below, personas of one label are more alike than that.",
        r"\frac{1}{5}\sum_t\frac{\text{SD}_t(\text{scores within a label})}{\text{SD}_t(\text{people's scores})}",
    ),
    "trapped": Explained(
        "trapped, all traits together",
        "The fidelity trap: labels followed as well as can be, and overdone.",
        "yes or no",
        "No is better.",
        r"\rho\ge .95\,\rho_\text{ceiling}\quad\text{and}\quad d>1.2\,d_\text{people}",
    ),
    "trapped_traits": Explained(
        "trapped traits, each alone",
        "How many traits are trapped, each judged by its own rho and d.",
        "0 to 5",
        "0 is better.",
        r"\#\left\{t:\rho_t\ge .95\,\rho_{\text{ceiling},t},\;d_t>1.2\,d_{\text{people},t}\right\}",
    ),
}
"""Field of a scorecard -> what it says, in the order of the tables."""

FURTHER: dict[str, Explained] = {
    "noise_share": Explained(
        "noise share",
        "Of what varies between answers beyond the items, how much is new each time the same persona is asked the same.",
        "0 to 1; unknown with one answer to each question",
        "Lower: answers belong to personas. Higher: variety is chance.",
        r"\frac{\sigma^2_\text{within}}{\sigma^2_\text{persona}+\sigma^2_{\text{persona}\times\text{item}}+\sigma^2_\text{within}}",
    ),
    "icc": Explained(
        "ICC(1,1)",
        "How well one answer stands for a persona's other answers to the same item, mean over items.",
        "-1 / (R - 1) to 1",
        "0 is noise, 1 is the same answer every time.",
        r"\operatorname*{mean}_\text{items}\frac{B-W}{B+(R-1)W}",
        "B, W: mean squares between and within personas; R answers each.",
    ),
    "r2": Explained(
        "R2, what answers track",
        "How much of the answers the personas' attributes account for (politics, gender, country, class), beside what chance gives.",
        "0 to 1",
        "Read the excess over chance: one attribute with most of it means personas are that attribute.",
        r"1-\frac{\text{SS}_\text{residual}}{\text{SS}_\text{total}},\quad\text{chance: }\frac{\text{df}}{N-1}",
    ),
    "default_pull": Explained(
        "pull to the default",
        "How much nearer personas stand to what the model answers without a persona than people do.",
        "at most 1",
        "0 as near as people. Narrow populations are near anybody: read it beside the pull to single people.",
        r"1-\frac{\operatorname{mean}_i\lVert x_i-d\rVert}{\operatorname{mean}_j\lVert h_j-d\rVert}",
        "d: the model's mean answers without a persona.",
    ),
}
"""Numbers that need repeats, attributes or a control run."""
