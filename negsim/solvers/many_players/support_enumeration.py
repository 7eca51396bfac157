"""All isolated equilibria of small games of any number of players, support by support."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, groupby
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.mixed import certify_mixed
from negsim.errors import GameError, NotSupportedError, SolverError
from negsim.games.normal_form import Mixed, NormalFormGame
from negsim.solution import Completeness
from negsim.solvers.many_players.polynomial.decide import Batch, decide, paths_needed
from negsim.solvers.many_players.polynomial.degenerate import interior_points
from negsim.solvers.many_players.polynomial.exclusion import excluded
from negsim.solvers.many_players.pure_enumeration import pure_cells
from negsim.solvers.many_players.supports import SupportGroup, surviving, values_on
from negsim.solvers.method import Found

__all__ = ["SupportEnumeration"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Solved = dict[int, tuple[Floats, float]]  # of players who mix: probabilities, and how far they may be off

TIE = 1e-10  # of the range of payoffs: a gain from an action outside the support that counts as none
EXACT_TIE = 3e-13  # and one that rounding alone may leave
ONE = 1e-12  # strategies that differ by less are one
SAME = 1e-6  # equilibria found twice, at least once without proof, are nearer than that
CELLS = 4  # a path that a support is cut into before its paths are followed
MOST_CELLS = 512  # where paths were followed in vain; for supports of many paths, more


@dataclass(frozen=True)
class SupportEnumeration:
    """Support enumeration: all isolated equilibria of a small game.

    For each support profile that conditional dominance leaves (Porter, Nudelman & Shoham 2008), the
    equations that make everybody indifferent are solved: linear ones where two players mix, and otherwise
    multilinear ones, of which *all* complex roots are followed from a start system. Each root is certified by
    Krawczyk's test, and if there are as many as almost all such systems have (McKelvey & McLennan 1997),
    there are no others. Real roots with positive probabilities, to which nobody has a better action, are the
    equilibria.

    Parameters
    ----------
    max_supports : int
        Refuse games with more support profiles than this.
    max_paths : int
        Refuse games that need more paths to be followed than this: a path takes some 0.2 to 1 ms.
    seed : int
        Of the random start systems.

    Notes
    -----
    ``"unique"`` and ``"all"`` mean that every support was decided: by dominance, by the values at the corners
    of small cells, by linear algebra, or by the number of certified roots. Otherwise, in degenerate games,
    `searched` counts the supports that hold a continuum (or a singular equilibrium), and those that failed.
    Proofs are in floating point, with room for what rounding may do.

    References
    ----------
    R. D. McKelvey & A. McLennan (1997), The maximal number of regular totally mixed Nash equilibria, Journal
    of Economic Theory 72.

    R. Porter, E. Nudelman & Y. Shoham (2008), Simple search methods for finding a Nash equilibrium, Games and
    Economic Behavior 63.

    Examples
    --------
    The game of McKelvey & McLennan (1997) with nine equilibria, the most that a generic game of three players
    with two actions each can have.

    >>> import numpy as np
    >>> import negsim as ns
    >>> payoffs = np.zeros((3, 2, 2, 2))
    >>> payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 0] = (9, 8, 12), (9, 8, 2)
    >>> payoffs[:, 1, 0, 1], payoffs[:, 0, 1, 1] = (3, 4, 6), (3, 4, 6)
    >>> found = ns.solve(ns.NormalFormGame(payoffs), method=ns.SupportEnumeration())
    >>> found.completeness, len(found)
    ('all', 9)
    """

    max_supports: int = 2_000_000
    max_paths: int = 20_000
    seed: int = 0

    name: ClassVar[str] = "support enumeration"

    def find(self, game: Any) -> Found:
        """Look for all equilibria, support by support.

        Raises
        ------
        GameError
            If there are too many supports, or too many paths to follow.
        NotSupportedError
            If the game is no normal form.
        """
        if not isinstance(game, NormalFormGame):
            raise NotSupportedError(
                "support enumeration is for games in normal form; take game.normal_form(), or SubgamePerfect"
            )
        supports, groups, payoffs = self._surviving(game)
        work = _paths(groups)
        if work > self.max_paths:
            raise GameError(
                f"the game takes up to {work:,} paths, at most {self.max_paths:,} are followed (max_paths); "
                + _others(game)
            )
        pruned = supports - sum(map(len, groups))
        search = _Search(game, payoffs, self.seed)
        search.count.update(supports=supports, pruned=pruned, solved=0, paths=0, failed=0, continuum=0)
        for _, same in groupby(sorted(groups, key=_kind), key=_kind):
            search.look(list(same))
        return search.answer()

    def _surviving(self, game: NormalFormGame) -> tuple[int, list[SupportGroup], Floats]:
        supports = prod(2**m - 1 for m in game.shape)
        if supports > self.max_supports:
            raise GameError(
                f"{supports:,} support profiles, at most {self.max_supports:,} are searched (max_supports); "
                + _others(game)
            )
        payoffs = game.stakes
        return supports, surviving(payoffs), payoffs


def _paths(groups: list[SupportGroup]) -> int:
    return sum(len(g) * paths_needed(g.sizes) for g in groups)


def _others(game: NormalFormGame) -> str:
    one = "LemkeHowson finds one equilibrium" if len(game.players) == 2 else "LogitPath finds one equilibrium"
    return f"{one}, PureEnumeration all pure ones"


class _Search:
    """What was found so far, and what it says."""

    def __init__(self, game: NormalFormGame, payoffs: Floats, seed: int) -> None:
        self.game, self.payoffs, self.seed = game, payoffs, seed
        self.profiles: list[Mixed] = []
        self.count: Counter[str] = Counter()
        self.tied = self.near = 0

    # --- supports of the same sizes

    def look(self, groups: list[SupportGroup]) -> None:
        """Decide all support profiles in which players mix over as many actions, whoever they are."""
        if max(groups[0].sizes) == 1:
            self._pure()
            return
        parts = [_Part(self.payoffs, group) for group in groups]
        for part in parts:
            if len(part.mixing) == 3 and paths_needed(part.group.sizes) > 4:
                part.exclude(part.left, CELLS * paths_needed(part.group.sizes))
        batch = Batch.joined([part.batch() for part in parts])
        decided = decide(batch, self.seed)
        self.count["paths"] += decided.paths
        begin = 0
        for part in parts:
            here = np.arange(begin, begin + len(part.left))
            begin += len(part.left)
            which = part.left
            doubtful = which[decided.open[here]]
            in_doubt = set(doubtful.tolist())
            for at, vectors, errors in decided.found:
                if len(here) and here[0] <= at <= here[-1]:
                    s = int(which[at - here[0]])
                    mixed = dict(zip(part.mixing, zip(vectors, errors, strict=True), strict=True))
                    self._judge(part.group, s, mixed, s not in in_doubt)
            self._degenerate(part, doubtful)

    def _pure(self) -> None:
        for cell, tied in pure_cells(self.game):
            self.count["solved"] += 1
            self.tied += tied
            self.profiles.append(tuple(np.eye(m)[a] for m, a in zip(self.game.shape, cell, strict=True)))

    def _judge(self, group: SupportGroup, s: int, mixed: Solved, proven: bool) -> None:
        """Keep a solution of the equations if no other action is better."""
        edge = any(bool((p <= error).any()) for p, error in mixed.values())
        for rounded in (True, False) if edge else (False,):
            profile = []
            for i, m in enumerate(self.game.shape):
                v = np.zeros(m)
                p, error = mixed.get(i, (np.ones(1), 0.0))
                v[group.actions[i][s]] = np.where(p <= error * rounded, 0.0, p)
                profile.append(v / v.sum())
            gain, slack = _gains(self.payoffs, profile)
            if gain <= TIE and not certify_mixed(self.game, profile).valid:
                self.count["failed"] += 1  # too small a gain to be seen beside the largest payoffs
                return
            if gain <= TIE:
                if (proven and not edge) or not self._known(profile):
                    self.tied += edge or slack < TIE
                    self.near += gain > EXACT_TIE or EXACT_TIE < abs(slack) < TIE
                    self.profiles.append(tuple(profile))
                return

    def _holds(self, profile: list[Floats]) -> bool:
        return _gains(self.payoffs, profile)[0] <= TIE and certify_mixed(self.game, profile).valid

    def _known(self, profile: list[Floats]) -> bool:
        return any(
            max(float(np.abs(a - b).max()) for a, b in zip(profile, old, strict=True)) < SAME
            for old in self.profiles
        )

    def _degenerate(self, part: _Part, doubtful: Ints) -> None:
        """Look for an equilibrium where equations are singular, or for a proof that there is none."""
        rest = []
        for s in doubtful.tolist():
            points = interior_points(self.payoffs, [a[s] for a in part.group.actions], self.seed)
            point = next((p for p in points if self._holds(p)), None)
            if point is None:
                rest.append(s)
                continue
            self.count["continuum"] += 1
            if not self._known(point):
                self.profiles.append(tuple(point))
        cells = max(MOST_CELLS, 4 * CELLS * paths_needed(part.group.sizes))
        failed = part.exclude(np.array(rest, dtype=np.int64), cells)
        self.count["failed"] += len(failed)
        self.count["solved"] += len(part.group) - len(doubtful) + len(rest) - len(failed)

    # --- what it says

    def answer(self) -> Found:
        """Sum up."""
        undecided = self.count["failed"] + self.count["continuum"]
        if not self.profiles and not undecided:
            raise SolverError(
                "no equilibrium was found, though every game has one: payoffs are too ill-conditioned; "
                + _others(self.game)
            )
        odd = len(self.profiles) % 2 == 1 or self.tied > 0
        completeness: Completeness = "one of possibly many"
        if not undecided and odd and not self.near and not self._joined():
            completeness = "unique" if len(self.profiles) == 1 else "all"
        return Found(self.profiles, completeness, tuple(self._notes(odd)), searched=dict(self.count))

    def _joined(self) -> bool:
        """Whether two differ in one player's strategy only: then all between them are equilibria too."""
        return any(
            sum(float(np.abs(u - v).max()) > ONE for u, v in zip(a, b, strict=True)) == 1
            for a, b in combinations(self.profiles, 2)
        )

    def _notes(self, odd: bool) -> list[str]:
        notes = []
        if self.near:
            notes.append(
                f"in {self.near} of the equilibria another action is worth nearly the same: whether it is as "
                "good was not decided"
            )
        two = len(self.game.players) == 2
        if n := self.count["continuum"]:
            notes.append(
                f"{_supports(n)} a singular equilibrium or a continuum of them, of which one is listed"
                + ("; VertexEnumeration describes all of it" if two else "")
            )
        if n := self.count["failed"]:
            notes.append(
                f"{_supports(n, 'could', 'could')} not be decided: the equations are singular, or nearly"
                + ("; VertexEnumeration can" if two else "")
            )
        if self.tied:
            notes.append(
                f"degenerate: in {self.tied} of the equilibria an action that is not played is as good as "
                "those that are"
            )
        if not odd and not self.count["failed"] + self.count["continuum"]:
            notes.append("an even number was found: a regular game has an odd number (Wilson 1971)")
        if not notes:
            notes.append("every support was decided")
        return notes


def _supports(n: int, one: str = "holds", many: str = "hold") -> str:
    return f"1 support {one}" if n == 1 else f"{n} supports {many}"


class _Part:
    """Supports of one group, of which some are excluded at sight."""

    def __init__(self, payoffs: Floats, group: SupportGroup) -> None:
        self.group, self.values = group, values_on(payoffs, group)
        self.mixing = sorted((i for i, k in enumerate(group.sizes) if k > 1), key=lambda i: -group.sizes[i])
        self.left = np.arange(len(group))

    def exclude(self, these: Ints, cells: int) -> Ints:
        """Take out what provably holds no equilibrium; return what remains of these."""
        if not len(these):
            return these
        gone = these[excluded([v[these] for v in self.values], self.group.sizes, sorted(self.mixing), cells)]
        self.left = np.setdiff1d(self.left, gone)
        return np.setdiff1d(these, gone)

    def batch(self) -> Batch:
        """Differences of each mixing player's payoffs, players and axes in the order of `mixing`."""
        order = sorted(self.mixing)
        equations = []
        for i in self.mixing:
            table = self.values[i][self.left]
            table = table[:, 1 : self.group.sizes[i]] - table[:, :1]
            axes = [j for j in order if j != i]
            wanted = [2 + axes.index(j) for j in self.mixing if j != i]
            equations.append(np.ascontiguousarray(table.transpose(0, 1, *wanted)))
        return Batch(tuple(self.group.sizes[i] for i in self.mixing), tuple(equations))


def _kind(group: SupportGroup) -> tuple[int, list[int]]:
    """Groups of the same kind are solved together; those with few actions first."""
    return sum(group.sizes), sorted(group.sizes)


def _gains(payoffs: Floats, profile: list[Floats]) -> tuple[float, float]:
    """The largest gain of any player, and how much worse the best action is that is not played."""
    gain, slack = 0.0, np.inf
    for i, own in enumerate(profile):
        table = payoffs[i]
        for j in reversed(range(len(profile))):
            if j != i:
                table = np.tensordot(table, profile[j], axes=(j, 0))
        value = float(table @ own)
        gain = max(gain, float(table.max()) - value)
        if (own == 0).any():
            slack = min(slack, value - float(table[own == 0].max()))
    return gain, slack
