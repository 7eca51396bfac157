"""Numbers of games that users bring: read exactly, refused where they are none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.text import oneline

__all__ = ["Exact", "exact", "exact_array", "float_array", "refuse_large", "written"]

Exact = NDArray[np.object_]  # of Fraction
LARGEST = 1e305  # of a number: beyond, sums are too large for floats
LONGEST = 4000  # digits: beyond, Python's own conversions refuse or take long


def exact(value: Any, where: str = "a payoff") -> Fraction:
    """Read a number exactly; a float stands for the shortest decimal that is written for it.

    Parameters
    ----------
    value : int, float, Fraction, Decimal or str
        Text may be a fraction or a decimal, such as ``"1/3"``, ``"-0.25"`` or ``"1e-3"``.
    where : str
        What the number is, for the message.

    Raises
    ------
    GameError
        If it is no finite number.

    Examples
    --------
    >>> exact(0.1), exact("2/6")
    (Fraction(1, 10), Fraction(1, 3))
    """
    try:
        if isinstance(value, (bool, np.bool_)):
            raise ValueError(value)
        if isinstance(value, (Rational, Integral)):
            return Fraction(int(value.numerator), int(value.denominator))
        if isinstance(value, Decimal):
            return _checked(value)
        if isinstance(value, Real):
            return Fraction(repr(float(value)))
        if isinstance(value, str) and len(value) <= LONGEST:
            text = value.strip()
            return Fraction(text) if "/" in text else _checked(Decimal(text))
    except (ValueError, ArithmeticError):
        pass
    raise GameError(
        f"{where} is {oneline(repr(value))[:60]}; "
        "a finite number is needed: an integer, a decimal or a fraction"
    )


def _checked(value: Decimal) -> Fraction:
    """Refuse exponents that would be written out as millions of digits."""
    if not value.is_finite() or abs(value.adjusted()) > LONGEST:
        raise ValueError(value)
    return Fraction(value)


def exact_array(values: NDArray[Any]) -> Exact:
    """Read every entry of an array exactly."""
    out = np.empty(values.shape, dtype=object)
    flat, to = values.reshape(-1), out.reshape(-1)
    known: dict[Any, Fraction] = {}  # payoffs repeat, and reading a float as a decimal takes a microsecond
    for i, v in enumerate(flat.tolist()):
        f = known.get(v)
        if f is None:
            f = known[v] = exact(v)
        to[i] = f
    return out


def float_array(values: Exact) -> NDArray[np.float64]:
    """Round every entry to the nearest float.

    Raises
    ------
    GameError
        If one is too large for a float.
    """
    flat = np.empty(values.size)
    for i, v in enumerate(values.reshape(-1).tolist()):
        try:
            flat[i] = float(v)
        except OverflowError:
            raise GameError(f"a payoff of {len(str(int(v)))} digits is too large to compute with") from None
    return flat.reshape(values.shape)


def refuse_large(payoffs: NDArray[np.float64]) -> None:
    """Refuse numbers whose sums would be too large for floats."""
    if payoffs.size and (size := float(np.abs(payoffs).max())) > LARGEST:
        raise GameError(f"a payoff is as large as {size:.0e}; at most {LARGEST:.0e} can be computed with")


def written(value: Fraction) -> str:
    """Write a number as Gambit's files have it: an integer, a short decimal, or a fraction.

    >>> written(Fraction(1, 4)), written(Fraction(1, 3)), written(Fraction(-2))
    ('0.25', '1/3', '-2')
    """
    if value.denominator == 1:
        return str(value.numerator)
    twos, fives, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    places = max(twos, fives)
    if rest != 1 or places > 17:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' * (value < 0)}{digits[:-places]}.{digits[-places:]}"
