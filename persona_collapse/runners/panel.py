"""What a runner's task asks: the study that `persona-collapse run` would make of the same words."""

from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.study import Manner, Study, studies


def names() -> tuple[str, ...]:
    """The bundled questionnaires that can be asked, which are those with texts.

    >>> names()[:2]
    ('bfi44', 'moral131')
    """
    return tuple(one.id for one in catalogue.questionnaires() if one.can_be_asked)


def questionnaire(study: Study) -> Instrument:
    """What a study of this room asks."""
    assert isinstance(study.instrument, Instrument), "only questionnaires are asked here"
    return study.instrument


def asked(
    instrument: str,
    *,
    personas: str | int | None = None,
    first: int | None = None,
    sample: int | None = None,
    samples: int = 1,
    seed: int = 0,
    order: str = "fixed",
    trait_labels: bool = True,
    wording: str = "standard",
    language: str | None = None,
) -> Study:
    """A study from the options of `run`, under the same names.

    Parameters
    ----------
    instrument : one of `names()`
    personas : a number (the first ones of the bundled pool), twin2k500, a table's path, or a Hub dataset; None for the
        bundled pool
    first, sample : the first N of them, or N drawn at random
    samples : how often each question is put to each persona
    seed : of the draw and of the layouts
    order : fixed, or random for layouts that are drawn for every persona and item
    trait_labels : whether a persona's trait labels are stated
    wording : the words around an item, as `--wording` of `run`
    language : of the items; None for the published one

    Raises
    ------
    InputError : as `run` says it: personas that are not there, a questionnaire without texts, an unknown order, ..

    >>> study = asked("bfi44", personas=2)
    >>> len(study), study.sampling.max_tokens
    (88, 64)
    """
    from persona_collapse.inputs import read_personas
    from persona_collapse.personas import Selection

    pool, count = read_personas(None if personas is None else str(personas), Selection(first, sample, seed))
    manner = Manner(samples=samples, seed=seed, labels=trait_labels, order=order, wording=wording)
    (study,) = studies([catalogue.bundled(instrument, language)], pool, count, manner)
    return study
