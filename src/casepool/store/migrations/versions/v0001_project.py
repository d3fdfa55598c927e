"""The tables of a project."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_plain()
    _create_history()
    _create_rows()


def downgrade() -> None:
    """Remove the tables, those that refer to others first."""
    for name in (
        *("answer", "adjudication", "signature", "table_decision", "case_entry", "suppression", "screening", "person"),
        *("link_decision", "publication", "event", "chain", "session", "credential", "derived", "blob", "setting"),
    ):
        op.drop_table(name)


def _create_plain() -> None:
    op.create_table("setting", _key("name"), _text("text"))
    op.create_table("blob", _key("sha256", 64), _bytes("data"))
    op.create_table("derived", _key("name"), _key("subject"), _word("made_from"), _bytes("data"))
    op.create_table(
        "credential", _key("user"), _text("password_hash"), _word("link_hash", 64), _word("link_expires", 32)
    )
    op.create_table("session", _key("token_hash", 64), _word("user"), _word("csrf"), _word("expires", 32))
    op.create_index("ix_session_user", "session", ["user"])


def _create_history() -> None:
    op.create_table(
        "chain", _number("id", sa.Integer), _number("seq"), _word("hash", 64), sa.PrimaryKeyConstraint("id")
    )
    op.create_table(
        "event",
        _number("seq"),
        _word("time", 32),
        *(_word(name) for name in ("who", "kind", "action", "publication", "case_id", "field")),
        sa.Column("payload", sa.Text),
        sa.Column("salt", sa.String(64)),
        *(_word(name, 64) for name in ("payload_hash", "previous", "hash")),
        sa.PrimaryKeyConstraint("seq"),
    )
    for name in ("time", "kind", "publication"):
        op.create_index(f"ix_event_{name}", "event", [name])


def _create_rows() -> None:
    _create_row_table(
        "publication",
        ("publication",),
        *(_word("sha256", 64), _number("part", sa.Integer), _word("status"), _word("document", 64)),
        _word("extraction", 64),
    )
    op.create_index("uq_publication_source", "publication", ["sha256", "part"], unique=True)
    _create_row_table("case_entry", ("publication", "case_id"))
    _create_row_table(
        "answer",
        ("publication", "case_id", "field", "item", "reader"),
        *(_word("state"), _text("value"), _text("evidence"), _word("made_by")),
    )
    _create_row_table("signature", ("publication", "case_id", "reader"))
    _create_row_table("adjudication", ("publication", "case_id", "field", "item"))
    _create_row_table("link_decision", ("id",))
    _create_row_table("table_decision", ("publication", "table_id", "row"))
    _create_row_table("suppression", ("key",))
    _create_row_table("screening", ("source", "key", "stage", "reviewer"))
    _create_row_table("person", ("name",))


def _create_row_table(name: str, keys: tuple[str, ...], *more: "sa.Column[object]") -> None:
    refers = "publication" in keys and name != "publication"
    links = [sa.ForeignKeyConstraint(["publication"], ["publication.publication"])] if refers else []
    op.create_table(
        name,
        *(_key(key) for key in keys),
        *more,
        *(_text("body"), _number("version", sa.Integer), _number("seq")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"]),
        *links,
    )


def _key(name: str, length: int | None = None) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length), primary_key=True)


def _word(name: str, length: int | None = None) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length), nullable=False)


def _text(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Text, nullable=False)


def _bytes(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _number(name: str, kind: type = sa.BigInteger) -> "sa.Column[object]":
    return sa.Column(name, kind, nullable=False, autoincrement=False)
