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
    results : the dataset of submitted results
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
    results: str = "persona-collapse/results"

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
        numbers = {
            name: int(environment[NAME + name.upper()])
            for name in ("per_session", "per_address", "waiting", "workers")
            if NAME + name.upper() in environment
        }
        return cls(
            folder=Path(environment.get(NAME + "FOLDER", lasting / "space-jobs")),
            on_space=on_space,
            zero_gpu=environment.get("SPACES_ZERO_GPU", "").lower() in ("1", "true"),
            local_use=not on_space and environment.get(NAME + "LOCAL_USE", "") == "1",
            token=bool(environment.get("HF_TOKEN")),
            results=environment.get(NAME + "RESULTS", cls.results),
            **numbers,
        )
