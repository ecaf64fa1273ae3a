//! What does `ormgen init` write, and what does it leave alone?

use std::collections::BTreeSet;

use super::{Folder, SHELF, root};

#[test]
fn a_file_of_comments_is_written_and_changes_nothing() {
    let folder = Folder::new(SHELF);
    let before = folder.generate(&["schema.sql", "--stdout"]).stdout;
    let run = folder.generate(&["init"]);
    assert_eq!(run.stderr, "ormgen.toml: new\n");
    let after = folder.generate(&["schema.sql", "--stdout", "-v"]);
    assert_eq!(after.stdout, before);
    assert!(
        after.stderr.contains("options are read from ormgen.toml"),
        "{}",
        after.stderr
    );
    assert!(
        folder
            .read("ormgen.toml")
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let folder = Folder::new(SHELF);
    folder.write("ormgen.toml", "exclude = []\n");
    let run = folder.run(&["init"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("`ormgen.toml` is there already"),
        "{}",
        run.stderr
    );
    assert_eq!(folder.read("ormgen.toml"), "exclude = []\n");
    folder.generate(&["init", "other.toml"]);
    assert!(folder.path("other.toml").exists());
}

#[test]
fn every_option_of_the_documentation_is_in_the_file() {
    let folder = Folder::new(SHELF);
    folder.generate(&["init"]);
    let file = folder.read("ormgen.toml");
    let options = file.lines().filter_map(|line| line.strip_prefix('#'));
    let options: BTreeSet<_> = options.filter(|line| !line.starts_with(' ')).collect();
    let page = std::fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let examples = rows.map(|row| row.split(" | ").nth(3).unwrap());
    let examples: BTreeSet<_> = examples
        .map(|cell| cell.trim_matches(['|', ' ', '`']))
        .collect();
    assert_eq!(options, examples);
}
