"""The scenario file, key by key: frozen pydantic models, from which the JSON schema is generated too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticKnownError

from negsim.scenario.shape.numerals import is_grouped

__all__ = [
    "RESERVED_KEYS",
    "Dispute",
    "Draw",
    "Effect",
    "Event",
    "Issue",
    "Move",
    "Order",
    "Parameter",
    "Party",
    "Play",
    "ScenarioFile",
    "Term",
]

# Keys of the format that a later version will give a meaning to: what each is for.
RESERVED_KEYS: Mapping[str, str] = {
    "types": "private information: a party's type, drawn before the first period",
    "hidden": "moves that only their mover sees",
    "transfer": "divisible payments between parties",
    "share": "divisible payments between parties",
    "accept": "agreements by quota or with vetoes",
    "must_move": "turns in which waiting is not allowed",
    "landscapes": "payoff landscapes named in the file",
    "preferences": "payoffs given as rankings only",
    "weights": "chance draws the mover of a period",
    "on_conflict": "what happens when simultaneous moves collide",
    "procedure": "the game over the order of negotiations",
}


def _text(value: Any) -> Any:
    """Numbers are expressions too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return repr(value)


def _whole(value: Any) -> Any:
    """Refuse 10.000, which pydantic takes for ten, and which is probably meant as ten thousand."""
    if isinstance(value, str) and is_grouped(value):
        raise PydanticKnownError("int_parsing")
    return value


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
# What a file says is text here; other readers of YAML make numbers of some of it: their schema allows that.
Label = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 80}),
]
Prose = Annotated[
    str,
    StringConstraints(max_length=20_000),
    WithJsonSchema({"type": ["string", "number"], "maxLength": 20_000}),
]
WHOLE = BeforeValidator(_whole)  # last, so that bounds stay bounds of a whole number in the JSON schema
Expr = Annotated[
    str,
    BeforeValidator(_text),
    StringConstraints(min_length=1),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 500}),
]
Guard = Annotated[
    str,
    StringConstraints(min_length=1),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 500}),
]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
OneOrMore = Name | Names


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class _Documented(_Model):
    about: Prose | None = Field(None, description="What this stands for, and why it is as it is")
    source: OneOrMore | None = Field(None, description="Where it comes from: names listed under `sources`")


class Party(_Documented):
    """Somebody with payoffs; it may move, only consent, or only be affected."""

    name: Label | None = Field(None, description="Full name, for tables and pictures")
    discount: Expr = Field("1", description="Weight of the next period relative to this one, 0 to 1")


class Parameter(_Documented):
    """A number that a landscape may vary."""

    value: Annotated[float, Field(allow_inf_nan=False)] = Field(description="Today's best guess")
    range: tuple[float, float] | None = Field(
        None, description="Least and greatest value that is taken seriously"
    )
    unit: Label | None = Field(None, description="Unit of the number, for axes")


class Issue(_Documented):
    """A variable of the situation and its named, ordered levels."""

    levels: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2000)] = Field(
        description="Names of the levels, lowest first"
    )
    start: Name | None = Field(None, description="Level before anybody moves; the first by default")
    values: tuple[float, ...] | dict[Name, float] | None = Field(
        None, description="Numbers of the levels for value(issue); 0, 1, 2 … by default"
    )


class Effect(_Model):
    """What happens besides: payments and levels."""

    pays: dict[Name, Expr] = Field(default_factory=dict, description="What each party gets, at once")
    sets: dict[Name, Name] = Field(
        default_factory=dict, description="Levels that change: a level's name, up or down"
    )


class Move(_Documented):
    """What one party, or several together, can do."""

    name: Label | None = Field(None, description="Full name, for tables and pictures")
    kind: Label | None = Field(None, description="A label for legends and tables; no effect")
    by: OneOrMore = Field(
        description="A party, a list of two or more parties (a joint move), or `table`",
        json_schema_extra={"minItems": 2},
    )
    when: Guard | None = Field(
        None, description="Condition under which the move is available; always by default"
    )
    sets: dict[Name, Name] = Field(
        default_factory=dict, description="Levels that change: a level's name, up, down, or any"
    )
    pays: dict[Name, Expr] = Field(
        default_factory=dict, description="What each party gets, once, when the move is made"
    )
    lasts: Annotated[int, Field(ge=1, le=1000), WHOLE] | None = Field(
        None, description="In effect for so many periods, then back, unless the issue has moved since"
    )
    after: Annotated[int, Field(ge=1, le=1000), WHOLE] | None = Field(
        None, description="Takes effect at the start of the period so many later"
    )
    declined: Effect | None = Field(None, description="What a declined proposal pays and sets")


class Draw(Effect):
    """One thing that chance may do."""

    probability: Expr = Field(description="Between 0 and 1; what the draws leave is: nothing happens")


class Event(_Documented):
    """What chance does at the end of a period."""

    when: Guard | None = Field(None, description="Condition under which chance draws; always by default")
    draws: Annotated[tuple[Draw, ...], Field(min_length=1, max_length=64)] = Field(
        description="Mutually exclusive possibilities"
    )


class Term(_Documented):
    """One named part of a party's payoff per period."""

    when: Guard | None = Field(None, description="Condition under which it counts; always by default")
    value: Expr = Field(description="Payoff per period, in the state at its end")


class Order(_Documented):
    """An order of negotiations: an overlay on the moves."""

    name: Label | None = Field(None, description="Full name, for tables and pictures")
    proposed_by: OneOrMore | None = Field(None, description="The party, or parties, whose proposal it is")
    table: Name | None = Field(None, description="Who sits at it: a name listed under `tables`")
    require: dict[Name, Guard] = Field(
        default_factory=dict, description="Further conditions on moves, under this order"
    )
    sequence: Names = Field(
        (), description="Moves that must follow one another: each only while the one before it is in force"
    )
    together: tuple[Annotated[tuple[Name, ...], Field(min_length=1, max_length=32)], ...] = Field(
        (), description="Packages: moves made only together"
    )
    forbid: OneOrMore = Field(
        (), description="Moves that are ruled out, or `joint`: all joint moves and packages"
    )
    binds: Literal["joint", "all"] = Field(
        "joint", description="Whether the order rules unilateral moves too"
    )
    opens: Effect | None = Field(None, description="What agreeing to this order costs or changes, once")
    implementation: Literal["at_once", "when_complete"] = Field(
        "at_once",
        description="Whether agreed moves take effect at once, or when all in `complete` are agreed",
    )
    complete: Names = Field((), description="The moves that take effect together under when_complete")


class Play(_Model):
    """How the game is played."""

    turns: Literal["sequential", "rotating", "random", "simultaneous"] = Field(
        "sequential", description="Who moves when: all movers once a period, or one a period in turn"
    )
    movers: Names = Field((), description="Who moves, in this order; all parties by default")
    periods: Annotated[int, Field(ge=1, le=10_000), WHOLE] | Literal["forever"] = Field(
        description="Number of periods, or forever"
    )
    final: Literal["forever", "stop"] | dict[Name, Expr] = Field(
        "forever", description="What comes after: everybody waits for ever, nothing, or a payoff a party"
    )
    until: Guard | None = Field(None, description="Ends the game when it holds: an assumption of commitment")


class Dispute(_Model):
    """The game over which order to follow."""

    parties: Names = Field((), description="Who must agree on the order; all movers by default")
    rule: Literal["unanimity"] = Field("unanimity", description="What agreement needs")
    fallback: Name | None = Field(
        None, description="The disagreement order; by default one that forbids joint moves"
    )


class ScenarioFile(_Model):
    """A dispute, written down: one file."""

    negsim: Annotated[
        Literal[1],
        BeforeValidator(lambda v: 1 if v == "1" else v),
        WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "maximum": 1, "pattern": "^1$"}),
    ] = Field(description="Version of the format")
    title: Label = Field(description="What the dispute is called, in tables and pictures")
    about: Prose | None = Field(None, description="What the scenario is about, and what carries its results")
    sources: dict[Name, Prose] = Field(default_factory=dict, description="Texts that the scenario draws on")
    parties: Annotated[dict[Name, Party], Field(min_length=1, max_length=32)] = Field(
        description="Those who have something to gain or lose"
    )
    parameters: dict[Name, Parameter] = Field(
        default_factory=dict, description="Numbers that you may want to vary, by name"
    )
    issues: Annotated[dict[Name, Issue], Field(min_length=1, max_length=256)] = Field(
        description="What is negotiated about: each issue with its levels"
    )
    moves: Annotated[dict[Name, Move], Field(max_length=1000)] = Field(
        default_factory=dict, description="What the parties can do, alone or together"
    )
    events: Annotated[dict[Name, Event], Field(max_length=256)] = Field(
        default_factory=dict, description="What chance may do at the end of a period"
    )
    payoffs: dict[Name, dict[Name, Term]] = Field(
        default_factory=dict, description="What each party gets every period, as named terms that add up"
    )
    outcomes: dict[Label, Guard] = Field(
        default_factory=dict, description="Names of states: the first whose condition holds counts"
    )
    goal: Label | None = Field(None, description="The outcome that negotiations aim at")
    tables: dict[Name, Annotated[Names, Field(min_length=2)]] = Field(
        default_factory=dict, description="Who sits at which table"
    )
    orders: Annotated[dict[Name, Order], Field(max_length=1000)] = Field(
        default_factory=dict, description="The orders of negotiation that are to be compared"
    )
    play: Play = Field(description="How the game is played: for how long, who moves when, what comes after")
    dispute: Dispute | None = Field(
        None, description="Who must agree on the order, and what holds if they do not"
    )
