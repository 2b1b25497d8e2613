"""How the page looks: the theme whose colours can be read in light and in dark, and the style of what the page draws."""

from pathlib import Path
from typing import Any

import gradio as gr

CSS = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
"""Goes to `launch(css=...)`; without it no figure has a shape."""

FONT = ("system-ui", "sans-serif")
BRIGHT = "#d4d4d4"
"""Of links on a dark page, where the theme's own grey is too dark to read; chosen tabs have it in look.css."""


def theme() -> Any:
    """Gradio's Monochrome, with the reader's own fonts; goes to `launch(theme=...)`."""
    plain = gr.themes.Monochrome(font=FONT, font_mono=("ui-monospace", "monospace"))
    return plain.set(
        link_text_color_dark=BRIGHT,
        link_text_color_active_dark=BRIGHT,
        link_text_color_hover_dark=BRIGHT,
        link_text_color_visited_dark=BRIGHT,
    )
