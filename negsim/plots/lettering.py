"""Texts of a scenario in pictures: shown as they are written, in letters that there are."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from negsim.text import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["lettered"]

P = ParamSpec("P")

MISSING = "\N{WHITE SQUARE}"
# Letters that matplotlib's own font lacks are looked for in these, as far as they are installed.
FONTS = (
    "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC", "Apple SD Gothic Neo", "Hiragino Sans",
    "Malgun Gothic", "Yu Gothic", "Microsoft YaHei", "WenQuanYi Zen Hei", "NanumGothic", "Noto Sans Arabic",
    "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Emoji", "Symbola", "Unifont",
)  # fmt: skip


def lettered(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """Make a function that draws show texts as they are.

    A dollar sign begins no formula, a control character is shown, and a letter that no font has becomes a
    square: pictures of a stranger's file neither fail nor complain.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        import matplotlib as mpl
        from matplotlib.text import Text

        given = next((a for a in (kwargs.get("ax"), *args) if hasattr(a, "get_figure")), None)
        before = set(_figure(given).findobj(Text)) if given is not None else set()
        # this one setting only: rc_context would also undo what a notebook's backend sets at its first figure
        usual = mpl.rcParams["text.parse_math"]
        mpl.rcParams["text.parse_math"] = False
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph|constrained_layout not")  # while sizes are measured
                ax = draw(*args, **kwargs)
        finally:
            mpl.rcParams["text.parse_math"] = usual
        for text in _figure(ax).findobj(Text):
            if text not in before and not _plain(text.get_text()):
                shown, families = _letter(text.get_text(), text.get_fontfamily())
                text.set_text(shown)
                text.set_fontfamily(families)
        for axis in (ax.xaxis, ax.yaxis):
            _letter_ticks(axis)
        return ax

    return drawn


def _figure(ax: Any) -> Any:
    return ax.get_figure(root=True) or ax


def _plain(text: str) -> bool:
    return text.isascii() and text.replace("\n", "").isprintable()


def _letter_ticks(axis: Any) -> None:
    """Do the same for labels of ticks, which are written anew whenever a picture is drawn."""
    from matplotlib.ticker import FixedLocator

    labels = axis.get_ticklabels()
    names = [label.get_text() for label in labels]
    if isinstance(axis.get_major_locator(), FixedLocator) and not all(map(_plain, names)):
        _, families = _letter("".join(names), labels[0].get_fontfamily())
        axis.set_ticklabels([_letter(name, families)[0] for name in names], fontfamily=families)


def _letter(text: str, own: list[str]) -> tuple[str, list[str]]:
    """Choose fonts that have all letters of a text, and put squares for those that none has."""
    from matplotlib.font_manager import fontManager

    shown = clean(text)
    left = {c for c in shown if c != "\n"}.difference(*(_letters((family,)) for family in own))
    installed = set(fontManager.get_font_names()) if left else set()
    families = list(own)
    for family in FONTS:
        if left and family in installed and not left.isdisjoint(found := _letters((family,))):
            families.append(family)
            left -= found
    return "".join(MISSING if c in left else c for c in shown), families


@lru_cache(maxsize=64)
def _letters(families: tuple[str, ...]) -> frozenset[str]:
    """List the letters that the first font found for these families has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    path = findfont(FontProperties(family=list(families)))
    return frozenset(map(chr, get_font(path).get_charmap()))
