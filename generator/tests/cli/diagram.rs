//! What does `ormgen diagram` print, and what if there is no Graphviz?

use std::fs;

use super::{Folder, SHELF, root, run};

#[test]
fn a_diagram_is_printed_in_a_language() {
    let folder = Folder::new(SHELF);
    let mermaid = folder.generate(&["diagram", "schema.sql"]).stdout;
    assert!(
        mermaid.starts_with("erDiagram\n    \"shelves\" {\n"),
        "{mermaid}"
    );
    let dot = folder.generate(&[
        "diagram",
        "schema.sql",
        "--format",
        "dot",
        "--columns",
        "keys",
    ]);
    assert!(
        dot.stdout.starts_with("digraph schema {\n"),
        "{}",
        dot.stdout
    );
    assert!(!dot.stdout.contains("name</TD>"), "{}", dot.stdout);
}

#[test]
fn a_table_in_the_middle_has_to_be_there() {
    let folder = Folder::new(SHELF);
    let arguments = ["diagram", "schema.sql", "--around", "book", "--depth", "2"];
    let run = folder.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr
            .contains("no table `book`: did you mean `books`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_graphviz_there_is_no_picture_and_it_is_told_why() {
    let folder = Folder::new(SHELF);
    let arguments = ["diagram", "schema.sql", "--format", "svg"];
    let run = run(folder.command(&arguments).env("PATH", ""), "");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("install Graphviz"), "{}", run.stderr);
}

/// A `dot` that does as its script says.
#[cfg(unix)]
fn with_dot(script: &str) -> super::Run {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new(SHELF);
    folder.write("dot", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(folder.path("dot"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.path("").display());
    let arguments = ["diagram", "schema.sql", "--format", "svg"];
    run(folder.command(&arguments).env("PATH", path), "")
}

#[cfg(unix)]
#[test]
fn the_picture_is_what_graphviz_makes_of_the_diagram() {
    let drawn = with_dot("echo $1; cat");
    assert_eq!(drawn.code, 0, "{}", drawn.stderr);
    let folder = Folder::new(SHELF);
    let dot = folder
        .generate(&["diagram", "schema.sql", "--format", "dot"])
        .stdout;
    assert_eq!(drawn.stdout, format!("-Tsvg\n{dot}"));
    let failed = with_dot("cat > /dev/null; echo no memory >&2; exit 3");
    assert_eq!((failed.code, failed.stdout.as_str()), (2, ""));
    assert!(failed.stderr.contains("no memory"), "{}", failed.stderr);
}

#[test]
fn the_diagram_of_the_guide_is_that_of_its_schema() {
    let page = fs::read_to_string(root().join("docs/diagrams.md")).unwrap();
    let (_, rest) = page.split_once("```mermaid\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    let folder =
        Folder::new(&fs::read_to_string(root().join("fixtures/bookshop/schema.sql")).unwrap());
    assert_eq!(folder.generate(&["diagram", "schema.sql"]).stdout, shown);
}
