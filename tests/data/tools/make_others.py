"""Files of OASIS, MiroFish, TinyTroupe and MatrAIx, written as their sources say: python -m tests.data.tools.make_others SCHEMA.

SCHEMA is the folder oasis/social_platform/schema of camel-oasis 0.2.5, whose tables the database has.
"""

import json
import sqlite3
import sys
from pathlib import Path

from tests.support.planted import AGES, DATA, ITEMS, PERSONAS, QUESTION, planted, said


def oasis(schema: Path) -> None:
    path = DATA / "oasis.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA page_size = 1024")
        for name in ("user", "trace", "post"):
            database.executescript((schema / f"{name}.sql").read_text(encoding="utf-8"))
        for agent, name in enumerate(PERSONAS):
            database.execute(
                "INSERT INTO user (user_id, agent_id, user_name, name, bio, created_at) VALUES (?, ?, ?, ?, '', 0)",
                (agent, agent, name.lower(), name),
            )
            trace(database, agent, 0, "sign_up", {"name": name, "user_name": name.lower(), "bio": ""})
        for step, sample in ((1, 1), (20, 2)):
            for agent, name in enumerate(PERSONAS[:2]):
                trace(database, agent, step, "create_post", {"content": "hello", "post_id": agent})
                for number, text in enumerate(ITEMS, start=1):
                    info = {"prompt": QUESTION.format(text), "response": said(name, number, sample)}
                    trace(database, agent, step, "interview", {**info, "interview_id": f"{step}_{agent}"})
    with sqlite3.connect(path) as database:
        database.execute("VACUUM")


def trace(database, agent, step, action, info):
    row = (agent, step, action, json.dumps(info))
    database.execute("INSERT INTO trace (user_id, created_at, action, info) VALUES (?, ?, ?, ?)", row)


def mirofish() -> None:
    history = [
        {
            "agent_id": agent,
            "response": said(name, number),
            "prompt": QUESTION.format(text),
            "timestamp": f"2026-11-01T10:{agent:02}:{number:02}",
            "platform": "reddit",
        }
        for agent, name in enumerate(PERSONAS)
        for number, text in enumerate(ITEMS, start=1)
    ]
    found = {"success": True, "data": {"count": len(history), "history": history[::-1]}}
    (DATA / "mirofish-history.json").write_text(json.dumps(found, indent=0), encoding="utf-8")


def tinytroupe() -> None:
    agents = {
        name: {f"mini_ipip_{number}": said(name, number) for number in range(1, len(ITEMS) + 1)} for name in PERSONAS
    }
    found = {"agent_extractions": agents, "world_extraction": {}}
    (DATA / "tinytroupe.json").write_text(json.dumps(found, indent=4), encoding="utf-8")


def matraix() -> None:
    questions = [
        {"id": f"s{number}", "prompt": text, "type": "likert", "minValue": 1, "maxValue": 5}
        for number, text in enumerate(ITEMS, start=1)
    ]
    for trial, name in enumerate(PERSONAS[:3], start=1):
        folder = DATA / "matraix-job" / f"trial-{trial}"
        output = folder / "artifacts" / "app" / "output"
        output.mkdir(parents=True, exist_ok=True)
        answers = [{"questionId": f"s{number}", "value": planted(name, number)} for number in range(1, len(ITEMS) + 1)]
        result = {
            "instrument": {"id": "mini_ipip_v1", "title": "Mini-IPIP", "questions": questions},
            "answers": [{**one, "rationale": "", "confidence": None} for one in answers],
            "trajectory": [],
        }
        (output / "survey_result.json").write_text(json.dumps(result), encoding="utf-8")
        meta = {"persona_id": name, "age": AGES[name]}
        (folder / "persona_meta.json").write_text(json.dumps(meta), encoding="utf-8")


if __name__ == "__main__":
    oasis(Path(sys.argv[1]))
    mirofish()
    tinytroupe()
    matraix()
