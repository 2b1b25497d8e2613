from .calibration import calibration_table
from .domains.faces import domains_html, domains_markdown, domains_table
from .drift import drift_table
from .markdown_page import markdown, record_markdown
from .next_personas import next_table
from .page import comparison_html, html, record_html, texts_html
from .panel import panel_table
from .parts.advice import advice_lines
from .plan import plan_table
from .sweep import sweep_table
from .terminal import comparison_table, side_by_side, table, text_table
from .worth import worth_table

__all__ = [
    "advice_lines",
    "calibration_table",
    "comparison_html",
    "comparison_table",
    "domains_html",
    "domains_markdown",
    "domains_table",
    "drift_table",
    "html",
    "markdown",
    "next_table",
    "panel_table",
    "plan_table",
    "record_html",
    "record_markdown",
    "side_by_side",
    "sweep_table",
    "table",
    "text_table",
    "texts_html",
    "worth_table",
]
