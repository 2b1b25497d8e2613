"""Diagnoses, comparisons and texts as people read them: in a terminal, as an HTML page, in Markdown.

Each name is imported when it is used first; `__init__.pyi` says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
