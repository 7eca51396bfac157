"""An order played out: the levels of the issues over the periods, and who moved when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from negsim.games.stage_game import Chance, Turn
from negsim.plots.lettering import lettered
from negsim.plots.style import (
    FAINT,
    INK,
    NORMAL,
    SMALL,
    frame,
    grounds,
    is_joint,
    mark,
    move_name,
    name_of,
    new_axes,
    order_name,
    party_handles,
    party_styles,
    plain,
    title,
    wrap,
)
from negsim.solution import Equilibrium

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from negsim.sequencing.play import Play, Step

__all__ = ["timeline"]

NARROW = "\N{NO-BREAK SPACE}"
HEAD, FOOT = 1.15, 0.5  # units of height above a lane, for its name, and below it
TALLEST = 5.0  # units of height that the levels of an issue get at most
MOST_MOVES = 12  # rows of moves; the rest share one
JOINT = "d"  # marker of what is nobody's move alone
START = -1  # place on the axis of the situation before the first period


@lettered
def timeline(equilibrium: Equilibrium, ax: Axes | None = None) -> Axes:
    """Draw the level of each issue over the periods of the most likely path, who moved when, and the outcome.

    Parameters
    ----------
    equilibrium : Equilibrium
        From `negsim.solve` or a row of `negsim.compare`.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Lanes from the top: outcomes (as high as they are likely at the end of each period), one lane an
        issue, and the moves: filled markers take effect, hollow ones are proposals that somebody declines.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.timeline(ns.solve(ns.load("korea_reduced"), order="omnibus").one())
    >>> ax.get_xlabel()
    'Period'
    """
    play = equilibrium.play
    scenario = play.game.scenario
    lanes = [_outcome_lane(play), *(_issue_lane(play, issue) for issue in scenario.issues), _move_lane(play)]
    height = sum(lane.height + HEAD + FOOT for lane in lanes)
    if ax is None:
        ax = new_axes(min(13.0, max(8.5, 5.5 + 0.32 * play.periods)), 1.4 + 0.26 * height)
    top = height
    ticks: list[tuple[float, str]] = []
    ends = max(len(play.closes), 1)
    for lane in lanes:
        bottom = top - HEAD - lane.height
        ax.text(
            0.008, top - 0.25, lane.name, transform=ax.get_yaxis_transform(), fontsize=NORMAL,
            fontweight="bold", va="top", color=INK,
        )  # fmt: skip
        ax.axhline(top, color="#BBBBBB", lw=0.8)
        lane.draw(ax, bottom)
        ticks += [(bottom + y, label) for y, label in lane.ticks]
        top = bottom - FOOT
    ax.set_ylim(0, height)
    ax.set_xlim(START - 0.5, play.periods - 0.5)
    ax.set_yticks([y for y, _ in ticks], [label for _, label in ticks], fontsize=SMALL)
    ax.axvspan(START - 0.5, START + 0.5, color="#F3F3F3", lw=0, zorder=0)
    if ends < play.periods:
        ax.axvspan(ends - 0.5, play.periods - 0.5, color="#F3F3F3", hatch="///", ec="#DDDDDD", lw=0, zorder=0)
    _period_axis(ax, play.periods)
    frame(ax, "Period", "Outcome, levels of the issues, moves")
    _legend(ax, play, any(w is None for lane in lanes if isinstance(lane, _Levels) for *_, w in lane.changes))
    chancy = any(isinstance(p, Chance) and (p.target != p.rows).any() for p in play.game.phases)
    what = "what is done when" + (" (most likely path)" if chancy else "")
    rare = play.path_probability < 0.5
    title(
        ax,
        wrap(f"{order_name(scenario, play.game.rules.name or '')}: {what}", 58),
        pad=10 + 13 * rare,
    )
    if rare:
        chance = play.path_probability
        share = f"{chance:.0%}" if chance >= 0.01 else "less than 1%"
        ax.annotate(
            f"this path: {share.replace('%', NARROW + '%')}; the outcome lane shows all", (0, 1), (0, 6),
            "axes fraction", textcoords="offset points", fontsize=SMALL, color=FAINT, annotation_clip=False,
        )  # fmt: skip
    return ax


@dataclass(frozen=True)
class _Lane:
    """A strip of the picture: its name, how high it is, and where its tick labels go."""

    name: str
    height: float
    ticks: tuple[tuple[float, str], ...]
    play: Play

    def draw(self, ax: Axes, bottom: float) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class _Outcomes(_Lane):
    rows: tuple[int, ...]

    def draw(self, ax: Axes, bottom: float) -> None:
        game = self.play.game
        colours = grounds(game.outcomes, game.scenario.goal)
        chance = self.play.by_period
        edges = np.arange(len(chance) + 1) - 0.5
        for k, o in enumerate(self.rows):
            y = bottom + len(self.rows) - 1 - k
            colour = colours[game.outcomes[o]][0]
            ax.stairs(y + 0.84 * chance[:, o], edges, baseline=y, fill=True, color=colour, zorder=2)
            ax.stairs(y + 0.84 * chance[:, o], edges, baseline=y, color=FAINT, lw=0.7, zorder=3)


def _outcome_lane(play: Play) -> _Lane:
    """Outcomes that are met with a probability worth drawing."""
    game = play.game
    rows = tuple(int(o) for o in np.flatnonzero(play.by_period.max(axis=0) > 0.005))
    goal = game.scenario.goal
    names = [("\N{BLACK STAR} " if game.outcomes[o] == goal else "") + game.outcomes[o] for o in rows]
    certain = bool(np.isclose(play.by_period.max(axis=1), 1, atol=0.005)[: len(play.closes)].all())
    ticks = tuple((len(rows) - 0.58 - k, wrap(name, 30)) for k, name in enumerate(names))
    return _Outcomes("Outcome" if certain else "Outcome (height: probability)", len(rows), ticks, play, rows)


@dataclass(frozen=True)
class _Levels(_Lane):
    line: tuple[tuple[float, float], ...]  # from where on the axis it stands at which height
    changes: tuple[tuple[float, float, str | None], ...]  # moves that change it: place, height, whose

    def draw(self, ax: Axes, bottom: float) -> None:
        x, levels = zip(*self.line, strict=True)
        y = bottom + np.array(levels)
        edges = np.array([*x, len(self.play.closes) - 0.5])
        ax.stairs(y, edges, baseline=bottom - 0.3, fill=True, color="#E6E6E6", zorder=1)
        ax.stairs(y, edges, baseline=None, color=INK, lw=1.8, zorder=2)
        for level, _ in self.ticks:
            ax.axhline(bottom + level, color="#D0D0D0", lw=0.6, ls=":", zorder=1)
        styles = party_styles(self.play.game.scenario)
        for place, level, party in self.changes:
            if party is None:
                ax.plot([place], [bottom + level], JOINT, color=INK, ms=7.5, mec="white", mew=0.6, zorder=4)
            else:
                mark(ax, styles[party], place, bottom + level, 6.5)


def _whose(play: Play, step: Step, issue: str) -> str | None:
    """Whose moves change an issue in a turn; None for joint ones, whoever proposes them."""
    if step.declined_by is not None or step.action is None:
        return step.party
    moves = [play.game.scenario.moves[c.move] for c in step.action.components]
    parties = {m.by for m in moves if issue in m.sets}
    only = parties.pop() if len(parties) == 1 else None
    return only if isinstance(only, str) and only in play.game.parties else None


def _line(
    play: Play, levels: NDArray[np.int16], scale: float, issue: str
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float, str | None], ...]]:
    """Where an issue stands from when on, and the moves that change it: the line jumps at their markers."""
    at = int(levels[play.game.start])
    line = [(START - 0.5, at * scale)]
    changes: list[tuple[float, float, str | None]] = []

    def go(place: float, state: int) -> bool:
        nonlocal at
        moved = int(levels[state]) != at
        at = int(levels[state])
        if moved:
            line.append((place, at * scale))
        return moved

    for period, close in enumerate(play.closes):
        place = period - 0.5  # what time and chance do, they do between the turns
        for step in (s for s in play.steps if s.period == period):
            go(place, step.before)
            place = _place(play, step)
            if go(place, step.after):
                changes.append((place, at * scale, _whose(play, step, issue)))
            place += 0.05
        go(max(place, period + 0.4), close)
    return tuple(line), tuple(changes)


def _place(play: Play, step: Step) -> float:
    """Where a turn stands on the axis: turns of a period side by side."""
    turns = [k for k, phase in enumerate(play.game.phases) if isinstance(phase, Turn)]
    return step.period + 0.7 * ((turns.index(step.phase) + 0.5) / len(turns) - 0.5)


def _issue_lane(play: Play, issue: str) -> _Lane:
    game = play.game
    levels = game.scenario.issues[issue].levels
    column = game.space.place["level", issue]
    met = [int(game.table[column, s]) for s in (game.start, *play.closes)]
    height = min(len(levels) - 1.0, TALLEST)
    scale = height / max(len(levels) - 1, 1)
    shown: list[int] = []
    for level in (
        0,
        len(levels) - 1,
        *met,
        *range(len(levels)),
    ):  # where there are too many, those met go first
        if all(abs(level - other) * scale > 0.85 for other in shown):
            shown.append(level)
    ticks = tuple((level * scale, plain(levels[level])) for level in sorted(shown))
    line, changes = _line(play, game.table[column], scale, issue)
    return _Levels(plain(issue), height, ticks, play, line, changes)


@dataclass(frozen=True)
class _Moves(_Lane):
    rows: dict[str, float]

    def draw(self, ax: Axes, bottom: float) -> None:
        styles = party_styles(self.play.game.scenario)
        for y in self.rows.values():
            ax.axhline(bottom + y, color="#E6E6E6", lw=0.8, zorder=0)
        if not self.rows:
            ax.text(
                0.5, bottom + 0.5, "nobody moves", transform=ax.get_yaxis_transform(), ha="center",
                va="center", fontsize=NORMAL, fontstyle="italic", color=FAINT,
            )  # fmt: skip
        others = min(self.rows.values(), default=0.0)
        for step in _moves(self.play):
            style, made = styles[step.party], step.made is not None
            y = bottom + self.rows.get(_label(step), others)
            ax.plot(
                [_place(self.play, step)], [y], style.marker, ms=9, color=style.colour if made else "white",
                mec="white" if made else style.colour, mew=0.6 if made else 1.8, zorder=4,
            )  # fmt: skip


def _moves(play: Play) -> list[Step]:
    return [s for s in play.steps if s.action is not None]


def _label(step: Step) -> str:
    return step.action.label if step.action is not None else ""


def _row_name(play: Play, label: str) -> str:
    """Name a row of moves; of what is joint, say who proposes it."""
    scenario = play.game.scenario
    name = move_name(scenario, label)
    if not is_joint(scenario, label):
        return name
    proposers = dict.fromkeys(s.party for s in _moves(play) if _label(s) == label)
    return f"{name} (proposed by {', '.join(name_of(scenario, p) for p in proposers)})"


def _move_lane(play: Play) -> _Lane:
    """One row for each thing that is done or proposed, first things first."""
    labels = list(dict.fromkeys(map(_label, _moves(play))))
    many = len(labels) > MOST_MOVES
    named = [wrap(_row_name(play, n), 34) for n in labels[: MOST_MOVES - many]]
    named += ["other moves"] if many else []
    y = 0.0
    rows: dict[str, float] = {}
    ticks = []
    for label, name in zip(reversed(labels[: len(named)]), reversed(named), strict=True):
        tall = 0.62 * (name.count("\n") + 1) + 0.45
        rows[label] = y + tall / 2
        ticks.append((rows[label], name))
        y += tall
    return _Moves("Moves", max(y, 1.0), tuple(ticks), play, rows)


def _period_axis(ax: Axes, periods: int) -> None:
    from matplotlib.ticker import MaxNLocator

    if periods <= 24:
        ax.set_xticks(
            [START, *range(periods)], ["start", *(str(p + 1) for p in range(periods))], fontsize=SMALL
        )
    else:
        shown = [int(p) for p in MaxNLocator(16, integer=True).tick_values(1, periods) if 1 <= p <= periods]
        ax.set_xticks([p - 1 for p in shown], [str(p) for p in shown])  # people count periods from 1


def _legend(ax: Axes, play: Play, joint: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Line2D | Patch] = [*party_handles(play.game.scenario, 8)]
    if joint:
        handles.append(
            Line2D([], [], ls="none", marker=JOINT, ms=8, color=INK, mec="white", label="a joint step")
        )
    for name in dict.fromkeys(s.declined_by for s in _moves(play) if s.declined_by is not None):
        label = f"proposed, declined by\n{name_of(play.game.scenario, name)}"
        handles.append(
            Line2D([], [], ls="none", marker="o", ms=8, mfc="white", mec=INK, mew=1.8, label=label)
        )
    if len(play.closes) < play.periods:
        handles.append(Patch(fc="#F3F3F3", ec="#DDDDDD", hatch="///", label="the game is over"))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=SMALL, frameon=False,
        title="Who moves or proposes", title_fontsize=SMALL, alignment="left",
    )  # fmt: skip
