"""What the app may do and how much of it, read from the environment here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "PERSONA_COLLAPSE_SPACE_"


@dataclass(frozen=True)
class SpaceSettings:
    """What the app may do.

    Attributes
    ----------
    folder : where jobs are kept; on a Space with persistent storage under /data, so that a restart loses none
    on_space : whether this is a Space of the Hub
    zero_gpu : whether its GPU is lent by the minute
    local_use : whether endpoints on this machine and its network may be asked; never on a Space
    token : the owner's token, for a login on one's own machine; on a Space visitors bring theirs
    per_session, per_address, waiting : unfinished jobs of one page, of one address, and of everybody
    workers : processes for jobs that load no model
    remote : jobs at a time that ask other servers; one address has one of these places
    results : the dataset of results
    requests : the dataset of models that are to be evaluated
    evaluates : whether this app's own hardware evaluates them; on a Space with a token, unless its GPU is lent by the minute
    takes_gb : gigabytes that a submitted model may take, where other machines evaluate; 0 what this machine has
    per_week : models that one user may submit in seven days
    protocol_personas : of the fixed protocol, None for all; set by tests only
    """

    folder: Path
    on_space: bool = False
    zero_gpu: bool = False
    local_use: bool = False
    token: bool = False
    per_session: int = 2
    per_address: int = 10
    waiting: int = 60
    workers: int = 2
    remote: int = 4
    results: str = "persona-collapse/results"
    requests: str = "persona-collapse/requests"
    evaluates: bool = False
    takes_gb: int = 0
    per_week: int = 5
    protocol_personas: int | None = None

    @property
    def has_login(self) -> bool:
        """Whether the login button can work: it needs a Space, or a token on this machine."""
        return self.on_space or self.token

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "SpaceSettings":
        """As set; on_space by the Hub's own variables, everything else by PERSONA_COLLAPSE_SPACE_<NAME>.

        >>> SpaceSettings.from_environment({"PERSONA_COLLAPSE_SPACE_WAITING": "3"}).waiting
        3
        """
        on_space = "SPACE_ID" in environment
        lasting = Path("/data") if on_space and Path("/data").is_dir() else Path.home() / ".cache" / "persona-collapse"
        names = ("per_session", "per_address", "waiting", "workers", "remote", "takes_gb", "per_week")
        numbers = {name: int(environment[NAME + name.upper()]) for name in names if NAME + name.upper() in environment}
        token, lent = bool(environment.get("HF_TOKEN")), environment.get("SPACES_ZERO_GPU", "").lower() in ("1", "true")
        evaluates = environment.get(NAME + "EVALUATE", "1" if on_space else "")
        return cls(
            folder=Path(environment.get(NAME + "FOLDER", lasting / "space-jobs")),
            on_space=on_space,
            zero_gpu=lent,
            local_use=not on_space and environment.get(NAME + "LOCAL_USE", "") == "1",
            token=token,
            results=environment.get(NAME + "RESULTS", cls.results),
            requests=environment.get(NAME + "REQUESTS", cls.requests),
            evaluates=token and not lent and evaluates == "1",
            **numbers,
        )
