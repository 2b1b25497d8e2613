"""Answers to a questionnaire of Concordia: two files. Run it where gdm-concordia 2.1.0 is installed:
python -m tests.data.tools.make_concordia."""

import json

from tests.support.planted import DATA, ITEMS, LABELS, PERSONAS, planted


def main() -> None:
    from concordia.components.game_master import event_resolution, questionnaire
    from concordia.contrib.data.questionnaires import base_questionnaire

    class MiniIpip(base_questionnaire.QuestionnaireBase):
        def aggregate_results(self, player_answers):
            return self._default_aggregate_results(player_answers)

        def plot_results(self, results_df, label_column=None, kwargs=None):
            pass

    asked = MiniIpip(
        name="mini_ipip",
        description="Mini-IPIP",
        questionnaire_type="multiple_choice",
        observation_preprompt="{player_name} fills in a questionnaire.",
        questions=[
            base_questionnaire.Question(
                statement=text, dimension="trait", choices=LABELS, ascending_scale=number % 2 == 0
            )
            for number, text in enumerate(ITEMS)
        ],
    )
    component = questionnaire.Questionnaire([asked], list(PERSONAS))
    for persona in PERSONAS:
        for number in range(1, len(ITEMS) + 1):
            label = LABELS[planted(persona, number) - 1]
            component.pre_observe(f"{event_resolution.PUTATIVE_EVENT_TAG} {persona}: mini_ipip_{number - 1}: {label}")
    (DATA / "concordia-answers.json").write_text(json.dumps(component.get_answers(), indent=1), encoding="utf-8")
    state = component.get_state()
    keys = ("next_acting", "questionnaire")  # the prefab has one component under several names
    checkpoint = {
        "entities": {name: {"prefab_type": "basic__Entity", "components": {}} for name in PERSONAS},
        "game_masters": {
            "InterviewerGM": {
                "prefab_type": "interviewer__GameMaster",
                "role": "GAME_MASTER",
                "components": {"act_component": {}, "context_components": dict.fromkeys(keys, state)},
            }
        },
    }
    (DATA / "concordia-checkpoint.json").write_text(json.dumps(checkpoint), encoding="utf-8")


if __name__ == "__main__":
    main()
