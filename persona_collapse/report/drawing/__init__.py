"""Figures as HTML with inline SVG, light or dark as the page is, readable in print; files of them by matplotlib."""

from persona_collapse.report.drawing.marks import interval, mark_words
from persona_collapse.report.drawing.palette import stylesheet
from persona_collapse.report.drawing.svg import NOTHING, drawn, gallery

__all__ = ["NOTHING", "drawn", "gallery", "interval", "mark_words", "stylesheet"]
