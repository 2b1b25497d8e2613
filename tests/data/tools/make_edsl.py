"""Results of EDSL: three files. Run it where edsl 1.0.9 is installed, from the root of the project: python -m tests.data.tools.make_edsl."""

import gzip
import json

from tests.support.planted import AGES, DATA, ITEMS, LABELS, PERSONAS, planted


def main() -> None:
    from edsl import Agent, AgentList, Model, QuestionMatrix, QuestionMultipleChoice, Scenario, ScenarioList, Survey

    offline = {"disable_remote_inference": True, "disable_remote_cache": True, "progress_bar": False}
    model = Model("test", canned_response="3")

    def agents(answer):
        made = [Agent(name=name, traits={"age": AGES[name]}) for name in PERSONAS]
        for one in made:
            one.add_direct_question_answering_method(answer)
        return AgentList(made)

    def by_name(self, question, scenario):
        return LABELS[planted(self.name, int(question.question_name[1:])) - 1]

    def again(self, question, scenario):
        return LABELS[planted(self.name, int(question.question_name[1:]), 2) - 1]

    def by_scenario(self, question, scenario):
        return LABELS[planted(self.name, 1 + ITEMS.index(scenario["statement"])) - 1]

    def by_row(self, question, scenario):
        return {text: planted(self.name, number) for number, text in enumerate(ITEMS, start=1)}

    survey = Survey(
        [
            QuestionMultipleChoice(question_name=f"q{number}", question_text=text, question_options=LABELS)
            for number, text in enumerate(ITEMS, start=1)
        ]
    )
    results = survey.by(agents(by_name)).by(model).run(**offline)
    second = survey.by(agents(again)).by(model).run(**offline)
    for one in second:  # an agent's own method is not given the iteration, so that two runs become iterations of one
        one.data["iteration"] = 1
    results = results + second
    (DATA / "edsl-survey.json.gz").write_bytes(gzip.compress(json.dumps(results.to_dict()).encode(), mtime=0))
    (DATA / "edsl-survey.ep").unlink(missing_ok=True)
    results.save(str(DATA / "edsl-survey.ep"))

    battery = QuestionMatrix(
        question_name="battery",
        question_text="How accurately does each of these describe you?",
        question_items=ITEMS,
        question_options=[1, 2, 3, 4, 5],
    )
    results = battery.by(agents(by_row)).by(model).run(**offline)
    (DATA / "edsl-matrix.json.gz").write_bytes(gzip.compress(json.dumps(results.to_dict()).encode(), mtime=0))

    text = "How accurately does this describe you? {{ scenario.statement }}"
    question = QuestionMultipleChoice(question_name="rating", question_text=text, question_options=LABELS)
    scenarios = ScenarioList([Scenario({"statement": one}) for one in ITEMS])
    results = question.by(scenarios).by(agents(by_scenario)).by(model).run(**offline)
    (DATA / "edsl-scenarios.json.gz").write_bytes(gzip.compress(json.dumps(results.to_dict()).encode(), mtime=0))
    results.to_csv().write(str(DATA / "edsl-scenarios.csv"))
    written = DATA / "edsl-scenarios.csv"
    (DATA / "edsl-scenarios.csv.gz").write_bytes(gzip.compress(written.read_bytes(), mtime=0))
    written.unlink()


if __name__ == "__main__":
    main()
