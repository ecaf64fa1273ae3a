//! Do lexemes end where each dialect ends them?

use super::*;

fn scan(text: &str, dialect: Dialect) -> Vec<String> {
    let lexemes = Scanner::new(text, dialect);
    lexemes
        .map(|one| format!("{:?} {}", one.kind, &text[one.range]))
        .collect()
}

#[test]
fn each_dialect_has_its_quotes_and_comments() {
    use Dialect::*;
    let cases = [
        (Sqlite, "[a]]b", "Name [a] | Symbol ] | Word b"),
        (
            Sqlite,
            "`a` 'it''s' -- x\n;",
            "Name `a` | Text 'it''s' | Terminator ;",
        ),
        (Sqlite, r"'a\' b", r"Text 'a\' | Word b"),
        (Sqlite, "\u{feff}a /* b /* */ c", "Word a | Word c"),
        (Postgres, "a /* b /* */ */ c", "Word a | Word c"),
        (Postgres, r"E'a\'b' 'c\'", r"Text E'a\'b' | Text 'c\'"),
        (
            Postgres,
            "$$;$$ $x$ $$ $x$ a$b",
            "Text $$;$$ | Text $x$ $$ $x$ | Word a$b",
        ),
        (
            Postgres,
            "$1$2 [a",
            "Symbol $ | Word 1$2 | Symbol [ | Word a",
        ),
        (
            Mysql,
            r#"'a\'b' "c\"d" # e"#,
            r#"Text 'a\'b' | Text "c\"d""#,
        ),
        (Mysql, "5--3 -- x", "Word 5 | Symbol - | Symbol - | Word 3"),
        (
            Mysql,
            "/*!40101 a*/;",
            "Version /*!40101 | Word a | Version */ | Terminator ;",
        ),
        (
            Mysql,
            "/*M!999999\\- enable the sandbox mode */ a",
            "Word a",
        ),
        (Mysql, "a /*+ hint */ b", "Word a | Word b"),
    ];
    for (dialect, text, expected) in cases {
        assert_eq!(
            scan(text, dialect).join(" | "),
            expected,
            "{dialect}: {text}"
        );
    }
}

#[test]
fn what_is_never_closed_runs_to_the_end() {
    use Dialect::*;
    let cases = [
        (Sqlite, "'a | \"a'' | [a | /* a"),
        (Postgres, r"$a$ b $$ | /* /* */ | E'\'"),
        (Mysql, r"'\' | `a"),
    ];
    for (dialect, texts) in cases {
        for text in texts.split(" | ") {
            let open = format!("Open {text} 列");
            let text = format!("x {text} 列");
            assert_eq!(
                scan(&text, dialect).last(),
                Some(&open),
                "{dialect}: {text}"
            );
        }
    }
}

#[test]
fn a_delimiter_ends_statements_even_inside_what_could_be_a_word() {
    let mut scanner = Scanner::new("a; END$$", Dialect::Mysql);
    scanner.set_delimiter("$$");
    let kinds: Vec<Kind> = scanner.map(|lexeme| lexeme.kind).collect();
    assert_eq!(
        kinds,
        [Kind::Word, Kind::Symbol, Kind::Word, Kind::Terminator]
    );
}
