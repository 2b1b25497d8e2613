"""Remedy: from a grade to what can be done about it. Records and answers in, records out.

- advice, evidence: a table of rules, evidence -> sentence -> command
- calibration: answers mapped to people's use of the scale, and what that changes among other people
- panel: personas chosen or weighted so that their answers fit people, scored on people and items that were held out
- sweep: ways of asking compared, and what each does to variety
- pool: the personas of several runs as one pool
- worth, powered, small_area: what personas add to a small sample of people
- next_personas, uncovered, features, explained: which personas to ask next, towards people without one near them
- spaces, splits, herding, balancing, choosing, scoring, reach: the parts of it
"""

from persona_collapse.remedy._next_personas import next_personas
from persona_collapse.remedy._panel import panel
from persona_collapse.remedy._worth import worth
from persona_collapse.remedy.advice import advise
from persona_collapse.remedy.calibration import Calibrated, calibrate
from persona_collapse.remedy.pool import Pool, pooled
from persona_collapse.remedy.sweeping import AskedWay, sweep

__all__ = [
    "AskedWay",
    "Calibrated",
    "Pool",
    "advise",
    "calibrate",
    "next_personas",
    "panel",
    "pooled",
    "sweep",
    "worth",
]
