"""The command as scripts and people use it, with the bundled encoder: a page to add, and a run of the command."""

import json
from typing import Any

from click.testing import CliRunner, Result

from app.cli import main

PAGE = """Daily Papers

Dec 9

RAR: Region-Aware Point Cloud Registration

Aligning two point clouds needs a rigid transformation between them. RAR learns one transformation for each region of
the shape. On ModelNet40 it registers point clouds better than earlier methods.

  • 4 authors
·
Oct 29, 2023 1

FemtoDet: Object Detection for Little Energy

Detectors on edge devices waste energy. FemtoDet is a detector with only 68.77k parameters. On a phone it takes 1.11 W
and reaches 46.3 AP50 on PASCAL VOC.

showlab Show Lab
·
Jun 8

A Title With No Abstract
"""


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="paperchat", **options)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
