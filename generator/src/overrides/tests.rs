//! Do options mean what they say, and is it told where they mean nothing?

mod chosen;
mod selected;
mod spelled;
mod stated;

use crate::{Config, Dialect, SourceFile, generate};

const SCHEMA: &str = "
CREATE TABLE users (id INT PRIMARY KEY, mood ENUM('so-so', 'fine') NOT NULL, created_by INT REFERENCES users (id));
CREATE TABLE roles (id INT PRIMARY KEY);
CREATE TABLE user_roles (
    user_id INT NOT NULL REFERENCES users (id),
    role_id INT NOT NULL,
    PRIMARY KEY (user_id, role_id),
    CONSTRAINT the_role FOREIGN KEY (role_id) REFERENCES roles (id)
);
CREATE TABLE audit.users (id INT PRIMARY KEY);
CREATE TABLE audit.log (id INT PRIMARY KEY);
";

/// What is told of the options, as `E0602 3:5 message; help`.
fn told(options: &str) -> Vec<String> {
    told_in(SCHEMA, options)
}

fn told_in(schema: &str, options: &str) -> Vec<String> {
    let config = Config::read(SourceFile::new("ormgen.toml", options)).dialect(Dialect::Mysql);
    let sources = [SourceFile::new("schema.sql", schema)];
    let outcome = generate(&sources, &config);
    let file = SourceFile::new("", options);
    let ours = outcome.diagnostics.iter();
    ours.filter(|one| one.source().is_none_or(|source| source == 1))
        .map(|one| {
            let place = one.place.as_ref().expect("a place in the options");
            let place = file.position(place.0.start);
            let help = one.help.iter().map(|help| format!("; {help}"));
            format!(
                "{} {place} {}{}",
                one.code(),
                one.message(),
                help.collect::<String>()
            )
        })
        .collect()
}

#[test]
fn what_is_no_option_is_told_with_the_nearest_one() {
    for (options, expected) in [
        (
            "exlude = ['a']",
            "E0602 1:1 there is no option `exlude`; did you mean `exclude`?",
        ),
        (
            "[tables.users]\nnane = 'A'",
            "E0602 2:1 there is no option `nane` in `tables.…`; did you mean `name`?",
        ),
        (
            "[tables.users.relationships.created_by]\ninvers = 'a'",
            "E0602 2:1 there is no option `invers` in `tables.….relationships.…`; did you mean `inverse`?",
        ),
        (
            "exclude = 'audit'",
            "E0603 1:11 expected a list of texts, as [\"a\", \"b\"], found a string",
        ),
        (
            "exclude = ['users', 3]",
            "E0603 1:21 expected a text in quotes, found an integer",
        ),
        (
            "tables = 1",
            "E0603 1:10 expected a table of options, found an integer",
        ),
        (
            "tables.users = 'A'",
            "E0603 1:16 expected a table of options, found a string; there are `name`",
        ),
        (
            "missing-references = 'wran'",
            "E0603 1:22 expected `error` or `warn`, found `wran`; did you mean `warn`?",
        ),
        ("dialect = 'mysq'", "E0603 1:11 "),
        ("a = ", "E0601 1:5 this is not TOML: "),
    ] {
        let told = told(options);
        let [told] = told.as_slice() else {
            panic!("{options}: {told:#?}");
        };
        let expected = expected.trim_end_matches('`');
        assert!(told.starts_with(expected), "{options}: {told}");
    }
}

#[test]
fn what_means_nothing_is_told_with_the_nearest_name() {
    for (options, expected) in [
        (
            "exclude = ['user_rols']",
            "W0604 1:12 no table is called `user_rols`; did you mean `user_roles`?",
        ),
        ("exclude = ['x_*']", "W0604 1:12 no table is called `x_*`"),
        (
            "tables.role.name = 'A'",
            "W0604 1:8 the schema has no table `role`; did you mean `roles`?",
        ),
        (
            "[tables.users.columns.mod]\nname = 'a'",
            "W0604 1:23 table `users` has no column `mod`; did you mean `mood`?",
        ),
        (
            "[tables.users.columns.mood.enum.variants]\nsoso = 'A'",
            "W0604 2:1 the enum has no literal `soso`; did you mean `so-so`?",
        ),
        (
            "[tables.users.columns.id]\nenum.name = 'A'",
            "W0604 1:23 `users.id` spells out no enum; a type of its own has its options in `enums`",
        ),
        (
            "[tables.user_roles.relationships]\nrol_id.name = 'a'",
            "W0604 2:1 table `user_roles` has no foreign key over `rol_id`; did you mean `role_id`?",
        ),
        (
            "[tables.user_roles.many-to-many]\n'user_id -> roles' = 'a'",
            "W0604 2:1 table `user_roles` has no foreign key over `roles`",
        ),
        (
            "enums.mood.name = 'A'",
            "W0604 1:7 the schema has no enum `mood`",
        ),
    ] {
        assert_eq!(told(options), [expected], "{options}");
    }
}

#[test]
fn a_name_that_cannot_be_is_told() {
    for (options, expected) in [
        (
            "tables.roles.name = 'role'",
            "E0603 1:21 expected a name in upper camel case, as `BookCategory`, found `role`",
        ),
        (
            "tables.roles.name = '1'",
            "E0603 1:21 expected a name in Rust, found `1`",
        ),
        (
            "tables.roles.columns.id.name = 'Id'",
            "E0603 1:32 expected a name in snake case, as `book_category`, found `Id`",
        ),
        (
            "tables.roles.columns.id.name = 'new'",
            "E0603 1:32 expected another name: the builder has a method that is called so, found `new`",
        ),
        (
            "[tables]\nroles.name = 'A'\nlog.name = 'A'",
            "E0606 3:12 the name `A` is taken",
        ),
        (
            "tables.user_roles.relationships.the_role.name = 'role_id'",
            "E0606 1:49 the name `role_id` is taken",
        ),
        (
            "tables.user_roles.many-to-many.a = 'b'",
            "E0603 1:32 expected two foreign keys as `user_id -> role_id`, found `a`",
        ),
    ] {
        assert_eq!(told(options), [expected], "{options}");
    }
}

#[test]
fn a_version_counts_with_whole_numbers() {
    for (column, fault) in [
        ("mood", "it is no whole number"),
        ("created_by", "it may be NULL"),
        ("id", "it is part of a key"),
    ] {
        let expected =
            format!("E0603 1:24 `users.{column}` cannot count the changes of a row: {fault}");
        let options = format!("tables.users.version = '{column}'");
        assert_eq!(told(&options), [expected], "{options}");
    }
    let options = "tables.users.version = 'changes'";
    assert_eq!(
        told(options),
        ["W0604 1:24 table `users` has no column `changes`"]
    );
}

#[test]
fn rows_are_not_without_what_a_session_needs_in_them() {
    let schema = format!("{SCHEMA}CREATE TABLE counts (name VARCHAR(20), number INT NOT NULL);");
    let told = |options: &str| told_in(&schema, options);
    let help = "; a deferred column is read by itself, and not with its row";
    for (options, expected) in [
        (
            "tables.users.columns.id.deferred = true",
            "E0608 1:22 `users.id` cannot be deferred: it is part of the primary key",
        ),
        (
            "tables.users.columns.created_by.deferred = true",
            "E0608 1:22 `users.created_by` cannot be deferred: it is part of a foreign key",
        ),
        (
            "[tables.counts]\ncolumns.number.deferred = true\nversion = 'number'",
            "E0608 2:9 `counts.number` cannot be deferred: it counts the changes of a row",
        ),
        (
            "tables.counts.columns.name.deferred = true\ntables.counts.unique = [['name']]",
            "E0608 1:23 `counts.name` cannot be deferred: the table has no primary key, and this is part of a key that may \
             stand in for it",
        ),
        (
            "tables.users.unique = [['mood']]\ntables.counts.foreign-keys.name = 'users (mood)'\n\
             tables.users.columns.mood.deferred = true",
            "E0608 3:22 `users.mood` cannot be deferred: a foreign key refers to it",
        ),
    ] {
        assert_eq!(told(options), [format!("{expected}{help}")], "{options}");
    }
    let all = "[tables.counts.columns]\nname.deferred = true\nnumber.deferred = true";
    assert_eq!(
        told(all),
        [format!(
            "E0608 3:1 `counts.number` cannot be deferred: no other column is left in the rows{help}"
        )]
    );
    let attributes = "tables.counts.columns.name = { deferred = true, attributes = ['#[a]'] }";
    assert_eq!(
        told(attributes),
        ["W0604 1:23 `counts.name` is deferred: no field has its attributes"]
    );
    assert_eq!(told("tables.users.columns.mood.deferred = true"), [""; 0]);
}

#[test]
fn a_relationship_cannot_behave_in_every_way() {
    for (options, expected) in [
        (
            "on-delete = 'cascades'",
            "E0603 2:13 expected `cascade` or `set-null` or `restrict` or `no-action`, found `cascades`; did you mean `cascade`?",
        ),
        (
            "on-delete = 'set-null'",
            "E0603 2:13 `user_roles.user_id` is never NULL; there are `cascade`, `restrict` and `no-action`",
        ),
        (
            "order-by = ['role_id', 'rle_id desc']",
            "W0604 2:24 table `user_roles` has no column `rle_id`; did you mean `role_id`?",
        ),
        (
            "one-to-one = true\norder-by = ['role_id']",
            "E0603 1:34 at most one row of `user_roles` refers to another, which has no order",
        ),
        (
            "delete-orphan = true",
            "E0602 2:1 there is no option `delete-orphan` in `tables.….relationships.…`; did you mean `delete-orphans`?",
        ),
        (
            "readonly = true",
            "E0602 2:1 there is no option `readonly` in `tables.….relationships.…`; did you mean `read-only`?",
        ),
    ] {
        let options = format!("[tables.user_roles.relationships.user_id]\n{options}");
        assert_eq!(told(&options), [expected], "{options}");
    }
}

#[test]
fn what_the_database_does_by_itself_is_not_for_a_session() {
    let schema = "CREATE TABLE a (id INTEGER PRIMARY KEY);
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL);
        CREATE TABLE c (a_id INTEGER REFERENCES a (id));";
    for (options, expected) in [
        (
            "tables.b.relationships.a_id.on-delete = 'cascade'",
            Some(
                "the script says what becomes of `b` where a row of `a` is deleted, and the database does that",
            ),
        ),
        ("tables.b.relationships.a_id.on-delete = 'set-null'", None),
        ("tables.b.relationships.a_id.delete-orphans = true", None),
        (
            "tables.c.relationships.a_id.on-delete = 'cascade'",
            Some(
                "the rows of `c` cannot be told apart, so they are in no collection and have none",
            ),
        ),
        ("tables.c.relationships.a_id.on-delete = 'restrict'", None),
    ] {
        let config = Config::read(SourceFile::new("ormgen.toml", options));
        let outcome = generate(&[SourceFile::new("schema.sql", schema)], &config);
        let told = outcome.diagnostics.iter();
        let told = told.filter(|one| one.code().starts_with("E06"));
        let told: Vec<_> = told.map(|one| one.message()).collect();
        assert_eq!(told, Vec::from_iter(expected), "{options}");
    }
}

#[test]
fn the_behaviour_of_a_relationship_is_in_its_docs() {
    let options = "[tables.user_roles.relationships]
        user_id = { on-delete = 'cascade', delete-orphans = true, order-by = ['role_id desc'] }
        the_role = { read-only = true, on-delete = 'restrict' }";
    assert_eq!(
        lines(options, "user.rs", "`user_id` leads here"),
        [
            "/// Each [`UserRole`] whose `user_id` leads here. Back by [`UserRole::USER`]. In the order of `role_id` descending. Deleting \
             this row deletes them. One that is taken out is deleted."
        ]
    );
    assert_eq!(
        lines(options, "role.rs", "`role_id` leads here"),
        [
            "/// Each [`UserRole`] whose `role_id` leads here. Back by [`UserRole::ROLE`]. They keep this row from being deleted. It is \
             there to be read: what is written are the columns."
        ]
    );
    assert!(lines(options, "user_role.rs", "fn role(").is_empty());
    assert_eq!(lines(options, "user_role.rs", "fn role_id(").len(), 1);
}

/// The files, with what they have after `names` and before `end`.
fn files(options: &str) -> Vec<(String, String)> {
    let config = Config::read(SourceFile::new("ormgen.toml", options)).dialect(Dialect::Mysql);
    let outcome = generate(&[SourceFile::new("schema.sql", SCHEMA)], &config);
    let files = outcome.files.into_iter();
    files.map(|file| (file.name, file.text)).collect()
}

#[test]
fn every_name_can_be_chosen() {
    let files = files(
        "[tables.users]
        name = 'Member'
        relationships.created_by = { name = 'author', inverse = 'written' }
        columns.mood = { name = 'feeling', enum.name = 'Feeling', enum.variants.so-so = 'Meh' }
        [tables.user_roles]
        relationships.the_role.inverse = 'assignments'
        many-to-many.'user_id -> role_id' = 'parts'
        ",
    );
    let text = |name: &str| {
        let file = files.iter().find(|(file, _)| file == name);
        &file.unwrap_or_else(|| panic!("no {name}")).1
    };
    for (file, line) in [
        ("member.rs", "pub struct Member {"),
        ("member.rs", "pub feeling: Feeling,"),
        ("member.rs", "    Meh,"),
        (
            "member.rs",
            "pub const AUTHOR: orm::BelongsTo<Member, Option<Member>, orm::Itself>",
        ),
        ("member.rs", "pub const WRITTEN: orm::HasMany"),
        (
            "member.rs",
            "pub const PARTS: orm::ManyToMany<Member, Role>",
        ),
        (
            "role.rs",
            "pub const ASSIGNMENTS: orm::HasMany<Role, UserRole",
        ),
        (
            "role.rs",
            "pub const MEMBERS: orm::ManyToMany<Role, Member>",
        ),
        ("user.rs", "pub struct User {"),
    ] {
        assert!(text(file).contains(line), "{file}: {line}\n{}", text(file));
    }
}

/// A table's lines that have a word in them.
fn lines(options: &str, name: &str, word: &str) -> Vec<String> {
    let files = files(options);
    let file = files.iter().find(|(file, _)| file == name);
    let text = &file.unwrap_or_else(|| panic!("no {name}")).1;
    let lines = text.lines().filter(|line| line.contains(word));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn what_the_script_does_not_state_is_stated() {
    let options = "tables.users.foreign-keys.mood = 'roles'";
    let inverse = lines(options, "role.rs", "pub const USERS");
    assert!(inverse[0].contains("HasMany<Role, User"), "{inverse:?}");
    assert_eq!(
        lines(options, "user.rs", "leads to"),
        [
            "/// The [`User`] that `created_by` leads to. Back by [`User::CREATED_BY_USERS`].",
            "/// The [`Role`] that `mood` leads to; the schema declares no foreign key. Back by [`Role::USERS`]."
        ]
    );
    assert_eq!(lines(options, "user.rs", ".undeclared()").len(), 1);
    let options = "tables.user_roles.relationships.user_id.one-to-one = true";
    assert_eq!(lines(options, "user.rs", "pub const USER_ROLE").len(), 1);
    assert!(lines(options, "user.rs", "pub const USER_ROLE")[0].contains("HasOne"));
    assert!(lines("infer.many-to-many = false", "user.rs", "ManyToMany").is_empty());
    let options = "infer.many-to-many = false\ntables.user_roles.association = true";
    assert!(!lines(options, "user.rs", "ManyToMany").is_empty());
    assert!(
        lines(
            "tables.user_roles.association = false",
            "user.rs",
            "ManyToMany"
        )
        .is_empty()
    );
}

#[test]
fn an_association_table_may_be_no_entity() {
    let options = "tables.user_roles.entity = false";
    assert!(lines(options, "user_role.rs", "pub struct").is_empty());
    assert!(lines(options, "user.rs", "pub const USER_ROLES").is_empty());
    assert_eq!(lines(options, "user.rs", "pub const ROLES").len(), 1);
}
