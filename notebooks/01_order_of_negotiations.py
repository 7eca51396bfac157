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
# # The order of negotiations
#
# In 2015–16 Washington wanted steps towards denuclearisation first and peace talks later. Pyongyang wanted a peace
# treaty first. Beijing proposed both tracks in parallel; others an omnibus bargain, or a freeze of tests for
# suspended exercises. All sides preferred some settlement to the deadlock, and still they could not agree on what
# comes before what.
#
# **Why does one order hold and another fail, and because of whom?** This notebook reads the dispute from a scenario
# file, plays out every order, and asks where each one stops. No number below is typed in: every one is computed here.

# %%
import negsim as ns

korea = ns.load("korea_2016")
korea

# %% [markdown]
# ## The file
#
# A scenario file says who the parties are, which *issues* there are and what *levels* each can have, which *moves*
# change them, what everybody gets a period, and which *orders* of negotiation are on the table. Its `about` says what
# the numbers rest on. None of them stands in a source: they are assumptions, and the file says how far each may move
# before the conclusions change.

# %%
print(korea.about)

# %%
for name, issue in korea.issues.items():
    print(f"{name:12s} {' < '.join(issue.levels)}   (starts at {korea.start_of(name)})")

# %% [markdown]
# ## Every order played out
#
# `compare` finds the subgame-perfect equilibrium under each order, by backward induction, and certifies it: no party
# gains by any deviation at any node. *Rejects* means that the order is worth less to a party than no talks at all;
# *stalls*, that it would sit at the table and leave undone, or refuse, the step that leads on.

# %%
comparison = ns.compare(korea)
comparison

# %%
ax = comparison.plot()

# %% [markdown]
# ## Why the two opening positions fail
#
# Washington's order first: where does it stop, and because of whom?

# %%
print(comparison["denuclearization_first"].explain())

# %% [markdown]
# The ledger keeps the account. At each step of the way to the goal it sets the value of going on against the value of
# the best deviation, for whoever moves and whoever must consent. A negative slack is where somebody would stop. Often
# the party that does not move is not the one on whose account it does not move: it waits because it sees, further down
# the road, that the *other* side would not do its part.

# %%
ledger = ns.incentives(korea, "denuclearization_first")
ledger

# %%
ax = ledger.plot()

# %% [markdown]
# And Pyongyang's:

# %%
print(comparison["peace_first"].explain())

# %%
ax = ns.incentives(korea, "peace_first").plot()

# %% [markdown]
# ## Orders that get somewhere
#
# What is played under the order that does best for whichever of the two sides gains less?

# %%
best = max(comparison, key=lambda row: min(row.values[p] - row.disagreement[p] for p in ("US", "DPRK")))
print(best.name, "ends in:", best.outcome)
best.equilibrium.timeline()

# %%
ax = best.equilibrium.plot()

# %%
print(best.explain())

# %% [markdown]
# ## What would change the answer
#
# The two readings of these events differ over whether Pyongyang would trade the programme at all. That is a parameter,
# not a matter of code. Vary it, and see which orders then reach the goal without anybody rejecting them:

# %%
name = "security"
low, high = korea.parameters[name].range
print(korea.parameters[name].about)
for k in range(5):
    value = low + (high - low) * k / 4
    again = ns.compare(korea.with_values(**{name: value}))
    reached = [
        row.name for row in again if row.outcome == korea.goal and "rejects" not in row.attitudes.values()
    ]
    print(f"{name} = {value:4.2f}: to the goal, with nobody against it: {', '.join(reached) or 'no order'}")

# %% [markdown]
# ## An order of one's own
#
# An order is an overlay on the moves, so a new one takes a line. This one starts where the freeze for modulated exercises
# does, and then settles all that is left in a second package, so that neither side has to trust the other in between:

# %%
two = korea.with_order(
    "two_packages",
    name="A freeze for modulated exercises, then all the rest",
    table="bilateral",
    together=[["pause", "freeze", "modulate"], ["dismantle", "declare", "sign", "ease"]],
)
result = ns.compare(two, ["two_packages"])
result

# %% [markdown]
# Opening this order is assumed to cost nothing. How much could it cost North Korea, which gains least, before it would
# rather have no talks? Exactly what the order is worth to it beyond disagreement:

# %%
row = result["two_packages"]
margin = {party: row.values[party] - row.disagreement[party] for party in row.values}
least = min(margin, key=margin.get)
print(f"{korea.label(least)} gains least: {margin[least]:.2f}")
for cost in (0.9 * margin[least], 1.1 * margin[least]):
    dearer = two.with_order(
        "two_packages",
        {**two.orders["two_packages"].model_dump(exclude_defaults=True)},
        opens={"pays": {least: -cost}},
    )
    print(
        f"opening costs {cost:.2f}: {korea.label(least)} {ns.compare(dearer, ['two_packages'])['two_packages'].attitudes[least]}"
    )

# %% [markdown]
# ## How far to trust this
#
# Each row says whether the values are unique, whether the parties would keep to the order if they could renegotiate,
# and whether the result is an artefact of the fixed number of periods. A result that carries such a flag is not a
# finding.

# %%
print(comparison.explain())
