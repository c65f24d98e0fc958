"""From the globe to the map: Lambert's conformal conic projection, on a sphere.

J. P. Snyder, Map Projections: A Working Manual, U.S. Geological Survey Professional Paper 1395 (1987), pages 104 to
110, equations 15-1 to 15-3. Angles keep their size; along the two standard parallels so do distances.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, log, pi, radians, sin, tan

EARTH_KM = 6371.0


@dataclass(frozen=True)
class LambertConic:
    """A cone that cuts the sphere at two parallels; x points east, y north, both in units of the sphere's radius."""

    south: float
    north: float
    origin_latitude: float
    origin_longitude: float

    @property
    def n(self) -> float:
        """How much of a full circle the map of the whole world fills (15-3)."""
        one, other = radians(self.south), radians(self.north)
        return log(cos(one) / cos(other)) / log(tan(pi / 4 + other / 2) / tan(pi / 4 + one / 2))

    def rho(self, latitude: float) -> float:
        """The distance of a parallel from the tip of the cone (15-1, 15-2)."""
        south = radians(self.south)
        ratio: float = (tan(pi / 4 + south / 2) / tan(pi / 4 + radians(latitude) / 2)) ** self.n
        return cos(south) * ratio / self.n

    def xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place of the globe lies on the map (14-1, 14-2)."""
        rho, theta = self.rho(latitude), self.n * radians(longitude - self.origin_longitude)
        return rho * sin(theta), self.rho(self.origin_latitude) - rho * cos(theta)


TOUR = LambertConic(south=33, north=50, origin_latitude=42, origin_longitude=64)


def great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The shortest way over the sphere between two places, each (latitude, longitude): the haversine formula."""
    from_, to = (radians(one[0]), radians(one[1])), (radians(other[0]), radians(other[1]))
    half = sin((to[0] - from_[0]) / 2) ** 2 + cos(from_[0]) * cos(to[0]) * sin((to[1] - from_[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, half**0.5))
