"""Sign-in in two steps and by provider, opened in an emergency, links between homes, erasure, published figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from data.migrations import tables

revision = "0003"
down_revision = "0002"

ONLY_EMPTIED = {
    "events": (
        *("id", "school_id", "visit_id", "stop_id", "kind", "happened_at", "entered_at", "by_id", "via"),
        *("visitor_ids", "minutes", "outcome"),
    ),
    "step_results": (*("id", "school_id", "alert_step_id", "visitor_id", "outcome", "at", "by_id", "via"),),
}
"""What stays as it was written for ever; a note and a name can be emptied, by erasure alone."""


def upgrade() -> None:
    op.create_table(
        "broken_glass",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_broken_glass_has_a_reason")),
        sa.CheckConstraint("from_at < ends_at", name=op.f("ck_broken_glass_from_before_end")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_broken_glass_person_id_people")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_broken_glass_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["people.id"], name=op.f("fk_broken_glass_seen_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    with tables.altered("broken_glass") as batch_op:
        batch_op.create_index(batch_op.f("ix_broken_glass_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_broken_glass_school_id"), ["school_id"], unique=False)

    op.create_table(
        "disposals",
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_disposals_signed_by_somebody")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_disposals_signed_before_done")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_disposals_school_id_schools")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["people.id"], name=op.f("fk_disposals_signed_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
    )
    with tables.altered("disposals") as batch_op:
        batch_op.create_index(batch_op.f("ix_disposals_school_id"), ["school_id"], unique=False)
        batch_op.create_index(
            "uq_disposals_one_open",
            ["school_id"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "erasures",
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_erasures_by_id_people")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_erasures_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_erasures_kind_subject_id")),
    )
    with tables.altered("erasures") as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_school_id"), ["school_id"], unique=False)

    op.create_table(
        "identities",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
    )
    with tables.altered("identities") as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_person_id"), ["person_id"], unique=False)

    op.create_table(
        "next_of_kin",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("relationship", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_next_of_kin_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_of_kin")),
        sa.UniqueConstraint("person_id", name=op.f("uq_next_of_kin_person_id")),
    )
    op.create_table(
        "published_cubes",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("cube", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["people.id"], name=op.f("fk_published_cubes_published_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_published_cubes_school_id_schools")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_cubes")),
        sa.UniqueConstraint("scope", "cube", "period", name=op.f("uq_published_cubes_scope_cube_period")),
    )
    with tables.altered("published_cubes") as batch_op:
        batch_op.create_index(batch_op.f("ix_published_cubes_school_id"), ["school_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    with tables.altered("recovery_codes") as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "second_steps",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_steps_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_steps")),
        sa.UniqueConstraint("person_id", name=op.f("uq_second_steps_person_id")),
    )
    op.create_table(
        "disposal_items",
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("kept_reason", sa.Text(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kept_until IS NULL) = (kept_reason = '')", name=op.f("ck_disposal_items_kept_with_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["disposals.id"], name=op.f("fk_disposal_items_disposal_id_disposals")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_disposal_items_school_id_schools")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_items")),
        sa.UniqueConstraint(
            "disposal_id", "kind", "subject_id", name=op.f("uq_disposal_items_disposal_id_kind_subject_id")
        ),
    )
    with tables.altered("disposal_items") as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_items_disposal_id"), ["disposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposal_items_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposal_items_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "household_links",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("other_school_id", sa.Uuid(), nullable=True),
        sa.Column("other_household_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (other_household_id IS NULL)",
            name=op.f("ck_household_links_taken_with_a_home"),
        ),
        sa.CheckConstraint("household_id <> other_household_id", name=op.f("ck_household_links_two_records")),
        sa.CheckConstraint("school_id <> other_school_id", name=op.f("ck_household_links_two_schools")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("fk_household_links_ended_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_household_links_household_id_households")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_household_links_made_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["other_household_id"],
            ["households.id"],
            name=op.f("fk_household_links_other_household_id_households"),
        ),
        sa.ForeignKeyConstraint(
            ["other_school_id"], ["schools.id"], name=op.f("fk_household_links_other_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_household_links_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["people.id"], name=op.f("fk_household_links_taken_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_household_links_code_hash")),
    )
    with tables.altered("household_links") as batch_op:
        batch_op.create_index(batch_op.f("ix_household_links_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_household_links_other_household_id"), ["other_household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_household_links_school_id"), ["school_id"], unique=False)

    with tables.altered("households") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with tables.altered("people") as batch_op:
        batch_op.add_column(sa.Column("notice_read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with tables.altered("pupils") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with tables.altered("schools") as batch_op:
        batch_op.add_column(sa.Column("trigger_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("trigger_percent", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("trigger_persistent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("trigger_severe", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with tables.altered("sign_ins") as batch_op:
        batch_op.add_column(sa.Column("how", sa.String(length=20), server_default="password", nullable=False))
        batch_op.add_column(
            sa.Column("waits_for_code", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with tables.altered("attempts") as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_at"), ["at"], unique=False)

    with tables.altered("visits") as batch_op:
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))

    with tables.altered("write_ups") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_write_ups_confirmed_by_id_people"), "people", ["confirmed_by_id"], ["id"]
        )

    tables.append_only("published_cubes")
    for table, facts in ONLY_EMPTIED.items():
        tables.only_blanked(table, texts=("note", "by_name"), facts=facts)
