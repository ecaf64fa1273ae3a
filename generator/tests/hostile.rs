//! Is a megabyte of anything read in time, without overflowing the stack and without megabytes of messages?
//!
//! Each script goes through the command as a file of its own. A walk that is quadratic in a megabyte takes hours, so that the
//! budget tells it on any machine.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// How long each script is, about.
const SIZE: usize = 1_000_000;

/// How long those are whose every statement is read: enough for what is quadratic to take minutes.
const READ: usize = SIZE / 5;

/// What a linear walk needs a small part of, in a debug build too.
const BUDGET: Duration = Duration::from_secs(60);

/// How much may be told on standard error, in bytes.
const TOLD: usize = 400_000;

/// Runs `ormgen catalog` on a script; its standard output and error.
#[track_caller]
fn catalog(script: &[u8], dialect: &str, expected: i32) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.sql");
    fs::write(&path, script).unwrap();
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    command.arg("catalog").arg(&path).stdin(Stdio::null());
    if !dialect.is_empty() {
        command.args(["--dialect", dialect]);
    }
    let output = command.output().unwrap();
    let took = start.elapsed();
    let told = String::from_utf8(output.stderr).unwrap();
    let beginning = String::from_utf8_lossy(&script[..script.len().min(60)]);
    assert_eq!(output.status.code(), Some(expected), "{beginning}: {told}");
    assert!(took < BUDGET, "{took:?} for {beginning}");
    assert!(told.len() < TOLD, "{} bytes for {beginning}", told.len());
    (String::from_utf8(output.stdout).unwrap(), told)
}

fn many(part: &str) -> String {
    part.repeat(SIZE / part.len())
}

/// As many statements as are read in time in a debug build.
fn statements(part: &str) -> String {
    part.repeat(READ / part.len())
}

/// `number` parts, told apart by their numbers.
fn numbered(number: usize, part: impl Fn(usize) -> String) -> String {
    (0..number).map(part).collect()
}

#[test]
fn what_is_deep_is_read_without_a_stack() {
    let deep = |open: &str, close: &str| {
        let number = SIZE / (open.len() + close.len());
        format!("{}1{}", open.repeat(number), close.repeat(number))
    };
    let table = |column: &str| format!("CREATE TABLE t (a {column})");
    let cases = [
        (
            table(&format!("int CHECK ({})", deep("(", ")"))),
            "postgres",
        ),
        (table(&format!("int DEFAULT {}", many("("))), "sqlite"),
        (
            table(&format!("int CHECK ({} a)", many("NOT "))),
            "postgres",
        ),
        (
            table(&format!("int DEFAULT {}", many("CASE WHEN "))),
            "mysql",
        ),
        (table(&many("ARRAY<")), "generic"),
        (table(&many("STRUCT<a ")), "generic"),
        (table(&format!("int{}", many("[]"))), "postgres"),
        (table(&many("int[")), "postgres"),
        (
            format!("CREATE TABLE t AS {}", many("SELECT * FROM (")),
            "postgres",
        ),
        (many("CREATE SCHEMA s "), "postgres"),
        (deep("/*", "*/"), "postgres"),
        (many("BEGIN "), "mssql"),
        (many("CREATE TRIGGER t BEGIN CASE "), "sqlite"),
        (many("("), ""),
    ];
    for (script, dialect) in cases {
        catalog(script.as_bytes(), dialect, 0);
    }
}

#[test]
fn what_is_never_closed_is_one_fault() {
    let cases = [
        ("'", "postgres", "string"),
        ("\"", "sqlite", "quote"),
        ("[", "mssql", "name in brackets"),
        ("`", "mysql", "quote"),
        ("/*", "sqlite", "comment"),
        ("$x$", "postgres", "dollar quote"),
        ("e'", "postgres", "string"),
        ("{ ", "generic", "comment"),
    ];
    for (open, dialect, what) in cases {
        let script = format!(
            "CREATE TABLE t (a int); CREATE TABLE u (a {open}{}",
            many("x, ")
        );
        let (listed, told) = catalog(script.as_bytes(), dialect, 0);
        assert!(
            told.contains(&format!("this {what} is never closed")),
            "{told}"
        );
        assert!(listed.contains("t") && told.contains("E0102"), "{listed}");
    }
}

#[test]
fn what_comes_a_million_times_takes_its_time_once() {
    let cases = [
        (many(";"), ""),
        (many("'"), "mysql"),
        (many("$"), "postgres"),
        (many("$a$ "), "postgres"),
        (many("--\n"), "mysql"),
        (many("/"), "oracle"),
        (many("GO\n"), "mssql"),
        (many("/\n"), "oracle"),
        (many("DELIMITER $$\na$$\nDELIMITER ;\nb;\n"), "mysql"),
        (many("${a}"), "generic"),
        (many("{{"), ""),
        (many("EXEC ("), "mssql"),
        (
            statements("EXECUTE IMMEDIATE 'CREATE TABLE t (a int)';\n"),
            "oracle",
        ),
        (many("COPY t FROM stdin;\n1\n\\.\n"), "postgres"),
        (many("/*!40101 SET x */;"), "mysql"),
        (many("IF a "), "mssql"),
        (many("x "), ""),
        (
            format!("CREATE TABLE t (a int DEFAULT {}1)", many("1+")),
            "postgres",
        ),
        (
            format!("CREATE TABLE t (a int{})", many(", CHECK (a > 0)")),
            "sqlite",
        ),
        (format!("CREATE TABLE {}a (b int)", many("a.")), "postgres"),
        (
            format!("INSERT INTO t VALUES {}(1)", many("(1, 'a'), ")),
            "mysql",
        ),
    ];
    for (script, dialect) in cases {
        catalog(script.as_bytes(), dialect, 0);
    }
}

#[test]
fn long_names_are_names() {
    let long = "n".repeat(SIZE / 2);
    let script = format!(
        "CREATE TABLE {long} (id int PRIMARY KEY); CREATE TABLE u (a int REFERENCES {long}1 (id))"
    );
    let (_, told) = catalog(script.as_bytes(), "postgres", 0);
    assert!(told.contains("E0203") && told.len() < 4_000, "{told}");
}

#[test]
fn many_faults_are_told_up_to_a_number_and_counted() {
    let wrong = numbered(READ / 40, |n| format!("CREATE TABLE t{n} (a int b c);\n"));
    let (_, told) = catalog(wrong.as_bytes(), "postgres", 0);
    assert_eq!(told.matches("error[").count(), 100);
    assert!(
        told.ends_with("note: 4900 more diagnostics, which `-v` shows\n"),
        "{told}"
    );

    let tables = numbered(READ / 80, |n| format!("CREATE TABLE t{n} (a int);"));
    let dangling = numbered(READ / 80, |n| format!("ALTER TABLE u{n} ADD COLUMN b int;"));
    let columns = numbered(READ / 60, |n| format!(", a{n} int"));
    let dropped = numbered(READ / 60, |n| format!("ALTER TABLE t DROP COLUMN b{n};"));
    let cases = [
        format!("{tables}{dangling}"),
        format!("CREATE TABLE t (a int{columns});{dropped}"),
        format!("CREATE TABLE t ({}b int)", statements("a int, ")),
        statements("CREATE TABLE t (a int);"),
        statements("DROP TABLE t;"),
        statements("FOO\n;"),
        statements("CREATE TABLE t (a in t); "),
    ];
    for script in cases {
        let (_, told) = catalog(script.as_bytes(), "postgres", 0);
        assert!(told.contains("more diagnostics"), "{told}");
    }
}

#[test]
fn chains_of_changes_are_followed() {
    let alters = READ / 50;
    let cases = [
        numbered(alters, |n| {
            format!("ALTER TABLE t{n} RENAME TO t{};", n + 1)
        }),
        numbered(alters, |n| {
            format!("ALTER TABLE t0 RENAME COLUMN a{n} TO a{};", n + 1)
        }),
        numbered(alters, |n| format!("ALTER TABLE t0 ADD COLUMN c{n} int;")),
        numbered(alters, |n| {
            format!(
                "CREATE TABLE t{} (b int, UNIQUE (b), FOREIGN KEY (b) REFERENCES t0 (a0));",
                n + 1
            )
        }),
        numbered(alters, |n| format!("CREATE TYPE e{n} AS ENUM ('a');")),
        numbered(alters, |n| format!("CREATE DOMAIN d{} AS d{n};", n + 1)),
        numbered(alters, |n| {
            format!("CREATE SCHEMA s{n}; CREATE TABLE s{n}.t (a int);")
        }),
        numbered(alters, |n| {
            format!(
                "CREATE TABLE t{} PARTITION OF t0 FOR VALUES FROM ({n}) TO ({n});",
                n + 1
            )
        }),
    ];
    for changes in cases {
        let script =
            format!("CREATE TABLE t0 (a0 int PRIMARY KEY) PARTITION BY RANGE (a0); {changes}");
        catalog(script.as_bytes(), "postgres", 0);
    }
}

#[test]
fn what_is_no_text_is_refused_and_other_encodings_are_read() {
    let text = numbered(READ / 60, |n| format!("CREATE TABLE t{n} (a int);\n"));
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for script in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        let (listed, _) = catalog(&script, "postgres", 0);
        assert!(listed.contains(&format!("t{}", READ / 60 - 1)));
    }
    let garbage: Vec<u8> = (0..SIZE).map(|at| (at * at / 7 + at) as u8).collect();
    let latin = [
        b"CREATE TABLE t (a text DEFAULT '".as_slice(),
        &[0xe9; SIZE],
    ]
    .concat();
    for script in [garbage, latin, vec![0xff; SIZE]] {
        let (_, told) = catalog(&script, "", 2);
        assert!(told.contains("is not UTF-"), "{told}");
    }
    for script in [
        many("\0"),
        many("CREATE\0TABLE t (a int);"),
        many("\r"),
        many("😀"),
        many("\u{a0}"),
    ] {
        catalog(script.as_bytes(), "sqlite", 0);
    }
}
