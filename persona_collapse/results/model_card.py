"""What the Hub says of a model: how large it is, under which licence it is, and what it was made from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelCard:
    """What the Hub said of a model when its result was checked.

    The number of parameters is counted in the weights; licence and base model are as the model's authors state them.

    Attributes
    ----------
    parameters : how many; None unknown
    license : identifier of the licence, as in apache-2.0; empty unknown
    base : id of the model that it was made from; empty where none is stated
    relation : how it was made from that one, as in finetune or merge; empty unknown
    """

    parameters: int | None = None
    license: str = ""
    base: str = ""
    relation: str = ""
