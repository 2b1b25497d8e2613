"""Records of a diagnosis: every number with the counts that say what it rests on. None means undefined, never 0.

Each name is imported when it is used first; `__init__.pyi` says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
