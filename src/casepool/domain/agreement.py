"""How far reviewers A and B agree on one field, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement on categories. `kappa` is Cohen's, `ac1` Gwet's; both are None ("not defined") for one category.

    `share` is the observed agreement (None for no pair), `categories` the number of categories that either used.
    """

    n: int
    agreed: int
    share: float | None
    categories: int
    kappa: float | None
    ac1: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two reviewers on one field.

    `compared` counts the answers in which both report a value; of these `equal` have the same one and `near` the same
    within the tolerance. `item` names an item of a list field ("" for the field itself).
    """

    field: str
    label: str
    coefficients: Coefficients
    compared: int
    equal: int
    near: int
    tolerance: float
    item: str = ""

    @property
    def equal_share(self) -> float | None:
        return self.equal / self.compared if self.compared else None

    @property
    def near_share(self) -> float | None:
        return self.near / self.compared if self.compared else None
