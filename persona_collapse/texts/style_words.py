"""Word lists for style, and the features of style that other libraries compute: MTLD and sentiment."""

from collections.abc import Sequence

import numpy as np

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.text.style import lexical
from persona_collapse.measures.text.words import sentences, words
from persona_collapse.texts.libraries import library

FIRST_PERSON = ("i", "me", "my", "mine", "myself")
"""First person singular; contractions (I'm, I've) count by their first word."""

HEDGES = (
    *("maybe", "perhaps", "possibly", "probably", "presumably", "apparently", "arguably", "roughly"),
    *("somewhat", "sort of", "kind of", "more or less", "to some extent", "in a way", "rather", "fairly"),
    *("may", "might", "could", "seem", "seems", "seemed", "appear to", "appears to", "tend to", "tends to"),
    *("i think", "i guess", "i suppose", "i believe", "i feel like", "in my opinion", "it depends", "not sure"),
    *("often", "usually", "generally", "sometimes", "mostly", "typically", "likely", "unlikely", "about", "almost"),
)
"""Words and phrases that weaken a statement, after the classes of Hyland 1998, Hedging in Scientific Research Articles:
verbs, adverbs and modals of doubt, frequency and degree. English only; "may" and "about" have other uses too."""

MTLD_FROM = 50
"""Number of words below which MTLD is undefined; its authors found it stable from 100 words."""

THRESHOLD = 0.72
"""Type-token ratio at which a factor of MTLD ends."""


OF_ENGLISH = ("first_person", "hedges", "positive", "negative")
"""Features that are found by English words."""


def style_table(texts: Sequence[str], english: Sequence[bool] | None = None) -> dict[str, Array]:
    """Features of style, name -> (T,): those of `lexical`, mtld, positive and negative.

    mtld: mean length of word sequences with a type-token ratio above .72, forwards and backwards; it does not decrease
    with length; nan below 50 words. positive, negative: share of a sentence's weight that VADER gives to positive or
    negative words, mean over sentences weighted by words, 0 .. 1.

    Parameters
    ----------
    texts : (T,) each with at least one word
    english : (T,) whether each is in English; first_person, hedges, positive and negative of the others are nan. Without,
        all texts are taken for English

    Raises
    ------
    InputError : a text has no words, or lexicalrichness or vaderSentiment is not installed.

    Source
    ------
    MTLD: McCarthy & Jarvis 2010 (Behavior Research Methods 42, 381-392); VADER: Hutto & Gilbert 2014 (ICWSM).

    >>> found = style_table(["I love painting. It is great!", "I hate the rain."])
    >>> [bool(found[name][0] > found[name][1]) for name in ("positive", "negative")]
    [True, False]
    """
    found = lexical(texts, first_person=FIRST_PERSON, hedges=HEDGES)
    sentiment = _sentiment(texts)
    found |= {"mtld": _mtld(texts), "positive": sentiment[:, 0], "negative": sentiment[:, 1]}
    others = np.zeros(len(texts), dtype=np.bool_) if english is None else ~np.asarray(english, dtype=np.bool_)
    return found | {name: np.where(others, np.nan, found[name]) for name in OF_ENGLISH}


def _mtld(texts: Sequence[str]) -> Array:
    """MTLD of each text (T,)."""
    richness = library("lexicalrichness", "MTLD").LexicalRichness
    found = np.full(len(texts), np.nan)
    for place, text in enumerate(texts):
        tokens = [word.lower() for word in words(text)]
        if len(tokens) >= MTLD_FROM:
            found[place] = richness(tokens, preprocessor=None, tokenizer=None).mtld(threshold=THRESHOLD)
    return found


def _sentiment(texts: Sequence[str]) -> Array:
    """Shares of positive and negative words (T, 2)."""
    analyzer = library("vaderSentiment.vaderSentiment", "Sentiment").SentimentIntensityAnalyzer()
    found = np.empty((len(texts), 2))
    for place, text in enumerate(texts):
        parts = sentences(text)
        scores = [analyzer.polarity_scores(part) for part in parts]
        shares = [(score["pos"], score["neg"]) for score in scores]
        found[place] = np.average(shares, axis=0, weights=[len(words(part)) for part in parts])
    return found
