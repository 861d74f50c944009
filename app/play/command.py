"""The command `turnero play`: a stack of its own, scenarios, transcripts, a closing line."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click

from app.play.player import Played, play_file, read_scenarios
from app.settings import Settings
from app.stack import nlu_server, private_stack


def play_scenarios(
    settings: Settings, path: Path, *, only: str | None, verbose: bool, channel: str = "twilio"
) -> bool:
    """Play a file through a channel and print what was seen; return whether all passed.

    Raises ScenarioError for a wrong file, StackError when the stack does not come up.
    """
    data = read_scenarios(path)
    folder = settings.data_dir / "play"
    environ = {"WHATSAPP_CHANNEL": channel}
    with (
        nlu_server(settings) as nlu_url,
        private_stack(folder, nlu_url=nlu_url, environ=environ) as stack,
    ):
        results = play_file(stack, data, only, channel)
    for played in results:
        _print(played, verbose=verbose)
    failed = sum(not played.passed for played in results)
    click.echo(f"bot messages per scenario: {_spread([one.bot_messages for one in results])}")
    costs = [cost.bot_messages for played in results for cost in played.costs]
    click.echo(f"bot messages per booking: {_spread(costs)}")
    click.echo(f"{len(results) - failed} passed, {failed} failed")
    return failed == 0


def _print(played: Played, *, verbose: bool) -> None:
    mark = "ok  " if played.passed else "FAIL"
    click.echo(f"{mark} {played.id} {played.category} ({played.bot_messages} bot messages)")
    if verbose or not played.passed:
        for line in played.transcript:
            click.echo(f"    {line}")
        for problem in played.failures:
            click.echo(f"    ✗ {problem}")
    for cost in played.costs:
        start = f"{cost.start:%Y-%m-%d %H:%M}"
        click.echo(f"    {cost.provider}/{cost.service} {start}: {cost.bot_messages} bot messages")
    for note in played.soft:
        click.echo(f"    (soft) {note}")


def _spread(counts: Sequence[int]) -> str:
    """Return how many there are, their sum, mean, median and greatest, in words."""
    if not counts:
        return "none"
    mean, middle = sum(counts) / len(counts), median(counts)
    return f"{sum(counts)} in {len(counts)}, mean {mean:.1f}, median {middle:g}, most {max(counts)}"
