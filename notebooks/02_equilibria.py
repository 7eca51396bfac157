# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Equilibria of your own games
#
# Two capitals face each other. Each can hold back or provoke, and what either wants to do depends on what it expects
# of the other. A game theorist would ask for the equilibria, and then argue about which one.
#
# **What could rational parties do here, are these all the ways, and how would I know?** This notebook takes small
# games of conflict one after another, asks one question of each, and says what may be concluded from the answer, and
# what may not. The payoffs are assumptions, made up to be easy to follow. What follows from them is computed here,
# never typed in.

# %%
import numpy as np
import pandas as pd

import negsim as ns

standoff = ns.NormalFormGame.from_bimatrix(
    [[6, 2], [7, 0]],  # what North gets: rows are its own actions, columns South's
    [[6, 7], [3, 0]],  # what South gets
    players=["North", "South"],
    actions=[["freeze", "test"], ["pause", "drill"]],
    title="A standoff",
)
standoff.to_frame()

# %% [markdown]
# ## 1. What could they do?
#
# Each would rather provoke if the other holds back, and hold back if the other provokes: a game of chicken. A *Nash
# equilibrium* is a pair of strategies that neither side gains by leaving alone.

# %%
found = ns.solve(standoff)
found

# %%
ax = ns.plots.best_replies(found)

# %% [markdown]
# Where the two lines cross, each does its best against the other. The list is complete, which the solver says in one
# word of its own vocabulary; and each entry carries a *certificate*, worked out by code that shares nothing with the
# solver.

# %%
print(found.completeness)
print(found[-1].explain())

# %% [markdown]
# So one may say: in every equilibrium somebody provokes with positive probability, because the list has no other. One
# may not say which of them is played, nor that a real crisis is in equilibrium at all.

# %% [markdown]
# ## 2. Is the equilibrium in this paper right?
#
# Whoever found it, a profile is an equilibrium or it is not. Take a published one: an equilibrium of game (3.3) in
# von Stengel (2007, *Algorithmic Game Theory*, chapter 3). Probabilities are written as text, so that they stay
# exact.

# %%
published = ns.NormalFormGame.from_bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
proof = ns.certify(published, [["4/5", "1/5", 0], ["2/3", "1/3"]], exact=True)
print(proof.valid, proof.gains)

# %% [markdown]
# That is a proof in fractions, with no tolerance. Now two ways to spoil it: rounded to three digits, as a paper may
# print it, and with two digits swapped, as a typist may.

# %%
spoiled = {
    "rounded": [["4/5", "1/5", 0], ["0.667", "0.333"]],
    "swapped": [["4/5", "1/5", 0], ["0.676", "0.324"]],
}
for how, profile in spoiled.items():
    proof = ns.certify(published, profile, exact=True)
    print(f"{how}: valid is {proof.valid}; gains by deviating: {proof.gains}")

# %% [markdown]
# A certificate that fails says who would leave and what it would gain. Neither of these is an equilibrium, and the
# gains are small. That does *not* mean that an equilibrium is as near: here one is, elsewhere it may be far away.

# %% [markdown]
# ## 3. What could a mediator arrange?
#
# A mediator draws a plan and tells each side its own part alone. If nobody gains by disobeying, that is a *correlated
# equilibrium*. The best that any mediator can do for the sum of payoffs is one linear program:

# %%
advice = ns.solve(standoff, method=ns.Correlated()).one()
advice

# %%
best_alone = max(sum(eq.values.values()) for eq in found)
print(f"sum of payoffs, the best Nash equilibrium: {best_alone:.4g}")
print(f"sum of payoffs, the best advice:           {sum(advice.values.values()):.4g}")

# %% [markdown]
# What would they agree on if agreements were binding? Bargaining solutions say what is *fair* by one set of axioms or
# another, seen from what each is left with without agreement. Here: what it can be held down to.

# %%
bargains = [
    ns.bargaining_solution(standoff, "minmax", name) for name in ("nash", "kalai_smorodinsky", "egalitarian")
]
ax = ns.plots.payoff_polygon(found, bargains=bargains)

# %% [markdown]
# Between the two one-sided outcomes, advice that nobody is forced to follow does not reach the frontier; a contract
# does. The gap between the hatched area and the thick line is what enforcement is worth in this game. What becomes of
# the mediator's advice where nobody trusts the mediator, the picture does not say.

# %% [markdown]
# ## 4. Several equilibria: which one?
#
# Now both would gain by disarming together, and each risks something by disarming alone.

# %%
hunt = ns.NormalFormGame.from_bimatrix(
    [[9, 0], [8, 6]],
    [[9, 8], [0, 7]],
    players=["North", "South"],
    actions=[["disarm", "keep"], ["disarm", "keep"]],
    title="Disarming together",
)
ns.label_equilibria(ns.solve(hunt))

# %% [markdown]
# One equilibrium is better for both (*payoff-dominant*), the other is the one from which straying costs more
# (*risk-dominant*). The labels are arguments, and no choice is made for you. A third argument is noise: suppose that
# everybody responds to payoffs, but imperfectly. Start where both choose at random, and let them respond more
# sharply:

# %%
ax = ns.logit_branch(hunt, lambdas=np.geomspace(0.01, 4, 60)).plot()

# %% [markdown]
# Does noise always lead where it led here? Make keeping one's arms less safe, step by step: disarming together stays
# the better equilibrium for both throughout.

# %%
rows = []
for safe in (6, 2, 0.75, 0.5):
    game = ns.NormalFormGame.from_bimatrix(
        [[9, 0], [8, safe]], [[9, 8], [0, safe]], players=hunt.players, actions=hunt.actions
    )
    (less_risky,) = (eq for eq in ns.label_equilibria(ns.solve(game)) if "risk-dominant" in eq.labels)
    end = ns.logit_branch(game).strategy[0][:, -1]
    rows.append((safe, game.actions[0][less_risky.support[0][0]], game.actions[0][end.argmax()]))
pd.DataFrame(rows, columns=["both keep: worth", "risk-dominant: both", "noise leads to: both"])

# %% [markdown]
# In these games noise sides with risk dominance. It is a model of behaviour, and its precision λ is in units of one
# over payoff: a λ estimated in one experiment means nothing in a game with other units.

# %% [markdown]
# ## 5. When there are infinitely many
#
# North may test a weapon. South would like to deter it, but a strike hurts South too.

# %%
names = {"players": ["North", "South"], "actions": [["test", "refrain"], ["tolerate", "strike"]]}
deterrence = ns.NormalFormGame.from_bimatrix(
    [[1, -1], [0, 0]], [[1, -1], [2, 2]], title="Deterrence", **names
)
many = ns.solve(deterrence)
many

# %%
ax = ns.plots.best_replies(many)

# %% [markdown]
# If North refrains, South's plan is never put to the test, and any threat that is likely enough will do. Ties like
# this are the rule in games that stand for a sequence of moves. Such equilibria form connected pieces:

# %%
for piece in many.components:
    values = sorted({tuple(many[i].values.values()) for i in piece.equilibria})
    print(f"{piece!r}: worth {', '.join(map(str, values))} to {' and '.join(deterrence.players)}")
    for mixture in piece.columns:
        print(f"   South: strike with probability {mixture[1]:g}")

# %% [markdown]
# The completeness is *all extreme points*: every equilibrium is a mixture within one of the pieces, and no other
# exists. It would be wrong to count the entries of the list, and just as wrong to report a single one as "the"
# equilibrium. Whether the threat is *credible* cannot be asked of this table. Section 9 asks it.

# %% [markdown]
# ## 6. More than two parties
#
# Sanctions work if at least two of three states enforce them. All three gain if they work; whoever enforces pays for
# it.

# %%
gain, cost = 10, 4
states = ["Avaria", "Borduria", "Cathay"]
payoffs = np.zeros((3, 2, 2, 2))
for cell in np.ndindex(2, 2, 2):
    enforcers = cell.count(0)
    for k in range(3):
        payoffs[(k, *cell)] = gain * (enforcers >= 2) - cost * (cell[k] == 0)
sanctions = ns.NormalFormGame(
    payoffs, players=states, actions=[["enforce", "leak"]] * 3, title="Sanctions that need two of three"
)
lists = ns.solve(sanctions)
lists

# %% [markdown]
# With three players, equilibria are roots of polynomials, and a solver that stops at the first says nothing of the
# others. Here every set of actions that could be played together is decided, and `searched` keeps the account: so
# many sets, so many ruled out beforehand, so many solved, and none left open.

# %%
print(lists.completeness, dict(lists.searched))
most = 9  # that such a game can have, ties apart (McKelvey & McLennan 1997, section 7)
print(f"{len(lists)} equilibria; a game of three players with two actions each has at most {most}")

# %% [markdown]
# May I say "sanctions fail"? In one of these equilibria nobody ever enforces; in others two do, and the third rides
# free. Without choosing among them one may say only what holds in *all* of them:

# %%
works = np.indices(sanctions.shape).sum(axis=0) <= 1  # cells in which one state leaks at most
odds = [np.einsum("i,j,k->ijk", *eq.strategy)[works].sum() for eq in lists]
print(f"probability that sanctions work: {', '.join(f'{p:.3f}' for p in sorted(odds))}")
print("does every state ever enforce for certain?", any(min(s[0] for s in eq.strategy) == 1 for eq in lists))

# %% [markdown]
# So about whether they work, equilibrium alone says nothing at all. It does say that somebody always leaks at times.

# %% [markdown]
# ## 7. What can be ruled out with less?
#
# Equilibrium assumes that each side expects the right thing of the other. *Iterated dominance* assumes only that
# nobody does what is plainly worse, that everybody knows this, and so on. Give both sides of the standoff a third
# way:

# %%
richer = ns.NormalFormGame.from_bimatrix(
    [[6, 4, 2], [7, 3, 0], [6, 3, 1]],
    [[6, 4, 7], [3, 1, 0], [4, 6, 3]],
    players=["North", "South"],
    actions=[["freeze", "test", "launch"], ["pause", "patrol", "drill"]],
)
left = ns.eliminate_dominated(richer)
print(left.explain())

# %%
left.game.to_frame()

# %% [markdown]
# What is left is the standoff we began with. Note the order of the argument: only because North will not launch is a
# patrol of no use to South. No equilibrium was lost on the way, since each step is *strict*. Which of the remaining
# ones is played, dominance cannot say.

# %% [markdown]
# ## 8. What is it worth to commit first?
#
# An inspector can inspect or trust; a state can comply or cheat. Inspections cost something, undetected cheating
# more.

# %%
verification = ns.NormalFormGame.from_bimatrix(
    [[-2, -6], [0, -10]],
    [[0, -9], [0, 3]],
    players=["Inspector", "State"],
    actions=[["inspect", "trust"], ["comply", "cheat"]],
    title="Verification",
)
ns.solve(verification)

# %% [markdown]
# Without commitment the state cheats at times, although it gains nothing by it: were it sure to comply, nobody would
# inspect. Now let the inspector announce, in public and irrevocably, how often it will inspect (von Stackelberg
# 1934):

# %%
announced = ns.stackelberg(verification, "Inspector")
print(announced.explain())

# %%
announced.to_frame()

# %% [markdown]
# The announcement is worth the difference between the first row and the last, and the state loses nothing by it. That
# the inspector *can* bind itself is a fact about the world, which has to be argued for elsewhere. How bad can it get
# for each, if the other side cares for nothing but doing harm?

# %%
print(ns.minmax(verification).explain())

# %% [markdown]
# ## 9. Who knows what: a bluff, and a threat
#
# North says that it has a certain ability. It may be so or not; North knows, South cannot tell. Games in which moves
# follow each other are trees; nodes that a player cannot tell apart belong to the same *information set*.


# %%
def claim(able: bool) -> ns.DecisionNode:
    """What follows on a claim, which South hears but cannot verify."""
    called = ns.EndNode(1, -5) if able else ns.EndNode(-3, 1)
    return ns.DecisionNode("South", {"concede": ns.EndNode(2, -2), "call": called}, infoset="a claim")


able = ns.DecisionNode("North", {"claim": claim(True), "quiet": ns.EndNode(0, 0)}, infoset="has it")
unable = ns.DecisionNode("North", {"claim": claim(False), "quiet": ns.EndNode(0, 0)}, infoset="has it not")
bluff = ns.ExtensiveGame.from_tree(
    ns.ChanceNode({"able": ("1/3", able), "not able": ("2/3", unable)}),
    ["North", "South"],
    title="An ability that nobody can verify",
)
bluffing = ns.solve(bluff)
print(bluffing.completeness)
ax = ns.plots.game_tree(bluffing.one())

# %%
print(bluffing.one().explain())

# %% [markdown]
# North bluffs at times, and South calls at times. A bluff is no sign of irrationality, and no sign of strength
# either: how often North bluffs is set by what *South* stands to lose. This holds in every equilibrium, because there
# is only one. What does South believe when it hears a claim?

# %%
reach = bluff.reach(bluffing.one().strategy)
nodes = bluff.members[bluff.infoset_names.index("a claim")]
belief = reach[nodes] / reach[nodes].sum()
print(f"the claim is true with probability {belief[0]:.3f}; before it was {reach[bluff.first[0]]:.3f}")

# %% [markdown]
# Now the deterrence of section 5 as what it is, a sequence. It has the same normal form:

# %%
answer = ns.DecisionNode(
    "South", {"tolerate": ns.EndNode(1, 1), "strike": ns.EndNode(-1, -1)}, infoset="a test"
)
threat = ns.ExtensiveGame.from_tree(
    ns.DecisionNode("North", {"test": answer, "refrain": ns.EndNode(0, 2)}, infoset="at first"),
    ["North", "South"],
    title="A threat",
)
print(np.array_equal(threat.normal_form().payoffs, deterrence.payoffs))
for question in ("Nash", "subgame-perfect"):
    print(ns.certify(threat, {"at first": "refrain", "a test": "strike"}, claim=question, exact=True))

# %% [markdown]
# *Refrain, or I strike* is a Nash equilibrium, and not a *subgame-perfect* one: once North has tested, South would
# rather not strike. The table hid that, the tree shows it. What is left:

# %%
ax = ns.plots.game_tree(ns.solve(threat).one())

# %% [markdown]
# Of the infinitely many equilibria of section 5 one survives, and it is the isolated one. In the bluff, subgame
# perfection would not have helped: its only subgame is the whole game, because South's dotted line crosses every cut.

# %%
print(bluff.subgames())
print(threat.subgames())

# %% [markdown]
# ## 10. A scenario as a tree
#
# Scenario files (see the first notebook) are games too. `extensive_form` unrolls one under an order of negotiations
# into a tree, in which everything above can be done. Does another solver, on another form of the game, agree with
# `solve`?

# %%
korea = ns.load("korea_reduced").with_play(periods=1)
rows = []
for order in korea.orders:
    tree = ns.unroll(korea, order)
    by_tree, by_file = ns.solve(tree), ns.solve(korea, order=order).one()
    apart = max(abs(eq.values[p] - by_file.values[p]) for eq in by_tree for p in korea.parties)
    rows.append((order, len(tree.parent), len(by_tree), *by_file.values.values(), f"{apart:.0e}"))
heads = ["order", "nodes of the tree", "equilibria listed", *korea.parties, "values apart by at most"]
pd.DataFrame(rows, columns=heads).round(6)

# %%
ax = ns.plots.game_tree(ns.solve(ns.unroll(korea, "omnibus"))[0])

# %% [markdown]
# It does. Where several equilibria are listed, a party is indifferent somewhere, for instance about who proposes the
# package; all of them are worth the same. A tree grows with the number of *histories*, though, and a scenario's own
# solver only with the number of *states*. So the tree says when it becomes too large:

# %%
try:
    ns.unroll(ns.load("korea_reduced"), "omnibus")
except ns.GameError as refusal:
    print(refusal)

# %% [markdown]
# ## 11. Files, and whole folders of them
#
# Games are written and read in the formats of Gambit (`.nfg` and `.efg`), numbers exactly, so that nothing is lost on
# the way between programs.

# %%
import io
import subprocess
import sys
import tempfile
from pathlib import Path

print(bluff.to_efg())
print(ns.read_game_text(bluff.to_efg()) == bluff)

# %% [markdown]
# A folder of them is solved by one line in a terminal, `negsim equilibria FOLDER`, which prints a table; with `--csv`
# the table can be read again, as here. For each file it says what was found, how completely, by which method, and the
# largest gain that any certificate admits, as a share of the player's range of payoffs.

# %%
folder = tempfile.TemporaryDirectory()
for name, game in {
    "standoff.nfg": standoff,
    "hunt.nfg": hunt,
    "deterrence.nfg": deterrence,
    "sanctions.nfg": sanctions,
    "bluff.efg": bluff,
    "threat.efg": threat,
}.items():
    game.save(Path(folder.name) / name)
command = [sys.executable, "-m", "negsim", "equilibria", ".", "--csv"]
run = subprocess.run(command, cwd=folder.name, capture_output=True, text=True, encoding="utf-8", check=True)
folder.cleanup()
solved = pd.read_csv(io.StringIO(run.stdout))
solved["gain"] = solved["gain"].map("{:.0e}".format)
solved[["file", "size", "status", "equilibria", "completeness", "method", "gain"]]

# %% [markdown]
# ## 12. Who counts at the table?
#
# Suppose that a consortium of six decides by weighted vote on aid for a power plant. The weights are invented, and
# the question is what a vote is worth. *Shapley's* value asks how often a party is the one that turns a losing
# coalition into a winning one, over all orders of joining; *Banzhaf's* index, over all coalitions.

# %%
from matplotlib import pyplot as plt

votes = {"United States": 5, "China": 5, "South Korea": 3, "Japan": 3, "Russia": 2, "North Korea": 1}
quota = sum(votes.values()) // 2 + 1
table = ns.CoalitionGame.weighted_voting(quota, votes)
share = pd.DataFrame(
    {
        "votes": {p: v / sum(votes.values()) for p, v in votes.items()},
        "Shapley": table.shapley(),
        "Banzhaf": table.banzhaf(normalised=True),
    }
)
print(f"{quota} of {sum(votes.values())} votes decide")
share.round(3)

# %%
ax = share.plot.barh(
    figsize=(7.6, 3.8), color=["#BBBBBB", "#0072B2", "#E69F00"], edgecolor="#222222", width=0.8
)
for bars, hatch in zip(ax.containers, ["", "///", "..."], strict=True):
    for bar in bars:
        bar.set_hatch(hatch)
ax.invert_yaxis()
ax.set_xlabel("Share of the total (1 = all)")
ax.set_title("Votes and what they are worth", loc="left", fontweight="bold")
ax.spines[["top", "right"]].set_visible(False)
legend = ax.legend(frameon=False)

# %% [markdown]
# The smallest party has a vote that never decides anything, and three parties with different numbers of votes count
# the same. Would a division of the aid hold, if any winning coalition could take it all?

# %%
print(table.core().explain())

# %% [markdown]
# The *core* is empty, and those coalitions are the proof: whatever is agreed on, one of them can do better. A
# stricter quota changes that, by giving somebody a veto:

# %%
for higher in range(quota, sum(votes.values())):
    stricter = ns.CoalitionGame.weighted_voting(higher, votes)
    if not stricter.core().empty:
        paid = ", ".join(f"{p} {v:.2f}" for p, v in stricter.nucleolus().items() if v > 0)
        print(f"the core is not empty from {higher} votes on; in its middle (the nucleolus): {paid}")
        break

# %% [markdown]
# Power indices describe the rules of a vote, not the interests of those who vote: nothing here says who would *want*
# to vote with whom.

# %% [markdown]
# ## 13. Where would the answer change?
#
# All of this rests on payoffs that nobody knows well. So vary them. In the standoff, let two numbers move: how much
# either side gains by provoking alone, and what a clash is worth to both. `solve_many` finds all equilibria of all
# these games at once.

# %%
steps = 120
clash, tempted = np.meshgrid(
    -1 + 6 * (np.arange(steps) + 0.5) / steps, 4 + 4 * (np.arange(steps) + 0.5) / steps
)
games = np.empty((2, 2, 2, clash.size))
games[:] = standoff.payoffs[..., None]
games[0, 1, 0], games[1, 0, 1] = tempted.ravel(), tempted.ravel()  # North tests alone; South drills alone
games[:, 1, 1] = clash.ravel()
grid = ns.solve_many(games)
grid

# %% [markdown]
# Which sets of equilibria are there? Each equilibrium is one of the four cells, or mixed:

# %%
cells = [f"{a}, {b}" for a in standoff.actions[0] for b in standoff.actions[1]]
mixed = (grid.row.max(axis=0) < 1) | (grid.column.max(axis=0) < 1)
which = np.where(mixed, len(cells), 2 * grid.row.argmax(axis=0) + grid.column.argmax(axis=0))
kind = np.zeros(len(grid), dtype=int)
np.bitwise_or.at(kind, grid.game, 1 << which)


def in_words(kind: int) -> str:
    """Name the equilibria of a kind of game."""
    pure = [c for k, c in enumerate(cells) if kind >> k & 1]
    head = "only " if len(pure) == 1 else ""
    return head + "\nor ".join(pure) + "\nor mixed" * (kind >> len(cells) & 1)


plt.rcParams.update({"hatch.color": "#8A8A8A", "hatch.linewidth": 0.6})
fig, ax = plt.subplots(figsize=(7.6, 4.8), layout="constrained")
looks = [("#DCE9F5", ""), ("#F6D8AE", "//"), ("#BFE3D0", ".."), ("#E9CFE2", "\\\\"), ("#F3F0B0", "xx")]
for number, k in enumerate(np.unique(kind)):
    colour, hatch = looks[number % len(looks)]
    here = (kind == k).reshape(clash.shape)
    ax.contourf(clash, tempted, here, levels=[0.5, 1.5], colors=[colour], hatches=[hatch])
    ax.contour(clash, tempted, here, levels=[0.5], colors="#222222", linewidths=1)
    ax.text(
        clash[here].mean(), tempted[here].mean() + 0.4, in_words(k), ha="center", va="center", fontsize=9,
        bbox={"fc": "white", "ec": "none", "boxstyle": "round,pad=0.2"},
    )  # fmt: skip
ax.plot(*standoff.payoffs[0, 1, ::-1], "*", ms=17, color="#222222", mec="white", label="the standoff above")
ax.set_xlabel("What a clash is worth to either (units of payoff)")
ax.set_ylabel("What provoking alone is worth (units of payoff)")
ax.set_title("Which equilibria there are", loc="left", fontweight="bold")
legend = ax.legend(loc="lower left", frameon=False)

# %% [markdown]
# Within a field the conclusion is safe, whatever the numbers are exactly; at its border it changes. The standoff lies
# well inside its own. If a clash became more bearable it would not be played out by degrees: first the side that
# would rather clash than back down gets its way, and then both provoke. And where provoking alone no longer tempts
# anybody, holding back is an equilibrium again, alone or beside a clash, as in section 4.

# %% [markdown]
# ## How far to trust this
#
# Three things in every answer: the **certificate**, which is about what was found; the **completeness**, which is
# about what was not; and the **notes**. None of them is about the payoffs. [Which solution concept, and what may I
# conclude?](../docs/solution-concepts.md) goes through all concepts in this way.

# %%
for answer in (found, many, lists, bluffing):
    worst = max(max(eq.certificate.relative.values()) for eq in answer)
    print(f"{answer.game.title:36s} {len(answer)} found, {answer.completeness:18s} gains at most {worst:.0e}")
