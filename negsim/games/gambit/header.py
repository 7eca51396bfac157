"""How both kinds of files begin: their first words, the title and the players."""

from __future__ import annotations

from collections.abc import Sequence

from negsim.games.gambit.tokens import Tokens

__all__ = ["distinct", "read_header"]


def read_header(tokens: Tokens, kind: str, version: str, most_players: int) -> tuple[str, tuple[str, ...]]:
    """Read everything up to the players: title, and names of the players, made distinct.

    Parameters
    ----------
    kind, version : str
        ``"NFG"`` and ``"1"``, or ``"EFG"`` and ``"2"``.
    """
    tokens.advance()  # past the first word, which was looked at to find out what the file is
    if tokens.word != version:
        raise tokens.error(
            f"expected {kind} {version}; found {kind} and {tokens.found()}",
            f"only version {version} of the format is read; open the file in Gambit and save it again",
        )
    tokens.advance()
    if tokens.word not in ("R", "D"):
        raise tokens.expected(f'"R" after "{kind} {version}"', "R stands for numbers of any kind")
    tokens.advance()
    title = tokens.string("the title of the game")
    tokens.open("the names of the players")
    names: list[str] = []
    while tokens.kind != "close":
        names.append(tokens.string('the name of a player or "}"'))
        tokens.skip_comma("the name of a player")
        if len(names) > most_players:
            raise tokens.error(f"more than {most_players} players; no more can be read")
    if not names:
        raise tokens.error("a game needs a player; there is none between the braces")
    tokens.advance()
    return title, distinct(names)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Give those without a name a number, and those with another's name one after it.

    >>> distinct(["A", "", "A"])
    ('A', 'Player 2', 'A (2)')
    """
    given: set[str] = set(names)  # what others are called already is not taken
    seen: set[str] = set()
    out = []
    for k, name in enumerate(names):
        wanted = name or f"Player {k + 1}"
        chosen, count = wanted, 1
        while chosen in seen or (chosen != name and chosen in given):
            count += 1
            chosen = f"{wanted} ({count})"
        seen.add(chosen)
        out.append(chosen)
    return tuple(out)
