"""Conversations that a model reads before the questions: their file form, and the bundled ones."""

from persona_collapse.dialogues.bundled import BUNDLED, BundledDialogue, bundled_dialogue, bundled_dialogues, origin
from persona_collapse.dialogues.conversation import Conversation, ConversationIdentity
from persona_collapse.dialogues.files import read_conversation
from persona_collapse.dialogues.turns import Dialogue, Turn

__all__ = [
    "BUNDLED",
    "BundledDialogue",
    "Conversation",
    "ConversationIdentity",
    "Dialogue",
    "Turn",
    "bundled_dialogue",
    "bundled_dialogues",
    "origin",
    "read_conversation",
]
