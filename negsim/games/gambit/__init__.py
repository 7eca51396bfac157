"""Gambit's files: games in normal form (.nfg) and game trees (.efg), read and written."""

from negsim.games.gambit.reading import read_game, read_game_text

__all__ = ["read_game", "read_game_text"]
