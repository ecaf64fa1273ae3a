//! Which tables do migration tools keep for themselves? They are no part of what a program works with.

use crate::{
    catalog::{Catalog, Table},
    diagnostic::{Code, Diagnostic, Diagnostics},
    word::words,
};

/// Tables by their names in small letters, and whose they are.
const TABLES: &[(&str, &str)] = &[
    ("__diesel_schema_migrations", "Diesel"),
    ("__drizzle_migrations", "Drizzle"),
    ("__efmigrationshistory", "Entity Framework"),
    ("__migrationhistory", "Entity Framework"),
    ("_prisma_migrations", "Prisma"),
    ("_sqlx_migrations", "sqlx"),
    ("alembic_version", "Alembic"),
    ("ar_internal_metadata", "Rails"),
    ("atlas_schema_revisions", "Atlas"),
    ("databasechangelog", "Liquibase"),
    ("databasechangeloglock", "Liquibase"),
    ("django_migrations", "Django"),
    ("doctrine_migration_versions", "Doctrine"),
    ("flyway_schema_history", "Flyway"),
    ("goose_db_version", "goose"),
    ("gorp_migrations", "sql-migrate"),
    ("knex_migrations", "Knex"),
    ("knex_migrations_lock", "Knex"),
    ("kysely_migration", "Kysely"),
    ("kysely_migration_lock", "Kysely"),
    ("mikro_orm_migrations", "MikroORM"),
    ("phinxlog", "Phinx"),
    ("refinery_schema_history", "refinery"),
    ("schema_migrations", "Rails, golang-migrate or dbmate"),
    ("seaql_migrations", "SeaORM"),
    ("sequelizemeta", "Sequelize"),
];

/// Tables with names that others may have too, with the columns that tell them: Laravel's, TypeORM's, Flyway's and tern's.
const BY_COLUMNS: &[(&str, &[&str], &str)] = &[
    ("migrations", &["id", "migration", "batch"], "Laravel"),
    ("migrations", &["id", "timestamp", "name"], "TypeORM"),
    ("schema_version", &["installed_rank", "checksum"], "Flyway"),
    ("schema_version", &["version_rank", "checksum"], "Flyway"),
];

/// The catalog without such tables, unless another refers to one.
pub(super) fn leave_out(catalog: Catalog, diagnostics: &mut Diagnostics) -> Catalog {
    let tables = &catalog.tables;
    let mut keep: Vec<_> = tables.iter().map(|table| owner(table).is_none()).collect();
    if keep.iter().all(|keep| *keep) {
        return catalog;
    }
    for (place, table) in tables.iter().enumerate() {
        let targets = table.foreign_keys.iter().map(|key| key.target.0);
        targets
            .filter(|target| *target != place)
            .for_each(|target| keep[target] = true);
    }
    for (table, _) in tables.iter().zip(&keep).filter(|(_, keep)| !**keep) {
        let (name, owner) = (&table.name, owner(table).unwrap_or_default());
        let message =
            format!("table `{name}` is where {owner} keeps its records, and gets no model");
        let note = Diagnostic::new(Code::BOOKKEEPING, message).at(table.span, "");
        diagnostics.push(note.help("`infer.bookkeeping = true` in ormgen.toml gives it one"));
    }
    catalog.with_tables(&keep)
}

/// The tool that keeps a table.
fn owner(table: &Table) -> Option<&'static str> {
    let name = table.name.to_lowercase();
    let by_name = TABLES.iter().find(|(known, _)| *known == name);
    let has = |column: &&str| {
        let wanted = words(column);
        table.columns.iter().any(|one| words(&one.name) == wanted)
    };
    let by_columns = || {
        let mut rows = BY_COLUMNS.iter();
        rows.find(|(known, columns, _)| *known == name && columns.iter().all(has))
    };
    by_name
        .map(|(_, owner)| *owner)
        .or_else(|| by_columns().map(|(_, _, owner)| *owner))
}
