"""Reading a file of Gambit's, whichever kind it is."""

from __future__ import annotations

import codecs
import os
import stat

from negsim.errors import GameError, Problem
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.gambit.read_efg import read_efg
from negsim.games.gambit.read_nfg import read_nfg
from negsim.games.gambit.tokens import Tokens
from negsim.games.normal_form import NormalFormGame

__all__ = ["read_game", "read_game_text"]

LARGEST = 64 << 20  # bytes of a file
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# First words of what is not read, in lower case, and what to do about it
OTHERS = {
    "#agg": (
        "an action graph game (.agg), which is not read",
        'pygambit writes it out: open("game.nfg", "w").write(pygambit.read_agg(path).to_nfg())',
    ),
    "#bagg": (
        "a Bayesian action graph game (.bagg), which is not read",
        'pygambit writes it out: open("game.nfg", "w").write(pygambit.read_bagg(path).to_nfg())',
    ),
    "<?xml": (
        "a workspace of Gambit's graphical interface (.gbt), which is not read",
        "open it in Gambit and save the game as .efg or .nfg",
    ),
    "player": (
        "a drawing of a game tree (.ef), which is not read",
        "save the game itself, as .efg",
    ),
}
OTHERS["<gambit:document"] = OTHERS["<?xml"]
OTHERS["level"] = OTHERS["player"]


def read_game(path: str | os.PathLike[str]) -> NormalFormGame | ExtensiveGame:
    """Read a game from a file of Gambit's: .nfg, in either form, or .efg.

    Numbers are read exactly. Players need names of their own: those without one are called "Player 2" and
    the like, those with another's "A (2)". Probabilities of chance must sum to 1, to within 1e-9; nothing is
    made to.

    Parameters
    ----------
    path : str or path
        The file says what it is; its name may be any.

    Returns
    -------
    NormalFormGame or ExtensiveGame

    Raises
    ------
    GameError
        If it cannot be read; with line and column where the text is wrong.

    See Also
    --------
    NormalFormGame.save, ExtensiveGame.save : the way back.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import negsim as ns
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "pennies.nfg")
    ...     _ = path.write_text('NFG 1 R "Pennies" { "A" "B" } { 2 2 }  1 -1  -1 1  -1 1  1 -1')
    ...     ns.read_game(path)
    NormalFormGame(A 2 × B 2)
    """
    if not isinstance(path, (str, os.PathLike)):
        raise GameError(f"the path of a file is needed, not {type(path).__name__}")
    name = os.fspath(path)
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise _unreadable(
                name, "this is a folder, not a file", "negsim equilibria takes a folder of games"
            )
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(name, "this is a device or a pipe, not a file")
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as e:
        raise _unreadable(name, f"it cannot be read: {getattr(e, 'strerror', None) or e}") from None
    if len(data) > LARGEST:
        raise _unreadable(name, f"the file is larger than {LARGEST >> 20} MiB; no larger one can be read")
    return read_game_text(_decoded(data, name), name)


def read_game_text(text: str, file: str = "<text>") -> NormalFormGame | ExtensiveGame:
    """Read a game from the text of a file of Gambit's.

    Parameters
    ----------
    text : str
    file : str
        What it is called in messages.

    Returns
    -------
    NormalFormGame or ExtensiveGame

    Raises
    ------
    GameError
        With line and column of what is wrong.

    Examples
    --------
    >>> import negsim as ns
    >>> game = ns.read_game_text('''
    ... EFG 2 R "Entry" { "Entrant" "Incumbent" }
    ... p "" 1 1 "" { "stay out" "enter" } 0
    ... t "" 1 "" { 0, 2 }
    ... p "" 2 1 "" { "fight" "share" } 0
    ... t "" 2 "" { -1, -1 }
    ... t "" 3 "" { 1, 1 }
    ... ''')
    >>> game
    ExtensiveGame(Entrant, Incumbent; 5 nodes, 2 information sets)
    >>> ns.read_game_text(game.to_efg()) == game
    True
    """
    if not isinstance(text, str):
        raise GameError(f"the text of a game is needed, not {type(text).__name__}; read_game reads files")
    if len(text) > LARGEST:
        raise _unreadable(file, f"more than {LARGEST:,} characters; no more can be read")
    tokens = Tokens(text.removeprefix("\ufeff"), file)
    if tokens.word == "NFG":
        return read_nfg(tokens)
    if tokens.word == "EFG":
        return read_efg(tokens)
    raise _no_game(tokens)


def _no_game(tokens: Tokens) -> GameError:
    word = tokens.word
    if tokens.kind == "end":
        return tokens.error("the file is empty; expected a game that begins with NFG or EFG")
    if word.lower() in OTHERS:
        what, hint = OTHERS[word.lower()]
        return tokens.error(f"this is {what}", hint)
    if word.upper() in ("NFG", "EFG"):
        return tokens.error(f"found {word}; expected {word.upper()}", "write it in capitals")
    return tokens.error(
        f"this is no Gambit file: it begins with {tokens.found()}; expected NFG or EFG",
        "scenario files of negsim are read by ns.load",
    )


def _decoded(data: bytes, name: str) -> str:
    """Decode UTF-8, or what a mark at the begin says, or else Latin-1, which older programs wrote."""
    try:
        for mark, encoding in MARKS.items():
            if data.startswith(mark):
                return data.decode(encoding)
    except UnicodeDecodeError as e:
        raise _unreadable(name, f"it is not in the encoding that it claims to be in: {e.reason}") from None
    if b"\0" in data:
        raise _unreadable(
            name, "this is no text file: there are zero bytes in it", "save the game as text, in UTF-8"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unreadable(name: str, message: str, hint: str = "") -> GameError:
    return GameError(Problem(name, 0, 0, message, hint=hint))
