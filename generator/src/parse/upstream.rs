//! What does sqlparser 0.63 not read, or misread in silence, in the smallest examples?
//!
//! They are why the statements are read here and not by sqlparser, and can be given back to it one by one: the test
//! fails when a newer version reads one.

use sqlparser::parser::Parser;

use super::{ddl::StatementKind, parse, tokens::dialect};
use crate::{
    diagnostic::{Diagnostics, Severity},
    dialect::Dialect::{
        self, Generic, Mssql, Mysql, Oracle, Postgres, Redshift, Snowflake, Sqlite,
    },
    source::SourceFile,
};

const REFUSED: &[(Dialect, &str)] = &[
    (Sqlite, "CREATE TABLE t (a UNSIGNED BIG INT)"),
    (Sqlite, "CREATE TABLE t (a enum)"),
    (Sqlite, "CREATE TABLE t (a 'INT')"),
    (Sqlite, "CREATE TABLE t ('a' INT)"),
    (Sqlite, "CREATE TABLE t (a INT, UNIQUE (a) UNIQUE (a))"),
    (
        Sqlite,
        "CREATE TABLE t (a INT, UNIQUE (a) ON CONFLICT IGNORE)",
    ),
    (Sqlite, "CREATE TABLE t (a INT) STRICT, WITHOUT ROWID"),
    (
        Sqlite,
        "CREATE TABLE t (a INT REFERENCES u NOT DEFERRABLE ON DELETE CASCADE)",
    ),
    (Sqlite, "CREATE TABLE t (a TEXT CHECK (a NOT GLOB 'x'))"),
    (Sqlite, "CREATE TABLE t (a TEXT CHECK (a IS date(a)))"),
    (Sqlite, "CREATE TABLE t (a TEXT CHECK (a ISNULL))"),
    (Sqlite, "CREATE TABLE t (a INT CHECK (a << 2))"),
    (Sqlite, "PRAGMA foreign_keys = OFF"),
    (Postgres, "CREATE TABLE t (a INT UNIQUE NULLS NOT DISTINCT)"),
    (
        Postgres,
        "CREATE TABLE t (a INT PRIMARY KEY WITH (fillfactor = 70))",
    ),
    (
        Postgres,
        "CREATE TABLE t (a INT PRIMARY KEY USING INDEX TABLESPACE x)",
    ),
    (Postgres, "CREATE TABLE t (a INT, CONSTRAINT c NOT NULL a)"),
    (Postgres, "CREATE TABLE t (a INT, CHECK (a > 0) NOT VALID)"),
    (
        Postgres,
        "CREATE TABLE t (a INT GENERATED ALWAYS AS (1) VIRTUAL)",
    ),
    (
        Postgres,
        "CREATE TABLE t (a INT GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s))",
    ),
    (
        Postgres,
        "CREATE TABLE t (a INT GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 1))",
    ),
    (Postgres, "CREATE TABLE t (a TEXT STORAGE EXTERNAL)"),
    (Postgres, "CREATE TABLE t (a TEXT COMPRESSION lz4)"),
    (
        Postgres,
        "CREATE TABLE t (a INT REFERENCES u ON DELETE SET NULL (a))",
    ),
    (
        Postgres,
        "CREATE TABLE t (a INT) WITH (fillfactor = 70) TABLESPACE x",
    ),
    (Postgres, "CREATE TABLE t (a INT) USING heap"),
    (Postgres, "CREATE TABLE t (a INT) WITHOUT OIDS"),
    (
        Postgres,
        "CREATE TABLE t (a TEXT) PARTITION BY LIST (a text_ops)",
    ),
    (Postgres, "CREATE INDEX i ON ONLY t (a)"),
    (Postgres, "CREATE INDEX i ON t (a) TABLESPACE x"),
    (
        Postgres,
        "CREATE INDEX i ON t USING gin (a gin_trgm_ops (siglen = 32))",
    ),
    (Postgres, "ALTER TABLE t CLUSTER ON i"),
    (Postgres, "ALTER TABLE t SET TABLESPACE x"),
    (Postgres, "ALTER TABLE t ALTER COLUMN a SET STATISTICS 5"),
    (
        Postgres,
        "ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s)",
    ),
    (Postgres, "CREATE DOMAIN d TEXT"),
    (Postgres, "CREATE DOMAIN d AS TEXT NOT NULL"),
    (
        Postgres,
        "CREATE DOMAIN d AS TEXT CHECK (VALUE <> '') DEFAULT 'a'",
    ),
    (Postgres, "COMMENT ON TABLE t IS $$text$$"),
    (
        Postgres,
        "CREATE TABLE t (a TEXT CHECK (a ~ 'x'::text COLLATE \"C\"))",
    ),
    (Mysql, "CREATE TABLE t (a INT CHECK (a MOD 2))"),
    (Mysql, "CREATE TABLE t (a INT CHECK (!a))"),
    (
        Mysql,
        "CREATE TABLE t (a INT AS (CAST(b AS CHAR(5) CHARSET utf8)))",
    ),
    (Mysql, "CREATE TABLE t (a VARCHAR(3) BINARY)"),
    (Mysql, "CREATE TABLE t (a INT ZEROFILL)"),
    (Mysql, "CREATE TABLE t (a LONG VARCHAR)"),
    (Mysql, "CREATE TABLE t (a INT VISIBLE)"),
    (Mysql, "CREATE TABLE t (a INT COLUMN_FORMAT FIXED)"),
    (Mysql, "CREATE TABLE t (a INT COMMENT \"text\")"),
    (Mysql, "CREATE TABLE t (a TEXT CHARSET utf8)"),
    (Mysql, "CREATE TABLE t (a INT AS (1) PERSISTENT)"),
    (Mysql, "CREATE TABLE t (a INT DEFAULT NEXT VALUE FOR s)"),
    (Mysql, "CREATE TABLE t (a INT, KEY k (a) VISIBLE)"),
    (
        Mysql,
        "CREATE TABLE t (a INT, KEY k (a) KEY_BLOCK_SIZE = 4)",
    ),
    (
        Mysql,
        "CREATE TABLE t (a TEXT, FULLTEXT KEY k (a) WITH PARSER ngram)",
    ),
    (
        Mysql,
        "CREATE TABLE t (a INT, FOREIGN KEY IF NOT EXISTS k (a) REFERENCES u (a))",
    ),
    (Mysql, "CREATE TABLE t (a INT) TYPE=InnoDB"),
    (Mysql, "CREATE TABLE t (a INT) PAGE_CHECKSUM=1"),
    (Mysql, "CREATE TABLE t (a INT) PARTITION BY HASH (a)"),
    (Mysql, "CREATE TABLE t (a INT) COMMENT=\"text\""),
    (Mysql, "ALTER TABLE t DISABLE KEYS"),
    (Mysql, "ALTER TABLE t CONVERT TO CHARACTER SET utf8"),
    (Mysql, "ALTER TABLE t ADD (a INT, b INT)"),
    (Mysql, "ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT"),
    (Mssql, "CREATE TABLE t (a INT PRIMARY KEY NONCLUSTERED)"),
    (Mssql, "CREATE TABLE t (a INT) ON [PRIMARY]"),
    (Mssql, "CREATE TABLE t (a INT NOT NULL ROWGUIDCOL)"),
    (Mssql, "CREATE TABLE t (a INT SPARSE)"),
    (Mssql, "CREATE TABLE t (a INT,)"),
    (Mssql, "CREATE TABLE t (a INT, b AS (a) PERSISTED)"),
    (Mssql, "CREATE TABLE t (a INT PRIMARY KEY (a))"),
    (Mssql, "CREATE TABLE t AS EDGE"),
    (Mssql, "CREATE TYPE t FROM BIT"),
    (
        Mssql,
        "ALTER TABLE t WITH CHECK ADD CONSTRAINT c UNIQUE (a)",
    ),
    (Mssql, "ALTER TABLE t ADD CONSTRAINT c DEFAULT 0 FOR a"),
    (Mssql, "ALTER TABLE t CHECK CONSTRAINT c"),
    (Oracle, "CREATE TABLE t (a NUMBER(*, 0))"),
    (Oracle, "CREATE TABLE t (a INT NOT NULL ENABLE)"),
    (Oracle, "CREATE TABLE t (a INT DEFAULT ON NULL 0)"),
    (Oracle, "ALTER TABLE t ADD (a INT, b INT)"),
    (Oracle, "ALTER TABLE t MODIFY (a INT)"),
    (Oracle, "DROP TABLE t CASCADE CONSTRAINTS"),
    (Redshift, "CREATE TABLE t (a INT ENCODE zstd)"),
    (Snowflake, "CREATE TABLE t (a INT RELY)"),
    (Generic, "CREATE TABLE t (a CHAR(5) FOR BIT DATA)"),
    (Generic, "CREATE TABLE t (a INT WITH DEFAULT)"),
    (Generic, "DROP TABLE t IF EXISTS"),
];

#[test]
fn what_sqlparser_refuses_is_read() {
    for (of, sql) in REFUSED {
        assert!(
            Parser::parse_sql(dialect(*of), sql).is_err(),
            "sqlparser reads it now: {sql}"
        );
        let mut diagnostics = Diagnostics::default();
        parse(&[SourceFile::new("t", *sql)], Some(*of), &mut diagnostics);
        assert!(
            !diagnostics.has_errors(),
            "{sql}: {:?}",
            diagnostics.into_sorted()
        );
    }
}

/// sqlparser gives the text before END for the whole script, a column called `LIKE`, a call of a function `a`.
#[test]
fn what_sqlparser_misreads_is_not() {
    let read = |sql: &str, of| {
        let mut diagnostics = Diagnostics::default();
        let script = parse(&[SourceFile::new("t", sql)], Some(of), &mut diagnostics);
        let faults = diagnostics.into_sorted();
        (
            script.statements,
            faults
                .iter()
                .filter(|one| one.severity() == Severity::Error)
                .count(),
        )
    };
    let (statements, faults) = read("BEGIN; END; CREATE TABLE t (a INT)", Sqlite);
    assert_eq!((statements.len(), faults), (1, 0));

    let (statements, faults) = read("CREATE TABLE t (a INT, LIKE u)", Postgres);
    assert!(
        matches!(&statements[0].kind, StatementKind::CreateTable(table) if table.columns.len() == 1 && table.likes.len() == 1)
    );
    assert_eq!(faults, 0);

    let (statements, _) = read("CREATE TABLE t (a TEXT, UNIQUE KEY k (a(10)))", Mysql);
    let StatementKind::CreateTable(table) = &statements[0].kind else {
        panic!("{statements:?}")
    };
    assert!(
        matches!(&table.constraints[0].kind, super::ddl::ConstraintKind::Unique { columns } if columns[0].text == "a")
    );
}
