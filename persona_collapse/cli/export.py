"""`persona-collapse export`: a run's answers, replies and manifest as tables."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer


def export(
    run: Annotated[Path, typer.Argument(help="A run directory.")],
    to: Annotated[
        str,
        typer.Option("--to", metavar="FILE|ORG/NAME", help="A .parquet, .jsonl or .csv file, or a dataset on the Hub."),
    ],
    long: Annotated[
        bool, typer.Option("--long", help="Write one row per reply instead of one per respondent.")
    ] = False,
) -> None:
    """Export a run's answers, replies and manifest as tables."""
    from persona_collapse.cli._shared.output import say, write_bytes
    from persona_collapse.instruments import instrument_to_json, path_beside
    from persona_collapse.study import export as taken
    from persona_collapse.tables import WRITTEN, encoded

    file = Path(to)
    tables = taken(run)
    here = file.exists() or (file.suffix and file.parent.is_dir())
    if file.suffix.lower() not in WRITTEN and not here and re.fullmatch(r"[\w.-]+/[\w.-]+", to):
        from persona_collapse.hub.export import push_run

        say(f"{push_run(to, tables)} has the answers, the replies and the manifest of {run}")
        return
    main: Any = tables.replies if long or tables.answers is None else tables.answers
    content = {file: encoded(main, file.suffix)}
    if main is not tables.replies:
        content[file.with_name(f"{file.stem}.replies{file.suffix}")] = encoded(tables.replies, file.suffix)
    content[file.with_name(f"{file.stem}.manifest.json")] = _json(tables.manifest)
    if tables.instrument is not None and main is tables.answers:
        content[path_beside(file)] = instrument_to_json(tables.instrument).encode()
    for path, bytes_ in content.items():
        write_bytes(path, bytes_)
    say(f"wrote {', '.join(map(str, content))}")


def _json(record: Any) -> bytes:
    import json

    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
