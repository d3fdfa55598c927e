"""The shape of requests: strict, so that nothing is converted in silence and no unknown key is passed over."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """The parent of every request."""

    model_config = ConfigDict(strict=True, extra="forbid", str_max_length=100_000)


class Done(BaseModel):
    """What a write answers when there is nothing more to say."""

    done: str
