"""What `negsim equilibria` does with one file: read it, write it back, solve it, look at the certificates."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from negsim.errors import NegsimError
from negsim.reporting.folder_report import FoundProfile, GameReport

if TYPE_CHECKING:
    from negsim.errors import Problem
    from negsim.games.extensive_form import ExtensiveGame
    from negsim.games.normal_form import NormalFormGame
    from negsim.solution import Solution

__all__ = ["examine", "prepare"]

MOST_PROFILES = 1000  # that are handed on


def prepare() -> None:
    """Import what every game needs, so that no file's time is spent on it."""
    import negsim.games.gambit
    import negsim.solvers.choice
    import negsim.solvers.dispatch  # noqa: F401


def examine(
    file: str, method: str | None, profiles: bool, tell: Callable[[GameReport], object] = lambda _: None
) -> GameReport:
    """Read and solve one file; whatever happens becomes part of the report.

    Parameters
    ----------
    file : str
    method : str, optional
    profiles : bool
        Whether equilibria are wanted, not only their number.
    tell : callable
        Given the report as far as it is known, before the long part begins.
    """
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        report = _examined(file, method, profiles, tell)
    said = dict.fromkeys(f"warning: {w.message}" for w in warned)
    return replace(report, notes=(*report.notes, *said))


def _examined(
    file: str, method: str | None, profiles: bool, tell: Callable[[GameReport], object]
) -> GameReport:
    start = time.perf_counter()
    report = GameReport(file)

    def ended(**known: Any) -> GameReport:
        return replace(report, seconds=time.perf_counter() - start, **known)

    try:
        from negsim.games.gambit import read_game

        game = read_game(file)
        report = replace(report, **_described(game))
        report = replace(report, written_back=_same_again(game))
        tell(ended(status="timeout"))
        solution, by = _solved(game, method)
        report = replace(report, **_found(solution, profiles))
        report = replace(report, method=by)
        if not report.written_back and report.status == "solved":
            return ended(status="failed", reason="what is written from it reads as another game")
        return ended()
    except NegsimError as e:
        return ended(status="refused", reason=_said(e))
    except MemoryError:
        return ended(status="crashed", reason="not enough memory")
    except Exception as e:
        return ended(status="crashed", reason=_crash(e))


def _solved(game: NormalFormGame | ExtensiveGame, method: str | None) -> tuple[Solution, str]:
    """Solve it; where somebody forgets what it knew, its normal form: mixtures over plans."""
    from negsim.games.normal_form import NormalFormGame
    from negsim.solvers.dispatch import solve

    if method is not None or isinstance(game, NormalFormGame) or game.perfect_recall:
        solution = solve(game, method=method, throw=False)
        return solution, solution.method
    solution = solve(game.normal_form(), throw=False)
    note = f"the normal form was solved, for the tree has no perfect recall: {game.recall_problems()[0]}"
    return replace(solution, notes=(note, *solution.notes)), f"{solution.method} of the normal form"


def _described(game: NormalFormGame | ExtensiveGame) -> dict[str, Any]:
    from negsim.games.normal_form import NormalFormGame

    if isinstance(game, NormalFormGame):
        return {"kind": "normal form", "size": " × ".join(map(str, game.shape)), "title": game.title}
    nodes = len(game.parent)
    size = f"{nodes:,} node{'s' * (nodes != 1)}, {len(game.players)} pl."
    return {"kind": "game tree", "size": size, "title": game.title}


def _same_again(game: NormalFormGame | ExtensiveGame) -> bool:
    from negsim.games.gambit import read_game_text
    from negsim.games.normal_form import NormalFormGame

    text = game.to_nfg() if isinstance(game, NormalFormGame) else game.to_efg()
    return read_game_text(text, "what was written back") == game


def _found(solution: Solution, profiles: bool) -> dict[str, Any]:
    certificates = [e.certificate for e in solution]
    gains = [max(c.relative.values(), default=0.0) for c in certificates]
    bad = [c for c in certificates if not c.valid]
    known: dict[str, Any] = {
        "status": "solved",
        "method": solution.method,
        "completeness": solution.completeness,
        "equilibria": len(solution),
        "components": len(solution.components) or None,
        "gain": max(gains, default=None),
        "notes": tuple(map(str, solution.notes)),
    }
    if profiles:
        known["profiles"] = tuple(_profile(e) for e in solution.equilibria[:MOST_PROFILES])
    if bad:
        near = solution.completeness == "candidate"
        known["status"] = "failed"
        known["reason"] = f"{'only near an equilibrium' if near else 'not an equilibrium'}: {bad[0]}"
    elif not certificates and solution.completeness != "all pure":
        known["status"], known["reason"] = "failed", "no equilibrium was found"
    return known


def _profile(e: Any) -> FoundProfile:
    from negsim.solution import BehaviorEquilibrium, MixedEquilibrium

    exact = None
    if isinstance(e, MixedEquilibrium):
        named = list(zip(e.game.players, e.game.actions, e.strategy, strict=True))
        if e.exact is not None:
            exact = [list(map(str, v)) for v in e.exact]
    elif isinstance(e, BehaviorEquilibrium):
        own = [h for h, s in enumerate(e.game.infosets) if s.player >= 0]
        named = [
            (
                f"{e.game.players[e.game.infosets[h].player]} at {e.game.infoset_names[h]}",
                e.game.infosets[h].actions,
                e.strategy[h],
            )
            for h in own
        ]
        if e.exact is not None:
            exact = [list(map(str, e.exact[h])) for h in own]
    else:
        frame = e.to_frame()
        heads = frame.columns[: len(e.game.players)]
        cells = tuple(" and ".join(map(str, row)) for row in frame[heads].itertuples(index=False))
        named = [("Drawn", cells, frame["probability"].to_numpy())]
    chosen = [(who, list(zip(actions, map(float, vector), strict=True))) for who, actions, vector in named]
    return FoundProfile(dict(e.values), chosen, exact, str(e.certificate), list(e.labels))


def _said(e: NegsimError) -> str:
    """What an error says; where it has no place in a file, without the name of one."""
    problems: Sequence[Problem] = getattr(e, "problems", ())
    if problems and not any(p.line for p in problems):
        return "\n".join(p.message for p in problems)
    return str(e)


def _crash(e: Exception) -> str:
    """Say where in negsim it went wrong, so that it can be reported."""
    frames = traceback.extract_tb(e.__traceback__)
    own = [f for f in frames if "negsim" in f.filename] or list(frames)
    where = (
        f" in {own[-1].filename.rpartition('negsim')[2].lstrip('/')}, line {own[-1].lineno}" if own else ""
    )
    return f"{type(e).__name__}: {e}{where}"
