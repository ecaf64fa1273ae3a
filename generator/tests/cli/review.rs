//! Is a small change of a schema a small change of its models, in the files that it concerns? The diffs are those of the
//! documentation.

use super::{Folder, root};

/// Each change of the bookshop: what is added to its schema, and the files that change.
const CHANGES: [(&str, &[&str]); 3] = [
    ("ALTER TABLE books ADD COLUMN subtitle TEXT;", &["book.rs"]),
    (
        "ALTER TABLE books ADD COLUMN editor_id INTEGER REFERENCES authors (id);",
        &["author.rs", "book.rs"],
    ),
    (
        "CREATE TABLE shelves (id INTEGER PRIMARY KEY, room TEXT NOT NULL);",
        &["shelf.rs", "mod.rs"],
    ),
];

/// What `check` prints of the bookshop after a change, file by file.
fn difference(sql: &str) -> Vec<String> {
    let schema = std::fs::read_to_string(root().join("fixtures/bookshop/schema.sql")).unwrap();
    let folder = Folder::new(&schema);
    folder.generate(&["schema.sql", "-o", "models"]);
    folder.write("schema.sql", format!("{schema}{sql}\n"));
    let run = folder.run(&["check", "schema.sql", "-o", "models"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let mut files: Vec<String> = Vec::new();
    for line in run.stdout.lines() {
        if line.starts_with("--- ") {
            files.push(String::new());
        }
        let file = files.last_mut().unwrap();
        file.push_str(line.trim_end());
        file.push('\n');
    }
    files
}

/// The file that a part of a diff is about.
fn name(part: &str) -> &str {
    let line = part.lines().nth(1).unwrap();
    line.rsplit('/').next().unwrap()
}

#[test]
fn a_change_stays_in_the_files_that_it_concerns() {
    for (sql, files) in CHANGES {
        let difference = difference(sql);
        let names: Vec<_> = difference.iter().map(|part| name(part)).collect();
        assert_eq!(names, files, "{sql}");
        let old = difference
            .iter()
            .filter(|part| !part.starts_with("--- /dev/null"));
        let lines = old.flat_map(|part| part.lines().skip(2));
        let changed = lines.filter(|line| line.starts_with(['+', '-'])).count();
        assert!(changed < 60, "{changed} lines for {sql}");
    }
}

#[test]
fn the_documentation_shows_the_diffs() {
    let page = std::fs::read_to_string(root().join("docs/reviewing.md")).unwrap();
    for (sql, _) in CHANGES {
        assert!(page.contains(sql), "{sql}");
        // A whole new file is no news.
        for part in difference(sql)
            .iter()
            .filter(|part| !part.starts_with("--- /dev/null"))
        {
            assert!(page.contains(&format!("```diff\n{part}```")), "{part}");
        }
    }
}
