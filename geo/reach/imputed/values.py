"""What the model knows and how it draws: parameters, seed, number of draws, and each offer's own stream of chance."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv

Floats = NDArray[np.float64]

#: Complete directories drawn, and what their chance begins with: both stand in run files.
DRAWS = 200
SEED = 20261130

#: With fewer known sites, or fewer addresses that could share one, too little is known to learn from.
_LEAST_KNOWN = 10
#: What is taken then: the shipped district's own numbers, worth no more than ten cases.
_DEFAULT_SITES = (10, 16.0)
_DEFAULT_SAME = (6, 4)
_DEFAULT_OTHERS = (2, 8)

#: The exponent is rounded to this step inside these bounds, so that few weights have to be made.
_STEP, _LEAST_A, _MOST_A = 0.05, 0.2, 2.0


@dataclass(frozen=True)
class Parameters:
    """What the directory itself tells about places nobody knows.

    `sites` and `log_rank`: how many sites are known (those within 60 m are one), and minus the sum of the logarithms
    of their ranks r (`geo.reach.imputed.learning`). `same_organization`: how often a further offer of an organisation
    was at a site it already had, and how often not; `other_organization`: how often a site new to an organisation was
    one that another has, and how often not.
    """

    sites: int
    log_rank: float
    same_organization: tuple[int, int]
    other_organization: tuple[int, int]

    @property
    def shape(self) -> tuple[float, float]:
        """Shape and rate of the exponent's Gamma distribution."""
        sites, log_rank = self.site_counts
        return sites + 2.0, log_rank + 2.0

    @property
    def mean_exponent(self) -> float:
        """The mean of the exponent: 1 means like people, less means more central."""
        shape, rate = self.shape
        return shape / rate

    @property
    def site_counts(self) -> tuple[int, float]:
        """The sites learned from, or the default."""
        return (self.sites, self.log_rank) if self.sites >= _LEAST_KNOWN else _DEFAULT_SITES

    @property
    def same_counts(self) -> tuple[int, int]:
        """How often a further offer joined its organisation's site, and how often not; or the default."""
        return _enough(self.same_organization, _DEFAULT_SAME)

    @property
    def other_counts(self) -> tuple[int, int]:
        """How often a site was another organisation's, and how often not; or the default."""
        return _enough(self.other_organization, _DEFAULT_OTHERS)


def _enough(counts: tuple[int, int], default: tuple[int, int]) -> tuple[int, int]:
    return counts if sum(counts) >= _LEAST_KNOWN else default


@dataclass(frozen=True, eq=False)
class Chances:
    """The parameters of each draw: exponent, and the two chances of sharing a site."""

    exponent: Floats
    same: Floats
    other: Floats


def draw_parameters(parameters: Parameters, *, draws: int, seed: int, is_shared: bool = True) -> Chances:
    """Return exponent and chances of sharing for each draw.

    Parameters
    ----------
    is_shared
        False for the check that checks the check: nobody shares a site.
    """
    exponent, same, other = uniforms("parameters", draws=draws, seed=seed, count=3)
    shape, rate = parameters.shape
    a = np.clip(gammaincinv(shape, exponent) / rate, _LEAST_A, _MOST_A)
    if not is_shared:
        return Chances(_rounded(a), np.zeros(draws), np.zeros(draws))
    return Chances(_rounded(a), _share(same, parameters.same_counts), _share(other, parameters.other_counts))


def _rounded(exponent: Floats) -> Floats:
    return np.round(np.round(exponent / _STEP) * _STEP, 2)


def _share(uniform: Floats, counts: tuple[int, int]) -> Floats:
    joined, apart = counts
    return np.asarray(betaincinv(1 + joined, 1 + apart, uniform), dtype=np.float64)


def uniforms(name: str, *, draws: int, seed: int, count: int) -> Floats:
    """Return numbers between 0 and 1 of a stream that belongs to a name: shape (count, draws).

    Each row is a Latin hypercube: one number in each of as many equal parts as there are draws, in any order.
    """
    stream = np.random.default_rng([seed, zlib.crc32(name.encode())])
    order = stream.permuted(np.tile(np.arange(draws), (count, 1)), axis=1)
    return np.asarray((order + stream.random((count, draws))) / draws, dtype=np.float64)
