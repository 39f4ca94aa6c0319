"""An evaluation as people read it in a terminal, as programs do, and as a chart."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.evaluating import Measured
from bot.pictures.evaluation_chart import draw_evaluation
from bot.recognition.evaluation import Evaluation, Point
from bot.recognition.intervals import Rate
from bot.recognition.reporting import Report
from bot.texts import charts, evaluated
from bot.texts.evaluating import NO_STRANGERS

EDGELESS = 10_000
"""Columns where there is no terminal: what reads lines is better off with whole ones."""

Json = dict[str, Any]


def print_tables(found: Measured) -> None:
    """Print what was found, table by table."""
    report, own = found.report, found.report.evaluation
    paper = _paper()
    paper.print(Text(evaluated.introduction(report), "bold"))
    paper.print()
    _print(paper, (evaluated.OWN, *evaluated.COUNTS), evaluated.friend_rows(own))
    if own.strangers:
        _print(paper, (evaluated.STRANGERS, *evaluated.COUNTS), evaluated.stranger_rows(own))
    else:
        _say(paper, NO_STRANGERS)
    _say(paper, evaluated.promised(own))
    if found.probes:
        asked = found.probes
        _print(paper, (evaluated.PROBED, *evaluated.COUNTS), evaluated.friend_rows(asked))
        if asked.strangers:
            titles = evaluated.PROBED_STRANGERS, *evaluated.COUNTS
            _print(paper, titles, evaluated.stranger_rows(asked))
            if asked.promised:
                _say(paper, evaluated.promised(asked))
    _print(paper, evaluated.RULE_COLUMNS, evaluated.rule_rows(own))
    for title, each in (evaluated.MIXED_UP, own), (evaluated.PROBED_MIXED_UP, found.probes):
        if each and each.confusions:
            paper.print(Text(title, "bold"))
            _print(paper, evaluated.PAIR_COLUMNS, evaluated.pair_rows(report, each))
    if report.compared:
        _print(paper, evaluated.SIDE_COLUMNS, evaluated.side_rows(report.compared))
    if helps := evaluated.helps(report):
        paper.print(Text(evaluated.HELP, "bold"))
        for line in helps:
            paper.print(Text(f"  {line}"))
        paper.print()
    paper.print(Text(evaluated.NOTE, "dim"))


def print_json(found: Measured) -> None:
    """Print one object."""
    report = found.report
    asking = report.evaluation.asking
    said = {
        "people": report.people,
        "photos": report.photos,
        "model": report.spec.model,
        "view": report.spec.view,
        "rule": asking.rule.value,
        "strictness": asking.strictness.value,
        "enrolled": _evaluation(report, report.evaluation),
        "probes": _evaluation(report, found.probes) if found.probes else None,
        "compared": [
            {
                "model": one.spec.model,
                "view": one.spec.view,
                "photos": one.photos,
                "first": _rate(one.evaluation.rules[asking.rule]),
                "named": _rate(one.evaluation.named),
                "fnir": _rate(one.evaluation.missed),
                "fpir": _rate(one.evaluation.strangers_named),
            }
            for one in report.compared
        ],
        "one_person": [
            [report.names.get(person) for person in pair] for pair in report.one_person
        ],
        "helps": [
            {"person": report.names.get(one.person_id), "photos": one.photos,
             "moments": one.moments, "tries": one.tries, "misses": one.misses, "more": one.more}
            for one in report.helps
        ],
    }  # fmt: skip
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def chart_of(found: Measured) -> bytes:
    """The chart of the probes, or else of what is enrolled, as JPEG."""
    shown = found.probes or found.report.evaluation
    return draw_evaluation(
        [one.over for one in shown.friends],
        [one.over for one in shown.strangers],
        known_from=0.0,
        unsure_from=shown.unsure_from,
        trade=charts.trade_of(shown),
        words=charts.PROBED if found.probes else charts.EVALUATION,
        trade_words=charts.TRADE,
    )


def _evaluation(report: Report, found: Evaluation) -> Json:
    return {
        "named": _rate(found.named),
        "asked": _rate(found.asked),
        "named_wrongly": _rate(found.mistaken),
        "fnir": _rate(found.missed),
        "fpir": _rate(found.strangers_named),
        "strangers_asked": _rate(found.strangers_asked),
        "fpir_promised": found.promised,
        "promise": found.strangers_named.against(found.promised).value if found.promised else None,
        "rules": {rule.value: _rate(rate) for rule, rate in found.rules.items()},
        "confusions": [
            {"person": report.names.get(pair.person_id),
             "taken_for": report.names.get(pair.taken_for), "photos": pair.photos}
            for pair in found.confusions
        ],
        "strictness": {which.value: _point(point) for which, point in found.points.items()},
        "curve": [_point(point) for point in found.curve],
    }  # fmt: skip


def _rate(rate: Rate) -> Json:
    return {
        "hits": rate.hits,
        "tries": rate.tries,
        "people": rate.people,
        "share": round(rate.share, 6) if rate.tries else None,
        "low": round(rate.low, 6),
        "high": round(rate.high, 6),
        "tells": rate.tells,
    }


def _point(point: Point) -> Json:
    return {"fpir": round(point.strangers_named, 6), "fnir": round(point.friends_missed, 6)}


def _paper() -> Console:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name in a script that the terminal lacks is no reason to end.
        sys.stdout.reconfigure(errors="replace")
    paper = Console(highlight=False, markup=False, emoji=False)
    if not paper.is_terminal:
        paper.width = EDGELESS
    return paper


def _say(paper: Console, sentence: str) -> None:
    paper.print(Text(sentence))
    paper.print()


def _print(paper: Console, columns: Sequence[str], rows: Sequence[evaluated.Row]) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", min_width=8 if number else 12)
    for row in rows:
        table.add_row(*map(Text, row))
    paper.print(table, crop=False)
    paper.print()
