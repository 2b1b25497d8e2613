"""Whose token a visitor's login brings."""

import gradio as gr

from persona_collapse.hub.token import token as own_token
from space.asking.secret import Secret
from space.settings import SpaceSettings


def granted(token: gr.OAuthToken | None, settings: SpaceSettings) -> Secret | None:
    """The visitor's token; None without a login.

    On one's own machine Gradio plays the login with a token that is none; there the visitor is the owner, whose HF_TOKEN it is.

    Parameters
    ----------
    token : as Gradio hands it to a handler
    settings : whether this is a Space
    """
    if token is None:
        return None
    given = token.token if settings.on_space else own_token()
    return Secret(given) if given else None
