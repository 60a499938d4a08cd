"""Union-find over numbered things."""

from __future__ import annotations


class Groups:
    """`size` things, each alone at first. The root of a group is its smallest member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._size = [1] * size

    def root(self, one: int) -> int:
        """The smallest member of the group."""
        parent = self._parent
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    def size(self, one: int) -> int:
        """How many things are in the group."""
        return self._size[self.root(one)]

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        low, high = sorted((self.root(one), self.root(other)))
        if low != high:
            self._parent[high] = low
            self._size[low] += self._size[high]
