"""Diagnosis: one function per axis, then the whole scorecard.

- preparation, respondents: two tables become two sides, prepared once for all axes
- axes/: one file per axis of the scorecard, by our definitions; published: all axes by the paper's
- scorecard: the axes of a population, of held-out people and of the shuffled population
- intervals/: how far the numbers would move with other respondents
- caveats, noise_floor, nulls, signature, views: what belongs to the whole; whole: `diagnose`, all of it
- comparison/: whether two populations differ
- subgroups, leaks: the scorecard of each level of an attribute; labels that answers give away
- planning/: how many personas and repeats are enough
- texts/: the diagnosis of free texts

Each name is imported when it is used first; `__init__.pyi` says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
