"""Logs of inspect_ai: three files. Run it where inspect_ai 0.3.285 is installed: python -m tests.data.tools.make_inspect.

Two personas only, because a log repeats much for every sample. inspect_ai's own writer writes the files, without the events of
the samples, which are most of a log.
"""

import gzip
import tempfile
from pathlib import Path

from tests.support.planted import DATA, ITEMS, LABELS, PERSONAS, QUESTION, planted, said


def main() -> None:
    from inspect_ai import Task, eval
    from inspect_ai.dataset import Sample
    from inspect_ai.log import read_eval_log, write_eval_log
    from inspect_ai.model import ChatCompletionChoice, ChatMessageAssistant, ModelOutput, ModelUsage, get_model
    from inspect_ai.scorer import choice
    from inspect_ai.solver import generate, multiple_choice

    def run(samples, solver, scorer, texts, epochs, name):
        usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        outputs = [
            ModelOutput(
                model="mockllm/model",
                choices=[ChatCompletionChoice(message=ChatMessageAssistant(content=text))],
                usage=usage,
            )
            for text in texts
        ]
        task = Task(dataset=samples, solver=solver, scorer=scorer, epochs=epochs, name=name)
        model = get_model("mockllm/model", custom_outputs=outputs)
        with tempfile.TemporaryDirectory() as folder:
            written = eval(task, model=model, log_dir=folder, display="none", max_samples=1, log_format="json")[0]
            log = read_eval_log(written.location)
        log.eval.model_args = {}
        for sample in log.samples:
            sample.events, sample.events_data = [], None
            sample.model_usage, sample.role_usage = {}, {}
        return log

    asked = [(persona, number, text) for persona in PERSONAS[:2] for number, text in enumerate(ITEMS, start=1)]
    samples = [
        Sample(id=f"{persona}-{number}", input=QUESTION.format(text), metadata={"persona": persona, "age": 30})
        for persona, number, text in asked
    ]
    replies = [said(persona, number, epoch) for epoch in (1, 2) for persona, number, _ in asked]
    log = run(samples, generate(), None, replies, 2, "replies")
    for sample in log.samples:  # the order in which samples of two epochs are asked is the package's
        number = int(str(sample.id).split("-")[1])
        text = said(sample.metadata["persona"], number, sample.epoch)
        sample.output = ModelOutput.from_content("mockllm/model", text)
        sample.messages[-1].content = text
    write(log, write_eval_log, "inspect.json")

    samples = [
        Sample(
            id=f"{persona}-{number}",
            input=text,
            choices=LABELS,
            target="A",
            metadata={"persona": persona, "item": f"mini_ipip_{number}"},
        )
        for persona, number, text in asked
    ]
    letters = ["ANSWER: " + "ABCDE"[planted(persona, number) - 1] for persona, number, _ in asked]
    log = run(samples, multiple_choice(), choice(), letters, 1, "choices")
    write(log, write_eval_log, "inspect-choices.json")
    write_eval_log(log, str(DATA / "inspect-choices.eval"), format="eval")


def write(log, write_eval_log, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_eval_log(log, str(path), format="json")
        (DATA / f"{name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
