//! What is stated twice, and what is stated of nothing.

use super::{SCHEMA, told};
use crate::{Config, Dialect, SourceFile, config::options::Table, generate};

#[test]
fn what_is_stated_twice_or_of_nothing_is_told() {
    for (options, expected) in [
        (
            "tables.users.unique = [['mood', 'Mood']]",
            "E0603 1:25 a key of `users` has the column `mood` twice",
        ),
        (
            "[tables.users]\nforeign-keys.'mood, mood' = 'user_roles'",
            "E0603 2:14 a key of `users` has the column `mood` twice",
        ),
        (
            "[tables.users]\nforeign-keys.mood = 'roles ()'",
            "E0603 2:21 expected the columns of a key of `roles`, found none",
        ),
        (
            "[tables]\nUsers.name = 'A'\nusers.derive = ['B']",
            "E0603 3:1 `Users` and `users` are the same table; state all that is chosen for it under one of them",
        ),
        (
            "[tables.users.columns]\nMOOD.name = 'a'\nmood.attributes = ['#[b]']",
            "E0603 3:1 `MOOD` and `mood` are the same column; state all that is chosen for it under one of them",
        ),
        (
            "[tables.user_roles.relationships]\nrole_id.name = 'a'\nthe_role.inverse = 'b'",
            "E0603 3:1 `role_id` and `the_role` are the same foreign key; state all that is chosen for it under one of them",
        ),
        (
            "[tables.users.columns]\nmood = { type = 'Mood', enum.name = 'Mood' }",
            "E0603 2:1 `users.mood` has a `type` of its own, so that no enum is written for it; leave out its `type` or its `enum`",
        ),
    ] {
        assert_eq!(told(options), [expected], "{options}");
    }
    let config = Config::new().table("users", Table::new().unique([]));
    let outcome = generate(
        &[SourceFile::new("schema.sql", SCHEMA)],
        &config.dialect(Dialect::Mysql),
    );
    let told = outcome.diagnostics.iter().map(|one| one.message());
    let told: Vec<_> = told.filter(|one| one.starts_with("expected")).collect();
    assert_eq!(
        told,
        ["expected the columns of a key of `users`, found none"]
    );
}
