//! What does `ormgen diff` tell, of files and of revisions?

use std::process::Command;

use serde_json::{Value, json};

use super::{Folder, SHELF, root};

fn changed() -> String {
    SHELF.replace("name TEXT NOT NULL", "name TEXT NOT NULL, room TEXT")
}

#[test]
fn equal_schemas_are_no_difference() {
    let folder = Folder::new(SHELF);
    let run = folder.generate(&["diff", "schema.sql", "schema.sql", "--dialect", "sqlite"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn what_changed_is_printed_and_the_exit_status_tells() {
    let folder = Folder::new(SHELF);
    folder.write("new.sql", changed());
    let arguments = ["diff", "schema.sql", "new.sql", "--dialect", "sqlite"];
    let run = folder.run(&arguments);
    let expected = "+ column shelves.room: TEXT; Shelf.room: Option<String>\n1 change, 0 of which break callers\n";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (1, expected),
        "{}",
        run.stderr
    );

    let arguments = ["diff", "new.sql", "schema.sql", "--format", "json"];
    let run = folder.run(&arguments);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    let expected = json!({
        "version": 1,
        "changes": [{
            "change": "removed",
            "kind": "column",
            "subject": "shelves.room",
            "old": {"sql": "TEXT", "rust": "Shelf.room: Option<String>"},
            "new": null,
            "breaks": "`Shelf.room` is gone",
        }],
    });
    assert_eq!((run.code, told), (1, expected));
}

#[test]
fn a_fault_in_either_is_told_and_nothing_is_printed() {
    let folder = Folder::new(SHELF);
    folder.write(
        "new.sql",
        "CREATE TABLE books (id INT REFERENCES shelfs (id));",
    );
    for arguments in [
        ["diff", "schema.sql", "new.sql"],
        ["diff", "new.sql", "schema.sql"],
    ] {
        let run = folder.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains("E0203"), "{}", run.stderr);
    }
}

#[track_caller]
fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    let command = command.current_dir(folder.path(".")).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_old_schema_may_be_one_of_a_revision() {
    let folder = Folder::new(SHELF);
    std::fs::create_dir(folder.path("migrations")).unwrap();
    folder.write("migrations/1_shelf.sql", SHELF);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
    git(
        &folder,
        &[&identity[..], &["commit", "--quiet", "-m", "a"]].concat(),
    );
    folder.write("schema.sql", changed());
    folder.write(
        "migrations/2_room.sql",
        "ALTER TABLE shelves ADD COLUMN room TEXT;",
    );
    for [old, new] in [
        ["HEAD:schema.sql", "schema.sql"],
        ["HEAD:./schema.sql", "schema.sql"],
        ["HEAD:migrations", "migrations"],
        ["HEAD:migrations/", "migrations"],
    ] {
        let run = folder.run(&["diff", old, new]);
        assert_eq!(run.code, 1, "{old}: {}", run.stderr);
        assert!(
            run.stdout.starts_with("+ column shelves.room"),
            "{old}: {}",
            run.stdout
        );
    }
    for old in [
        "HEAD:missing.sql",
        "nothing:schema.sql",
        "-x:y",
        "missing.sql",
    ] {
        let run = folder.run(&["diff", "--", old, "schema.sql"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{old}");
        assert!(!run.stderr.is_empty(), "{old}");
    }
}

#[test]
fn the_fields_of_the_json_are_documented() {
    let page = std::fs::read_to_string(root().join("docs/diff-json.md")).unwrap();
    for field in [
        "version", "changes", "change", "kind", "subject", "old", "new", "breaks", "sql", "rust",
    ] {
        assert!(page.contains(&format!("| `{field}` |")), "{field}");
    }
    for kind in [
        "table",
        "column",
        "primary_key",
        "unique",
        "foreign_key",
        "relationship",
        "enum",
        "literal",
    ] {
        assert!(page.contains(&format!("`{kind}`")), "{kind}");
    }
}
