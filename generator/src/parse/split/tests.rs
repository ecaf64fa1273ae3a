//! Are statements split where their clients split them?

use super::*;
use Dialect::{Mysql, Postgres, Sqlite};

fn pieces(text: &str, dialect: Dialect) -> (Vec<String>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let pieces = split(&SourceFile::new("t", text), 0, dialect, &mut diagnostics);
    let texts = pieces
        .iter()
        .map(|piece| text[piece.span.start..piece.span.end].to_string());
    (texts.collect(), diagnostics.into_sorted())
}

#[test]
fn statements_end_where_their_client_ends_them() {
    let cases: &[(Dialect, &str, &[&str])] = &[
        (
            Sqlite,
            "\u{feff}a 1;\r\n;; b ';' -- ;\n/* ; */",
            &["a 1", "b ';'"],
        ),
        (
            Sqlite,
            ".mode list\nSELECT 1;\n",
            &[".mode list", "SELECT 1"],
        ),
        (
            Sqlite,
            "CREATE TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 2 END BEGIN SELECT CASE x WHEN 1 THEN 2 END; END; b;",
            &[
                "CREATE TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 2 END BEGIN SELECT CASE x WHEN 1 THEN 2 END; END",
                "b",
            ],
        ),
        (
            Sqlite,
            "BEGIN; CREATE TABLE t (a); END; c",
            &["BEGIN", "CREATE TABLE t (a)", "END", "c"],
        ),
        (
            Postgres,
            "\\connect x\nSELECT 1 \\g\na;",
            &["\\connect x", "SELECT 1", "\\g", "a"],
        ),
        (
            Postgres,
            "COPY t (a) FROM stdin;\n1;\t'\n\\.\nb;",
            &["COPY t (a) FROM stdin", "b"],
        ),
        (
            Postgres,
            "COPY t FROM stdin \\g\n1;\n\\.\nb;",
            &["COPY t FROM stdin", "\\g", "b"],
        ),
        (
            Mysql,
            "/*!40101 */; /*!40101 (a) */; ${tables};",
            &["/*!40101 (a) */", "${tables}"],
        ),
        (
            Postgres,
            "CREATE FUNCTION f() BEGIN ATOMIC a; b; END; c;",
            &["CREATE FUNCTION f() BEGIN ATOMIC a; b; END", "c"],
        ),
        (
            Postgres,
            "CREATE FUNCTION f() AS $$ BEGIN a; END $$; c;",
            &["CREATE FUNCTION f() AS $$ BEGIN a; END $$", "c"],
        ),
        (
            Mysql,
            "DELIMITER //\na; b//\ndelimiter ;\nc; d",
            &["DELIMITER //", "a; b", "delimiter ;", "c", "d"],
        ),
        (
            Mysql,
            "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE x WHEN 1 THEN y; END CASE; BEGIN END; END; c",
            &[
                "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE x WHEN 1 THEN y; END CASE; BEGIN END; END",
                "c",
            ],
        ),
        (
            Mysql,
            "/*!40101 SET a */;/*!50003 b ; */ ; c",
            &["/*!40101 SET a */", "/*!50003 b", "c"],
        ),
    ];
    for (dialect, text, expected) in cases {
        let (pieces, diagnostics) = pieces(text, *dialect);
        assert_eq!(pieces, *expected, "{dialect}: {text}");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }
}

#[test]
fn what_is_never_closed_is_a_fault_at_its_opening() {
    let cases = [
        (Sqlite, "a; b 'c; d", 5..6),
        (Sqlite, "a; /* c; d", 3..5),
        (Postgres, "a; $x$ c; $$", 3..6),
        (
            Sqlite,
            "CREATE TRIGGER t BEGIN a; CREATE TABLE b (c);",
            0..45,
        ),
        (Postgres, "COPY t FROM stdin;\n1\n", 0..17),
    ];
    for (dialect, text, range) in cases {
        let (_, diagnostics) = pieces(text, dialect);
        let [fault] = &diagnostics[..] else {
            panic!("{text}: {diagnostics:?}")
        };
        let span = fault.place.as_ref().expect("a place").0;
        assert_eq!(
            (fault.code(), span.start..span.end),
            ("E0102", range),
            "{text}"
        );
    }
}
