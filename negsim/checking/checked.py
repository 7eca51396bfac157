"""`check`: one call for all that can be wrong with a scenario."""

from __future__ import annotations

from os import PathLike

from negsim.checking.games import check_games
from negsim.checking.report import Report
from negsim.errors import NotSupportedError, ScenarioError
from negsim.scenario.catalog import load
from negsim.scenario.scenario import Scenario

__all__ = ["check"]


def check(scenario: Scenario | str | PathLike[str]) -> Report:
    """Check a scenario: its text, and the games that follow from it.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, the name of one that comes with negsim, or the path of a file.

    Returns
    -------
    Report
        Every problem, at its place. What is wrong is reported, not raised.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.check("korea_reduced").ok
    True
    """
    if not isinstance(scenario, Scenario):
        name = str(scenario)
        try:
            scenario = load(scenario)
        except (ScenarioError, NotSupportedError) as e:
            return Report(e.file or name, tuple(sorted((*e.problems, *e.warnings))))
    problems = [*scenario.warnings, *check_games(scenario)]
    return Report(scenario.file, tuple(sorted(set(problems))))
