"""docs/benchmarks.md from the results: every figure and every verdict is computed from them."""

import textwrap
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

import numpy as np

from benchmarks.peers import asked
from benchmarks.peers.cases import BOTH_CORES, CASES, HEIGHTS, Case, Peer
from benchmarks.peers.words import count, number, ratio, share, table, times, why

Row = dict[str, Any]
LEAST = 1144
"""The size from which no peer should be faster."""

MOST, FACTOR = 100_000, 10
HALF = 0.5
STEADY = 1.02
"""Times ours below which a difference of processor time is within what rounds differ."""


def line(row: Row) -> str:
    """One row, while it is measured."""
    cpu = " ".join(f"{one:.3g}" for one in row.get("cpu", []))
    return f"{row['case']} {row['size']:,} {row['side']} ({row['cores']} cores): {row.get('failed') or cpu or row['value']}"


def written(kept: dict[str, Any]) -> str:
    """The whole page."""
    rows = kept["rows"]
    parts = [*_opening(kept), *_verdicts(rows), *(part for case in CASES for part in _of_case(case, rows))]
    parts += [*asked.edges(rows), *asked.asking(rows), *asked.start(rows)]
    return "\n\n".join(part if part.startswith(("|", "```", "#")) else wrapped(part) for part in parts) + "\n"


def wrapped(text: str) -> str:
    """Prose at 100 columns; a list keeps its items."""
    items = text.split("\n- ")
    first = textwrap.fill(items[0], 100, subsequent_indent="  " if text.startswith("- ") else "", **_HOW)
    return "\n".join([first, *(textwrap.fill(f"- {one}", 100, subsequent_indent="  ", **_HOW) for one in items[1:])])


_HOW = {"break_long_words": False, "break_on_hyphens": False}


def _opening(kept: dict[str, Any]) -> Iterator[str]:
    machine, versions = kept["machine"], kept["versions"]
    yield "# Benchmarks"
    yield "This project beside its peers. A program measures and writes this page; nothing here is typed:"
    yield "```sh\npython -m benchmarks.peers --write docs/benchmarks.md\n```"
    yield (
        f"The machine: {machine['cores']}, {machine['processor']}, without a GPU. Others used it at the same time, so wall "
        "times are upper bounds, processor times (of all threads) can be compared, and only ratios mean anything elsewhere. "
        f"Python {machine['python']}, NumPy {machine['numpy']}, {machine['blas']}. Peers: "
        + ", ".join(f"{name} {versions[name]}" for name in sorted(versions, key=str.lower))
        + "."
    )
    if elsewhere := [*_elsewhere(kept["rows"], machine["processor"])]:
        yield _listed("Not all was measured on this machine:", elsewhere)
    yield (
        "Ours and each peer are called in turn in processes of one tree, on the same file of data, in three rounds whose order "
        "alternates; figures are medians of the rounds. A call of more than five seconds is made once. Before each call the "
        "same function is called on a few hundred respondents, so that nothing is loaded or compiled in the call that is "
        "measured. Tables compare processor time of all with one thread, but prdc, whose number of threads is fixed at "
        "eight. Where ours or a peer can use several cores, a second table compares wall time with two: peers are given "
        "`n_jobs=2` where they have it, and all linear algebra two threads; else ours uses one. A peer has an environment of its own "
        "(`benchmarks/peers/environments/`), since some need versions that others do not allow. A call may take "
        f"{kept['limits']['seconds']} seconds of processor time and {kept['limits']['memory']} GiB; what has not ended by then "
        "is not tried with more respondents. Peak is the memory beyond that of the data."
    )
    yield (
        "Respondents are simulated people, 44 items. Where distances matter, a little noise is added to their answers, so "
        "that no two distances are equal and all must find the same number; [whole answers](#whole-answers) are a "
        "table of their own. The bound is the time of what cannot be avoided, measured in the same rounds, twice in each; the "
        "least counts, of all cases whose bound is the same product. Its products are in float64 and "
        f"in blocks of {', '.join(map(str, HEIGHTS[:-1]))} and {count(HEIGHTS[-1])} rows, of which the fastest counts; with "
        "float32 or smaller tiles a share can be above 100 %."
    )


def _elsewhere(rows: list[Row], processor: str) -> Iterator[str]:
    """What was measured with another processor, case by case."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        if (other := one.get("processor", processor)) != processor:
            found.setdefault((other, one["case"]), []).append(count(one["size"]))
    for (other, case), sizes in found.items():
        yield f"{other}: {case}, {', '.join(dict.fromkeys(sizes))} respondents"


def _verdicts(rows: list[Row]) -> Iterator[str]:
    yield "## What must hold, and what does"
    yield "All but the second of these compare processor time with one thread; the second, wall time with two cores."
    slower = [
        f"{case.title.lower()}: {peer.name} at {count(size)} respondents ({ratio(one)} of our time)"
        for case, peer, size, one in _ratios(rows)
        if size >= LEAST and one < 1 / STEADY
    ]
    equal = [
        f"{case.title.lower()}: {peer.name} at {count(size)}"
        for case, peer, size, one in _ratios(rows)
        if size >= LEAST and 1 / STEADY <= one < STEADY
    ]
    yield _verdict(f"No peer uses less processor time on any case at {count(LEAST)} respondents or more", slower)
    if equal:
        yield _listed("Within 2 %, which is less than rounds differ:", equal)
    peers = {peer.name for case in CASES for peer in case.peers}
    yield _verdict(
        f"No peer takes less wall time with both cores at {' or '.join(map(count, BOTH_CORES))} respondents",
        [*_faster_with_both_cores(rows)],
        any(one["cores"] == 2 and one["side"] in peers for one in rows),
    )
    yield _verdict(
        f"At {count(MOST)} respondents ours is {FACTOR} times faster, or the peer cannot run",
        [*_not_ten_times(rows)],
        any(one["size"] == MOST and one["side"] in peers for one in rows),
    )
    slow = [
        f"{share(one)} at {count(size)}"
        for size, one in _shares(rows, "distances", "ours")
        if size >= LEAST and one < HALF
    ]
    yield _verdict(
        "Distances reach half of the speed of a product of matrices of their shape",
        slow,
        bool([*_shares(rows, "distances", "ours")]),
    )
    if missing := [*_missing(rows)]:
        yield _listed("Not measured, so nothing is claimed of these:", missing)
    near = ", ".join(f"{share(one)} at {count(size)}" for size, one in _shares(rows, "near", "ours"))
    yield (
        f"Coverage and memberships take no roots, only squared distances and which of them are within an edge. These reach "
        f"{near} respondents."
    )


def _missing(rows: list[Row]) -> Iterator[str]:
    """Sizes that are left out, and why; and what the program can measure and these results do not have."""
    for case in CASES:
        for size, reason in case.left_out.items():
            yield f"{case.title.lower()}: {count(size)} respondents, {reason}"
        for side in ("ours", *(peer.name for peer in case.peers)):
            known = {one["size"]: one["failed"] for one in rows if one["case"] == case.name and one["side"] == side}
            ended = next((size for size, failed in sorted(known.items()) if failed), MOST + 1)
            if missing := [count(one) for one in case.sizes if one not in known and one < ended]:
                yield f"{case.title.lower()}: {side} at {', '.join(missing)} respondents, not measured yet"
    if not any(one["case"] in ("probabilities", "replies") for one in rows):
        yield "asking: one by one, left-padded batches, continuous batching, lm-evaluation-harness"


def _verdict(claim: str, missed: list[str], measured: bool = True) -> str:
    if not measured:
        return f"**{claim}.** Not measured yet."
    if not missed:
        return f"**{claim}.** This holds."
    return _listed(f"**{claim}.** This is missed:", missed)


def _listed(before: str, items: list[str]) -> str:
    return "\n- ".join([before + "\n", *items])


def _faster_with_both_cores(rows: list[Row]) -> Iterator[str]:
    for case in CASES:
        for size, peer in ((size, peer) for size in case.cores for peer in case.peers):
            ours, theirs = (_row(rows, case.name, side, size, 2) for side in ("ours", peer.name))
            if not ours or not theirs or ours["failed"] or theirs["failed"]:
                continue
            if (found := median(theirs["wall"]) / median(ours["wall"])) < 1 / STEADY:
                yield f"{case.title.lower()}: {peer.name} at {count(size)} respondents ({ratio(found)} of our time)"


def _not_ten_times(rows: list[Row]) -> Iterator[str]:
    for case in CASES:
        ours = _row(rows, case.name, "ours", MOST)
        for peer in case.peers:
            row = _row(rows, case.name, peer.name, MOST) or _last_failed(rows, case.name, peer.name)
            if row is None or ours is None or (row["failed"] and not ours["failed"]):
                continue
            if row["failed"]:
                yield f"{case.title.lower()}: neither {peer.name} nor ours can run (ours {why(ours['failed'])})"
            elif ours["failed"]:
                yield f"{case.title.lower()}: {peer.name} runs and ours does not"
            elif (found := _cpu(row) / _cpu(ours)) < FACTOR:
                yield f"{case.title.lower()}: {peer.name} takes {times(found)} our time"


def _of_case(case: Case, rows: list[Row]) -> Iterator[str]:
    found = _of_sides(case, rows, 1)
    if not found:
        return
    yield f"## {case.title}"
    notes = [f"{peer.name}: {peer.note}." for peer in case.peers]
    yield " ".join([*([case.note] if case.note else []), *notes, f"The bound is {case.bound.words}."])
    head = ("respondents", "", "processor time, s", "times ours", "wall time, s", "peak, MiB", "share of the bound")
    yield table(head, [_cells(one, case, rows) for one in found])
    yield " ".join([*_growth(case, rows), *_sameness(case, rows)])
    yield from _both_cores(case, rows)


def _of_sides(case: Case, rows: list[Row], cores: int) -> list[Row]:
    """Rows of a case without those of the bound, by size."""
    order = ["ours", *(one.name for one in case.peers)]
    found = [one for one in rows if (one["case"], one["cores"]) == (case.name, cores) and one["side"] in order]
    return sorted(found, key=lambda one: (one["size"], order.index(one["side"])))


def _cells(row: Row, case: Case, rows: list[Row]) -> list[str]:
    begin = [count(row["size"]), row["side"]]
    if row["failed"]:
        return [*begin, why(row["failed"]), "", "", "", ""]
    ours = _row(rows, case.name, "ours", row["size"])
    of_ours = "" if ours is None or ours["failed"] else ratio(_cpu(row) / _cpu(ours))
    reached = dict(_shares(rows, case.name, row["side"])).get(row["size"])
    most = "< 1" if row["peak"] < 1 else count(round(row["peak"]))
    wall = number(median(row["wall"]))
    return [*begin, number(_cpu(row)), of_ours, wall, most, "" if reached is None else share(reached)]


def _growth(case: Case, rows: list[Row]) -> Iterator[str]:
    found = []
    for side in ("ours", *(one.name for one in case.peers)):
        points = [
            (one["size"], _cpu(one))
            for one in rows
            if (one["case"], one["side"], one["cores"]) == (case.name, side, 1)
            and one["size"] >= LEAST
            and not one["failed"]
        ]
        if len(points) > 1:
            sizes, seconds = np.log(np.array(points)).T
            found.append(f"{side} N^{np.polyfit(sizes, seconds, 1)[0]:.1f}")
    if found:
        yield f"Processor time grows, from {count(LEAST)} respondents on, as {', '.join(found)}."


def _sameness(case: Case, rows: list[Row]) -> Iterator[str]:
    for peer in case.peers:
        gaps = [(size, *gap(one, two)) for size, one, two in _pairs(case, peer, rows)]
        if not gaps:
            continue
        most = max(one for _, one, _ in gaps)
        if peer.same is None:
            yield f"{peer.name} finds another number ({gaps[-1][2]} at {count(gaps[-1][0])})."
        elif most <= peer.same:
            yield f"Ours and {peer.name} give the same numbers at all sizes, to a relative difference of {peer.same:.0e}.".replace(
                "e-0", "e-"
            )
        else:
            size, _, words = max(gaps, key=lambda one: one[1])
            yield f"**Ours and {peer.name} do not give the same numbers**: {words} at {count(size)}."


def gap(ours: Row, theirs: Row) -> tuple[float, str]:
    """The largest relative difference of what both computed, and both numbers in words."""
    one, other = ours["value"], theirs["value"]
    pairs = {name: (one[name], other[name]) for name in one if name in other} or {
        "": (next(iter(one.values())), next(iter(other.values())))
    }
    differences = {name: abs(a - b) / max(abs(a), abs(b), 1e-300) for name, (a, b) in pairs.items()}
    name = max(differences, key=differences.__getitem__)
    a, b = pairs[name]
    return differences[name], f"ours {a:.4g}, theirs {b:.4g}"


def _both_cores(case: Case, rows: list[Row]) -> Iterator[str]:
    """Wall time with both cores."""
    lines = []
    for one in _of_sides(case, rows, 2):
        begin = [count(one["size"]), one["side"]]
        ours = _row(rows, case.name, "ours", one["size"], 2)
        if one["failed"] or ours is None or ours["failed"]:
            lines.append([*begin, why(one["failed"]) if one["failed"] else number(median(one["wall"])), "", ""])
            continue
        wall, of_ours = median(one["wall"]), ratio(median(one["wall"]) / median(ours["wall"]))
        lines.append([*begin, number(wall), of_ours, number(_cpu(one))])
    if lines:
        yield "With both cores:"
        yield table(("respondents", "", "wall time, s", "times ours", "processor time, s"), lines)


def _pairs(case: Case, peer: Peer, rows: list[Row]) -> Iterator[tuple[int, Row, Row]]:
    for size in case.sizes:
        ours, theirs = (_row(rows, case.name, side, size) for side in ("ours", peer.name))
        if ours and theirs and not ours["failed"] and not theirs["failed"]:
            yield size, ours, theirs


def _ratios(rows: list[Row]) -> Iterator[tuple[Case, Peer, int, float]]:
    for case in CASES:
        for peer in case.peers:
            for size, ours, theirs in _pairs(case, peer, rows):
                yield case, peer, size, _cpu(theirs) / _cpu(ours)


def _shares(rows: list[Row], name: str, side: str) -> Iterator[tuple[int, float]]:
    case = next((one for one in CASES if one.name == name), None)
    for size in case.sizes if case else ():
        row = _row(rows, name, side, size)
        if row and not row["failed"] and (bound := _bound(rows, case, row)):
            yield size, case.bound.times * bound / _cpu(row)


def _bound(rows: Iterable[Row], case: Case, row: Row) -> float | None:
    """Seconds of the bound of a row: the least of all rounds, ways, and cases with the same bound, on its machine."""
    same = {case.name, *(one.name for one in CASES if case.bound.shape and one.bound.shape == case.bound.shape)}
    found = (one for one in rows if one["case"] in same and one["side"] in case.bound.ways)
    alike = (one for one in found if all(one.get(name) == row.get(name) for name in ("size", "processor")))
    return min((seconds for one in alike for seconds in one["cpu"]), default=None)


def _row(rows: Iterable[Row], case: str, side: str, size: int, cores: int = 1) -> Row | None:
    wanted = (case, side, size, cores)
    return next((one for one in rows if (one["case"], one["side"], one["size"], one["cores"]) == wanted), None)


def _last_failed(rows: Iterable[Row], case: str, side: str) -> Row | None:
    return next((one for one in rows if one["case"] == case and one["side"] == side and one.get("failed")), None)


def _cpu(row: Row) -> float:
    return median(row["cpu"])
