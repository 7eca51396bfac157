"""`certify`: one call for profiles that come from elsewhere, in whatever form the game is."""

from __future__ import annotations

from typing import Any

from negsim.certificate.behavior import Claim, certify_behavior
from negsim.certificate.certificate import Certificate
from negsim.certificate.mixed import certify_mixed
from negsim.errors import GameError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame

__all__ = ["certify"]


def certify(
    game: NormalFormGame | ExtensiveGame,
    strategy: Any,
    *,
    claim: Claim = "Nash",
    exact: bool = False,
    tolerance: float = 1e-9,
) -> Certificate:
    """Say how much each player could gain by leaving a strategy profile, wherever it comes from.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
    strategy : sequence, mapping or equilibrium
        As `game.profile` reads it: probabilities of each player's actions, or of the actions at each
        information set. Of an equilibrium, its strategy.
    claim : {"Nash", "subgame-perfect", "agent"}
        Which deviations to try: any at the start of the game; any at the start of any subgame; at each
        information set alone. Only the first makes sense in a normal form.
    exact : bool
        Compute in fractions and allow for no gain at all.
    tolerance : float
        Gains that count as nothing, as a share of how much the player's own choice can matter to it
        (see `certify_mixed`, `certify_behavior`).

    Returns
    -------
    Certificate
        It raises nothing if somebody gains: look at `valid` and `gains`, or call `demand()`.

    Raises
    ------
    GameError
        If the strategy does not fit the game, or the tolerance is no share.

    Examples
    --------
    >>> import negsim as ns
    >>> pennies = ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]])
    >>> ns.certify(pennies, [["1/2", "1/2"], ["1/2", "1/2"]], exact=True).valid
    True
    >>> ns.certify(pennies, [[1, 0], [0.5, 0.5]]).gains
    {'Player 1': 0.0, 'Player 2': 1.0}
    """
    if not isinstance(game, (NormalFormGame, ExtensiveGame)):
        raise GameError(f"a NormalFormGame or an ExtensiveGame is needed, not {type(game).__name__}")
    if isinstance(tolerance, (str, bool)) or not 0 <= tolerance < 1:
        raise GameError(f"tolerance: {tolerance!r} is no share of what a choice can matter; 1e-9 is usual")
    if getattr(strategy, "exact", None) is not None and exact:
        strategy = strategy.exact
    strategy = getattr(strategy, "strategy", strategy)
    profile = game.exact_profile(strategy) if exact else game.profile(strategy)
    if isinstance(game, ExtensiveGame):
        return certify_behavior(game, profile, claim=claim, tolerance=tolerance)
    if claim != "Nash":
        raise GameError(f'in a normal form everybody moves once: the claim can only be "Nash", not "{claim}"')
    return certify_mixed(game, profile, tolerance=tolerance)
