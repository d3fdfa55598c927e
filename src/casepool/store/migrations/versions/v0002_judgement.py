"""Judgements of a checklist get a table."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "judgement",
        sa.Column("publication", sa.String, sa.ForeignKey("publication.publication"), primary_key=True),
        sa.Column("item", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, sa.ForeignKey("event.seq"), nullable=False),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("judgement")
