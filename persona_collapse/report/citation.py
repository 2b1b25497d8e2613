"""BibTeX of the paper, this package, the people compared with and the questionnaire: facts that this package or a record has."""

import re

from persona_collapse.instruments import catalogue
from persona_collapse.references import CALIBRATED, SIMULATED, TWIN
from persona_collapse.references.samples import samples

SHORT_TITLE = "The Chameleon's Limit"
LONG_TITLE = f"{SHORT_TITLE}: Investigating Persona Collapse and Homogenization in Large Language Models"
AUTHORS = "Xiao, Zhang, Yang, Ma, Xuan, Huang (2026)"

PAPER = f"""@article{{xiao2026chameleon,
  title = {{{LONG_TITLE}}},
  author = {{Xiao and Zhang and Yang and Ma and Xuan and Huang}},
  journal = {{arXiv preprint arXiv:2604.24698}},
  year = {{2026}}
}}"""

TWIN_2K_500 = """@article{toubia2025twin,
  title = {Twin-2K-500: A dataset for building digital twins of over 2,000 people based on their answers to over 500 questions},
  author = {Toubia and others},
  journal = {arXiv preprint arXiv:2505.17479},
  year = {2025}
}"""

UNSAFE = re.compile(r"([&%$#_])")
BRACES = re.compile(r"[{}\\]")


def software(version: str) -> str:
    """This package, as CITATION.cff has it, with the version that measured.

    Parameters
    ----------
    version : of the record

    >>> print(software("0.1.0"))
    @software{persona-collapse,
      title = {persona-collapse},
      author = {{The persona-collapse authors}},
      version = {0.1.0},
      license = {Apache-2.0}
    }
    """
    fields = {
        "title": "persona-collapse",
        "author": "{The persona-collapse authors}",
        "version": _text(version),
        "license": "Apache-2.0",
    }
    return _entry("software", "persona-collapse", fields)


def people(source: str) -> tuple[str, ...]:
    """The people compared with, and what a simulated reference rests on; empty for a file of the user.

    Parameters
    ----------
    source : the name of a reference

    >>> people("answers.csv"), people("twin2k500") == (TWIN_2K_500,)
    ((), True)
    """
    if source == CALIBRATED:
        note = f"2,058 respondents {SIMULATED}: those of Twin-2K-500; bundled with persona-collapse"
        return _entry("misc", CALIBRATED, {"title": CALIBRATED, "note": note}), TWIN_2K_500
    if source == TWIN:
        return (TWIN_2K_500,)
    if source not in samples():
        return ()
    found = samples()[source]
    fields = {
        "title": _text(found.title),
        "note": _text(found.citation),
        "howpublished": f"\\url{{{found.address}}}",
    }
    return (_entry("misc", found.name, fields),)


def questionnaire(instrument: str) -> str | None:
    """A bundled questionnaire with its source; None for another one.

    Parameters
    ----------
    instrument : its id

    >>> print(questionnaire("mini-ipip").splitlines()[1])
      title = {Mini-IPIP, 20 items},
    >>> "E. M., \\\\& Kentle" in questionnaire("bfi44")
    True
    """
    if instrument not in catalogue.names():
        return None
    found = catalogue.bundled(instrument)
    return _entry("misc", instrument, {"title": _text(found.title), "note": _text(found.source.removesuffix("."))})


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{inside}\n}}"


def _text(words: str) -> str:
    """Words that BibTeX prints as they are.

    >>> _text("R&D {1}")
    'R\\\\&D 1'
    """
    return UNSAFE.sub(r"\\\1", BRACES.sub("", words))
