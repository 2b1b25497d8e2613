"""Remedy: from a grade to what can be done about it. Records and answers in, records out.

- panel: personas chosen or weighted so that their answers fit people, scored on people and items that were held out
- pool: the personas of several runs as one pool
- spaces, splits, herding, balancing, choosing, scoring, reach: the parts of it
"""

from persona_collapse.remedy.panel import panel
from persona_collapse.remedy.pool import Pool, pooled

__all__ = ["Pool", "panel", "pooled"]
