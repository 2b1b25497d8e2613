"""Tasks for evaluation runners that people have already: the questions of `persona-collapse run`, asked by Inspect or lighteval.

- panel: what is asked, a study as `run` makes it
- population: the numbers of a population, from the answers to single questions
- inspect_tasks: a task per questionnaire for `inspect eval` (needs the extra `inspect`)
- lighteval_tasks: the same for lighteval's `--custom-tasks` (needs the extra `lighteval`)
"""
