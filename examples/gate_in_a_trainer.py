"""Stop a training whose personas collapse: a callback asks a panel of personas at every evaluation.

    python examples/gate_in_a_trainer.py MODEL [--steps 60] [--every 10] [--learning-rate 1e-5] [--out DIR]

MODEL is a local folder or a name on the Hugging Face Hub, as in before_and_after_training.py, which has the training: it
leads to one answer, so the gate has to close.
"""

import argparse
import sys
from pathlib import Path

from before_and_after_training import trainer

import persona_collapse as pc
from persona_collapse.gates import PersonaGate


def main() -> None:
    """Train until the gate closes."""
    options = argparse.ArgumentParser(description="Stop a training whose personas collapse.")
    options.add_argument("model")
    options.add_argument("--steps", type=int, default=60)
    options.add_argument("--every", type=int, default=10, help="steps between two evaluations")
    options.add_argument("--learning-rate", type=float, default=1e-5, help="3e-3 for the tiny model")
    options.add_argument("--out", type=Path, default=Path("runs/gate"))
    given = options.parse_args()

    # 100 personas answer the BFI-44 at every evaluation. The gate closes when the signature is a mode collapse once;
    # least={"recall": 0.3, "precision": 0.5} would also close it when a number is surely below a share of people's
    gate = PersonaGate(fail_on="mode collapse", patience=1)
    training = trainer(
        given.model, given.out, given.steps, given.learning_rate, eval_strategy="steps", eval_steps=given.every
    )
    training.add_callback(gate)
    gate.report = training.log  # the numbers go where the loss goes, for example to Trackio

    training.evaluate()  # the model as it is before the training
    training.train()

    print("\nstep  signature")
    for one in gate.readings:
        print(f"{one.step:>4}  {one.signature}{f'; the gate is closed: {one.reason}' if one.closed else ''}")
    print(f"trained for {training.state.global_step} of {given.steps} steps")
    print(f"every panel is a run, for example to compare: {given.out / 'persona-gate'}")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"gate_in_a_trainer.py: {mistake}")
