"""Every number this project reports, as a function of arrays; records out, no files, no pandas.

Letters: N respondents of the population, M of the reference, D items, T traits, k neighbours, n the matched size.

Each name is imported when it is used first; `__init__.pyi` says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
