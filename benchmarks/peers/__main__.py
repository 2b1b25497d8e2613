"""This project beside its peers, on the same data in turn: processor time, wall time, memory, and the share of a bound.

    python -m benchmarks.peers --write docs/benchmarks.md

The peers run in interpreters of their own (environments/), which are made at the first start. What was measured is added
to results.json, so cases and sizes can be measured one after another; the page is made from that file.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers import cases, edges, environments, machine, page, prompts, start
from benchmarks.peers.measuring import ROOT, Limits, Side, Way, Workers, in_turn

RESULTS = Path(__file__).resolve().parent / "results.json"
ASKING = {
    "probabilities": ("shared_probabilities", "single_probabilities", "batched_probabilities", "harness"),
    "replies": ("shared_text", "single_text", "batched_text", "continuous_text"),
}
OTHERS = ("asking", "edges", "start")
BOUND_TURNS = 2
"""Calls of a bound in each round: the least of them counts, and a single one may have been disturbed."""


def main(given: list[str] | None = None) -> None:
    """Measure what was asked for, add it to the results, and write the page."""
    options = _options().parse_args(given)
    kept = json.loads(options.results.read_text(encoding="utf-8")) if options.results.exists() else {"rows": []}
    with tempfile.TemporaryDirectory() as place:
        interpreters = {name: environments.interpreter(name, options.environments) for name in _needed(options)}
        with Workers(interpreters, Limits(options.seconds, 10 * options.seconds, options.memory * 2**30)) as workers:
            if options.cases:
                kept["machine"] = machine.described()
                kept["limits"] = {"seconds": options.seconds, "memory": options.memory}
            begun: set[tuple[Any, ...]] = set()
            for measured in _measured(options, workers, Path(place)):
                one = {**measured, "processor": machine.described()["processor"]}
                old = set() if _key(one) in begun else {_key(one)}
                begun |= old
                kept["rows"] = [*(row for row in kept["rows"] if _key(row) not in old), one]
                options.results.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
                print(page.line(one), flush=True)
            kept.setdefault("versions", {}).update(_versions(workers, interpreters))
    options.results.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    if options.write:
        options.write.write_text(page.written(kept), encoding="utf-8")


def _options() -> argparse.ArgumentParser:
    known = [*(one.name for one in cases.CASES), *OTHERS]
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--cases", nargs="*", default=known, choices=known, metavar="CASE", help=", ".join(known))
    found.add_argument("--sizes", nargs="*", type=int, default=cases.SIZES, help="numbers of respondents")
    found.add_argument("--rounds", type=int, default=3)
    found.add_argument("--seconds", type=int, default=200, help="processor time that a call may take")
    found.add_argument("--memory", type=int, default=12, help="GiB that a call may take")
    found.add_argument("--environments", type=Path, default=ROOT / "build" / "peers", help="where they are or are made")
    found.add_argument("--results", type=Path, default=RESULTS)
    found.add_argument("--write", type=Path, help="the page, docs/benchmarks.md")
    return found


def _needed(options: argparse.Namespace) -> set[str]:
    """The environments of the chosen cases."""
    chosen = [one for one in cases.CASES if one.name in options.cases]
    found = {peer.environment for one in chosen for peer in one.peers}
    return (
        found
        | ({"asking"} if "asking" in options.cases else set())
        | ({"geometry"} if "edges" in options.cases else set())
    )


def _versions(workers: Workers, interpreters: dict[str, str]) -> dict[str, str]:
    """The versions of the peers that were run."""
    packages = {"geometry": {"prdc"}, "asking": {"lm-eval", "transformers", "torch"}}
    for case in cases.CASES:
        for peer in case.peers:
            packages.setdefault(peer.environment, set()).add(peer.name)
    found: dict[str, str] = {}
    for name in interpreters:
        asked = {"call": "versions", "packages": sorted(packages[name])}
        found.update(workers.ask(name, "asking.py" if name == "asking" else "theirs.py", 1, asked))
    return found


def _measured(options: argparse.Namespace, workers: Workers, place: Path) -> Iterator[dict[str, Any]]:
    """All rows, one after another."""
    known: set[tuple[str, int]] = set()
    for case in cases.CASES:
        if case.name in options.cases:
            yield from _of_case(case, options, workers, place, known)
    if "edges" in options.cases:
        yield from edges.measured(workers, place)
    if "asking" in options.cases:
        yield from _of_asking(options, workers, place)
    if "start" in options.cases:
        yield start.measured(options.rounds)


def _of_case(
    case: cases.Case, options: argparse.Namespace, workers: Workers, place: Path, known: set[tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    """A case at every size, until a side does not end; with both cores at some sizes.

    `known` has the shapes and sizes of long bounds that another case has measured; these are not measured again.
    """
    ways = [
        Way("ours", "ours", "ours.py", case.ours),
        *(Way(one.name, one.environment, "theirs.py", one.call) for one in case.peers),
    ]
    bounds = [Way(name, "ours", "ours.py", case.bound.call, how, BOUND_TURNS) for name, how in case.bound.ways.items()]
    warm = cases.files(case, cases.warm(case), place)
    failed: dict[str, Side] = {}
    for size in sorted(set(options.sizes) & set(case.sizes)):
        data = cases.files(case, size, place)
        for cores in (1, 2) if size in case.cores else (1,):
            some = [*ways, *(bounds if cores == 1 and (case.bound.shape, size) not in known else ())]
            some = [one for one in some if one.side not in failed]
            for one in in_turn(workers, case.name, size, some, data, warm, cores=cores, rounds=options.rounds):
                if one.failed:
                    failed[one.side] = one
                if case.bound.shape and one.side in case.bound.ways and one.over:
                    known.add((case.bound.shape, size))
                yield one.record()
        for path in data.values():
            Path(path).unlink(missing_ok=True) if size > cases.WARM else None


def _of_asking(options: argparse.Namespace, workers: Workers, place: Path) -> Iterator[dict[str, Any]]:
    """The ways of asking; the tokens are replaced by how far they are from ours."""
    for kind, calls in ASKING.items():
        given = {"answers": kind == "probabilities"}
        data, warm = prompts.files(place, prompts.PERSONAS, **given), prompts.files(place, 1, 2, **given)
        ids = json.loads(Path(data["ids"]).read_text(encoding="utf-8"))
        ways = [Way(one, "asking" if one == "harness" else "ours", "asking.py", one) for one in calls]
        sides = list(in_turn(workers, kind, len(ids), ways, data, warm, rounds=options.rounds))
        expected = sides[0].value.get("found")
        for one in sides:
            value = prompts.summed(kind, ids, expected, one.value)
            yield {**one.record(), "value": value}


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    """What is measured at once, and takes the place of what was measured before."""
    return row["case"], row["size"], row["cores"]


if __name__ == "__main__":
    main()
