"""Makes data/{default,all,strict,census}.parquet with the library's samplers, seed 0."""

from pathlib import Path

from persona_collapse.hub import parquet
from persona_collapse.personas import census_sample, sample

POOL = 1144
SEED = 0


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the pools."""
    drawn = sample(POOL, rules="published", seed=SEED)
    strict = sample(POOL, rules="strict", seed=SEED)
    joint = census_sample(POOL, seed=SEED)
    parquet.write(folder, "default", *parquet.personas([one for one in drawn if one.consistent]))
    parquet.write(folder, "all", *parquet.personas(drawn, with_reasons=True))
    parquet.write(folder, "strict", *parquet.personas([one for one in strict if one.consistent]))
    parquet.write(folder, "census", *parquet.personas([one for one in joint if one.consistent]))


if __name__ == "__main__":
    build()
