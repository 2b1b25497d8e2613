"""Persona Attribute Mention: the page of this folder. Made by `python -m persona_collapse.hub.cards`."""

import persona_collapse.hub.page as page

demo = page.metric_page("persona_attribute_mention")

if __name__ == "__main__":
    demo.launch()
