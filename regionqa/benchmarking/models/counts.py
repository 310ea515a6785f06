"""The cube of an authority's counts, which is kept as its months change."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned


class CountCube(Owned, Base):
    """All counts of the months that stand, packed as ``regionqa.benchmarking.cube`` says."""

    __tablename__ = "benchmark_cubes"

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authorities.id"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form
