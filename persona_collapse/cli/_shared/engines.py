"""Where the backends of `run` work: in this process, or in the actors of a Ray cluster."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend
    from persona_collapse.cli._shared.run_options import Connection
    from persona_collapse.study import Study

LOCAL, RAY = "local", "ray"


@dataclass(frozen=True)
class Engine:
    """Where questions are asked from.

    Attributes
    ----------
    name : local or ray
    actors, gpus_per_actor : of Ray, as typed

    Raises
    ------
    InputError : an unknown engine, options of Ray without it, or Ray without its package.
    """

    name: str
    actors: int | None = None
    gpus_per_actor: float | None = None

    def __post_init__(self) -> None:
        from importlib.util import find_spec

        if self.name not in (LOCAL, RAY):
            raise InputError(f"unknown engine {self.name!r}; use local or ray")
        for option, given in (("--actors", self.actors), ("--gpus-per-actor", self.gpus_per_actor)):
            if given is not None and self.name == LOCAL:
                raise InputError(f"{option} needs --engine ray; add it, or omit {option}")
        if self.name == RAY and find_spec("ray") is None:
            from persona_collapse.backends.ray_actors import MISSING

            raise InputError(MISSING)

    def check(self, model: str, kind: str, judge: str | None) -> None:
        """Refuse what Ray has no use for.

        Raises
        ------
        InputError : a model on a server, or a judge.
        """
        if self.name == LOCAL:
            return
        if kind == "api":
            raise InputError(
                f"{model} is on a server, which is asked from one process; omit --engine ray, and raise --concurrency"
            )
        if judge is not None:
            raise InputError(
                "--judge needs --engine local: omit it now, then rerun with --judge and without --engine ray"
            )

    def ready(
        self, kind: str, model: str, studies: "Sequence[Study]", connection: "Connection", made: "Sequence[Backend]"
    ) -> "list[AbstractContextManager[Backend]]":
        """The backend of each study, there inside of its `with` block.

        Parameters
        ----------
        kind, model, studies, connection : as `make_backend` takes them
        made : those that are there already, one for each study; may be empty
        """
        from persona_collapse.cli._shared.asking import make_backend

        if self.name == LOCAL:
            backends = made or [make_backend(kind, model, studies[0], connection)] * len(studies)
            return [nullcontext(one) for one in backends]
        from persona_collapse.backends.ray_actors import RayActors

        return [
            RayActors(
                partial(make_backend, kind, model, one, connection),
                actors=self.actors,
                gpus=self.gpus_per_actor,
                may_use_gpus=kind != "simulated",
            )
            for one in studies
        ]
