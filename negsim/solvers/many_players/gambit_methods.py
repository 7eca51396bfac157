"""Gambit's methods, through pygambit, with what they return certified."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from negsim.certificate import Certificate, certify_behavior, certify_mixed
from negsim.errors import NotSupportedError, SolverError, nearest
from negsim.games.extensive_form import CHANCE, ExtensiveGame, InformationSet
from negsim.games.normal_form import NormalFormGame
from negsim.solution import Completeness
from negsim.solvers.method import Found

__all__ = ["Gambit"]

Algorithm = Literal[
    "enummixed", "enumpure", "enumpoly", "lcp", "lp", "logit", "gnm", "ipa", "liap", "simpdiv"
]
ExactProfile = tuple[tuple[Fraction, ...], ...]

NEAR = 1e-3  # of the range of payoffs: gains in what is still called a candidate, if there is nothing better
SAME = 1e-9
INSTEAD = {
    "enummixed": "SupportEnumeration is for any number of players",
    "lcp": "LogitPath and SupportEnumeration are for any number of players",
    "lp": "lcp is for two players with any payoffs, LogitPath for any number",
}


@dataclass(frozen=True)
class Gambit:
    """Pass a game to Gambit (pygambit 17, an optional extra), and certify what comes back.

    What comes back but is no equilibrium is dropped, and the notes say how much that was. Nothing is
    concluded from what does not come back: `enumpoly` misses isolated equilibria of generic games, and the
    other methods are for one equilibrium or some. `ipa` and `simpdiv` may run for very long, and cannot be
    stopped.

    Parameters
    ----------
    algorithm : str
        ``"enumpure"``: all pure equilibria. ``"enummixed"``, ``"lcp"``: two players. ``"lp"``: two players,
        constant sum. ``"enumpoly"``, ``"logit"``, ``"gnm"``, ``"ipa"``, ``"liap"``, ``"simpdiv"``: any
        number of players.
        Game trees are solved as trees by enumpoly, lcp, lp and logit; otherwise in their reduced normal form,
        and the answer is translated back.

    References
    ----------
    R. Savani & T. L. Turocy, Gambit: The package for computation in game theory, version 17.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.Gambit("gnm")
    Gambit(algorithm='gnm')
    """

    algorithm: Algorithm = "enumpoly"

    name: ClassVar[str] = "Gambit"

    def find(self, game: Any) -> Found:
        """Let Gambit look for equilibria.

        Raises
        ------
        NotSupportedError
            If pygambit is not there, or the algorithm is not for such games.
        SolverError
            If there is no algorithm of that name, or pygambit failed.
        """
        known = get_args(Algorithm)
        if self.algorithm not in known:
            raise SolverError(f'Gambit has no algorithm "{self.algorithm}"; {nearest(self.algorithm, known)}')
        if not isinstance(game, (NormalFormGame, ExtensiveGame)):
            raise NotSupportedError("Gambit is for games in normal form and game trees")
        pygambit = _pygambit()
        given = _given(game, pygambit)
        raw = [_read(game, p) for p in self._run(pygambit, given)]
        return _sorted_out(game, raw, self.algorithm)

    def _run(self, pygambit: Any, given: Any) -> Iterable[Any]:
        method = getattr(pygambit.nash, f"{self.algorithm}_solve")
        start: Callable[[], Any] = {
            "liap": lambda: given.mixed_strategy_profile(rational=False),
            "simpdiv": lambda: given.mixed_strategy_profile(rational=True),
        }.get(self.algorithm, lambda: given)
        tight = {"maxregret": 1e-10} if self.algorithm == "logit" else {}
        try:
            result = method(start(), **tight)
        except (RuntimeError, ValueError) as error:
            reason = str(error).strip().rstrip(".")
            if "only valid for" in reason or "Only" in reason or "perfect recall" in reason:
                more = INSTEAD.get(self.algorithm, "SubgamePerfect is for game trees")
                raise NotSupportedError(f"Gambit's {self.algorithm}: {reason}; {more}") from None
            raise SolverError(f"Gambit's {self.algorithm} failed: {reason}") from None
        if hasattr(result, "equilibria"):
            return list(result.equilibria)
        return [] if result.equilibrium is None else [result.equilibrium]


def _pygambit() -> Any:
    try:
        module = import_module("pygambit")
    except ImportError:
        raise NotSupportedError(
            'Gambit\'s methods need pygambit, an optional extra: pip install "negsim[gambit]"'
        ) from None
    if not hasattr(module, "read_nfg") or not hasattr(module.nash, "enumpoly_solve"):
        raise NotSupportedError(
            'this pygambit is too old; version 17 is needed: pip install -U "negsim[gambit]"'
        )
    return module


def _given(game: NormalFormGame | ExtensiveGame, pygambit: Any) -> Any:
    """The game as Gambit has it, under names of which each occurs once."""
    players = [f"p{i}" for i in range(len(game.players))]
    if isinstance(game, NormalFormGame):
        named = NormalFormGame(
            game.exact, players=players, actions=[[f"s{a}" for a in range(m)] for m in game.shape]
        )
        return pygambit.read_nfg(io.StringIO(named.to_nfg()))
    sets = [
        InformationSet(
            s.player,
            tuple(f"h{h}a{a}" for a in range(len(s.actions))),
            f"h{h}",
            h + 1,
            s.probabilities,
        )
        for h, s in enumerate(game.infosets)
    ]
    tree = ExtensiveGame(players, sets, game.infoset, game.parent, game.branch, game.outcomes, game.outcome)
    return pygambit.read_efg(io.StringIO(tree.to_efg()))


def _read(game: NormalFormGame | ExtensiveGame, profile: Any) -> list[list[Any]]:
    """Probabilities as they came back, numbers of pygambit's: a list a player, or an information set."""
    if isinstance(game, NormalFormGame):
        return [[dict(iter(profile[f"p{i}"]))[f"s{a}"] for a in range(m)] for i, m in enumerate(game.shape)]
    behavior = profile.as_behavior() if "Strategy" in type(profile).__name__ else profile
    at = dict(_actions(behavior, len(game.players)))
    return [
        list(s.probabilities or ())
        if s.player == CHANCE
        else [at.get(f"h{h}a{a}", 0.0) for a in range(len(s.actions))]
        for h, s in enumerate(game.infosets)
    ]


def _actions(behavior: Any, players: int) -> Iterator[tuple[str, Any]]:
    for i in range(players):
        try:
            sets = list(behavior[f"p{i}"])
        except KeyError:  # somebody without a move
            continue
        for _, actions in sets:  # each with the history of its first node
            yield from iter(actions)


def _sorted_out(game: NormalFormGame | ExtensiveGame, raw: list[list[list[Any]]], algorithm: str) -> Found:
    """Keep each equilibrium once, and say how many profiles were none."""
    kept: list[tuple[Any, ExactProfile | None]] = []
    near: list[tuple[float, Any]] = []
    right = 0
    for numbers in raw:
        exact = _exact(numbers)
        profile = tuple(_cleaned(v) for v in numbers)
        certificate = _certificate(game, exact if exact is not None else profile)
        if certificate.valid:
            right += 1
            if not any(_distance(profile, k) <= SAME for k, _ in kept):
                kept.append((profile, exact))
        else:
            near.append((max(certificate.relative.values()), profile))
    note = f"Gambit's {algorithm} returned {len(raw)} profile{'s' * (len(raw) != 1)}"
    if near:
        worst = max(gain for gain, _ in near)
        note += f", of which {len(near)} {'is' if len(near) == 1 else 'are'} no equilibrium and dropped"
        note += f" (somebody gains up to {worst:.1g} of its range)"
    notes = [note]
    completeness: Completeness = "all pure" if algorithm == "enumpure" else "one of possibly many"
    searched = {"returned": len(raw), "equilibria": right, "different": len(kept)}
    if algorithm == "enumpure":
        notes.append("mixed equilibria were not looked for")
    if not kept and near and min(near, key=lambda n: n[0])[0] <= NEAR:
        profile = min(near, key=lambda n: n[0])[1]
        notes[0] = (
            f"{note.split(', of which')[0]}, none an equilibrium; the nearest one is shown as a candidate"
        )
        return Found([profile], "candidate", tuple(notes), searched=searched)
    all_exact = [e for _, e in kept if e is not None]
    return Found(
        [p for p, _ in kept],
        completeness,
        tuple(notes),
        exact=all_exact if kept and len(all_exact) == len(kept) else None,
        searched=searched,
    )


def _certificate(game: NormalFormGame | ExtensiveGame, profile: Any) -> Certificate:
    if isinstance(game, ExtensiveGame):
        return certify_behavior(game, profile)
    exact = isinstance(profile[0][0], Fraction)
    return certify_mixed(game, [np.array(v, dtype=object if exact else float) for v in profile])


def _exact(numbers: list[list[Any]]) -> ExactProfile | None:
    """Fractions, where Gambit computed with fractions."""
    if any(isinstance(p, float) for v in numbers for p in v):
        return None
    vectors = tuple(tuple(Fraction(int(p.numerator), int(p.denominator)) for p in v) for v in numbers)
    if any(sum(v) == 0 for v in vectors):  # an information set that the strategy says nothing about
        vectors = tuple(v if sum(v) else (Fraction(1), *v[1:]) for v in vectors)
    return vectors


def _cleaned(numbers: list[Any]) -> Any:
    v = np.clip(np.array([float(p) for p in numbers]), 0.0, None)
    if not np.isfinite(v).all() or v.sum() <= 0:
        return np.eye(len(v))[0]
    return v / v.sum()


def _distance(a: Any, b: Any) -> float:
    return max(float(np.abs(x - y).max()) for x, y in zip(a, b, strict=True))
