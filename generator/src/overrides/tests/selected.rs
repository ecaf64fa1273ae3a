//! Which tables are meant, and what becomes of the others?

use super::*;

#[test]
fn only_the_tables_that_are_meant_have_models() {
    for (options, expected) in [
        ("exclude = ['audit.*', 'roles']", "user.rs user_role.rs"),
        ("include = ['audit.*']", "log.rs user.rs"),
        (
            "include = ['*user*']\nexclude = ['audit.*']",
            "user.rs user_role.rs",
        ),
    ] {
        let files = files(options);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.join(" "), format!("{expected} mod.rs"), "{options}");
    }
}

#[test]
fn patterns_that_leave_no_table_are_an_error() {
    let message = "these patterns leave no table; include a table, or take back what excludes all";
    for (options, place) in [
        ("exclude = ['*', 'audit.*']", "1:17"),
        ("include = ['roles']\nexclude = ['roles']", "2:12"),
    ] {
        assert_eq!(told(options), [format!("E0603 {place} {message}")]);
        assert!(files(options).is_empty(), "{options}");
    }
}

#[test]
fn a_key_to_a_table_that_is_left_out_is_a_column() {
    let files = files("exclude = ['roles']");
    let (_, text) = files
        .iter()
        .find(|(name, _)| name == "user_role.rs")
        .unwrap();
    assert!(
        text.contains("pub role_id: i32,") && !text.contains("ROLE:"),
        "{text}"
    );
}

#[test]
fn a_table_that_is_left_out_makes_no_name_ambiguous() {
    let sql = "CREATE TABLE users (id INT PRIMARY KEY); CREATE TABLE user (id INT PRIMARY KEY);
        CREATE TABLE posts (id INT PRIMARY KEY, user_id INT NOT NULL);";
    let schema = SourceFile::new("schema.sql", sql);
    for (options, is_taken) in [
        ("infer.by-convention = true", false),
        ("infer.by-convention = true\nexclude = ['user']", true),
        (
            "infer.by-convention = true\ninclude = ['users', 'posts']",
            true,
        ),
        (
            "infer.by-convention = true\nexclude = ['user', 'users']",
            false,
        ),
    ] {
        let options = SourceFile::new("ormgen.toml", options);
        let config = Config::read(options.clone()).dialect(Dialect::Mysql);
        let outcome = generate(std::slice::from_ref(&schema), &config);
        let post = outcome.files.iter().find(|file| file.name == "post.rs");
        let found = post.unwrap().text.contains("pub const USER: ");
        assert_eq!(found, is_taken, "{options:?}");
        let told = |code: &str| outcome.diagnostics.iter().any(|one| one.code() == code);
        assert!(
            !told("N0607"),
            "{options:?}: no key led to what is left out"
        );
    }
}

#[test]
fn a_name_in_several_schemas_is_the_one_without_a_schema_or_is_qualified() {
    let files = files("tables.'audit.users'.name = 'Other'\ntables.users.name = 'One'");
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "log.rs",
            "one.rs",
            "other.rs",
            "role.rs",
            "user_role.rs",
            "mod.rs"
        ]
    );
}
