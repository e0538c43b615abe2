"""The command `paperchat eval entailment`: calibrates the entailment model that the settings name. Wiring only."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.evaluation.output import print_table, with_progress
from app.settings import variable
from index.errors import PaperchatError

if TYPE_CHECKING:
    from app.evaluation.retrieval_command import Openers

_MOST = 300


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PAIRS...")
@click.option(
    "--false-alarms",
    default=0.05,
    show_default=True,
    type=click.FloatRange(0, 1, max_open=True),
    help="The share of true sentences that may be marked.",
)
@click.option(
    "--limit", default=_MOST, show_default=True, type=click.IntRange(1), help="Pairs of each label to use of a file."
)
@click.pass_obj
def entailment(openers: "Openers", /, files: tuple[Path, ...], false_alarms: float, limit: int) -> None:
    """Calibrate the entailment model that PAPERCHAT_ENTAILMENT names, on labelled PAIRS of sentences.

    A file has one pair per line, as JSON: {"premise": "...", "hypothesis": "...", "label": "supported"}; the other
    labels are contradicted and neutral. The threshold is kept beside the model, and used from then on.
    """
    from app.checking.entailment_model import keep_threshold, read_entailment_model
    from app.evaluation.entailment_calibration import calibrate, read_pairs, sample_pairs

    folder = openers.entailment()
    if folder is None:
        raise PaperchatError(
            "There is no entailment model to calibrate.", f"Set {variable('entailment')} to its folder."
        )
    model = read_entailment_model(folder)
    pairs = [pair for file in files for pair in sample_pairs(read_pairs(file), limit)]
    found = calibrate(model, with_progress(pairs, len(pairs), "Reading"), false_alarms)
    rows = [(label, number, f"{100 * marked / number:.1f}") for label, (marked, number) in found.marked.items()]
    print_table(("half not used for fitting", "sentences", "marked, %"), rows)
    setting = f"{variable('entailment_threshold')}={found.threshold:.4f}"
    kept = keep_threshold(folder, round(found.threshold, 4))
    click.echo(f"{setting}, kept beside the model." if kept else f"Set {setting}: nothing can be written to {folder}.")
