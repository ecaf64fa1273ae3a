//! What does `ormgen diagram` print, and what if there is no Graphviz?

use std::{
    collections::BTreeSet,
    env, fs,
    io::{self, Write},
    path::Path,
};

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

/// What a picture shows, wherever a version of Graphviz puts it: the texts of each table, and the lines with their names.
fn shown(svg: &str) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    let groups = svg.split("<g id=\"").skip(1);
    let mut title = String::new();
    for group in groups {
        let own = group.split_once("<title>").map(|(_, rest)| {
            let (title, _) = rest.split_once("</title>").unwrap();
            plain(title).replace(":e", "").replace(":w", "")
        });
        title = own.unwrap_or(title);
        match group.split_once("xlink:title=\"") {
            Some((_, rest)) => {
                let (names, _) = rest.split_once('"').unwrap();
                shown.insert(format!("{title}: {}", plain(names)));
            }
            None if group.contains("<text") => {
                let texts = group.split("<text").skip(1).map(|text| {
                    let (_, text) = text.split_once('>').unwrap();
                    plain(text.split_once("</text>").unwrap().0)
                });
                let texts: Vec<_> = texts.collect();
                shown.insert(format!("{title}: {}", texts.join(" ")));
            }
            None => {}
        }
    }
    shown
}

/// What the picture of a diagram shows.
fn to_be_shown(dot: &str) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for line in dot.lines().map(str::trim) {
        if let Some((name, label)) = line.split_once(" [label=") {
            let texts = label.split('>').filter_map(|part| part.split_once('<'));
            let texts = texts.map(|(text, _)| text).filter(|text| !text.is_empty());
            let texts: Vec<_> = texts.map(plain).collect();
            shown.insert(format!("{name}: {}", texts.join(" ")));
        } else if let Some((ends, rest)) = line.split_once(" [arrowtail") {
            let (from, to) = ends.split_once(" -> ").unwrap();
            let [from, to] = [from, to].map(|end| end.split(':').next().unwrap());
            let (_, names) = rest.split_once("tooltip=<").unwrap();
            let names = plain(names.trim_end_matches(">];"));
            shown.insert(format!("{from}->{to}: {names}"));
        }
    }
    shown
}

/// Text without the escapes of XML.
fn plain(text: &str) -> String {
    let escapes = [
        ("&#45;", "-"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let unescape = |text: String, (escape, meant): (&str, &str)| text.replace(escape, meant);
    escapes.into_iter().fold(text.to_owned(), unescape)
}

fn holds(picture: &str, folder: &Path, arguments: &[&str]) {
    let svg = fs::read_to_string(root().join("docs/diagrams").join(picture)).unwrap();
    let mut command = super::ormgen();
    command
        .current_dir(folder)
        .arg("diagram")
        .args(arguments)
        .args(["--format", "dot"]);
    let dot = run(&mut command, "").stdout;
    let (shown, expected) = (shown(&svg), to_be_shown(&dot));
    assert!(shown.len() > 10, "{shown:#?}");
    let differing: Vec<_> = shown.symmetric_difference(&expected).collect();
    assert!(
        differing.is_empty(),
        "{picture} is of another time: {differing:#?}"
    );
}

#[test]
fn the_pictures_of_the_documentation_are_those_of_their_schemas() {
    let shop = root().join("fixtures/shop");
    holds(
        "shop.svg",
        &shop,
        &["schema.sql", "--around", "orders", "--columns", "keys"],
    );
    let Some(corpus) = env::var_os("ORMGEN_CORPUS") else {
        let said = b"\nORMGEN_CORPUS IS NOT SET: docs/diagrams/sakila.svg is not held against its schema\n";
        io::stderr().write_all(said).unwrap();
        return;
    };
    let script = "mysql/sakila/mysql-sakila-schema.sql";
    holds("sakila.svg", Path::new(&corpus), &[script]);
}
