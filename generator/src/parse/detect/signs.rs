//! Which words does only one dialect have, or only some?

use std::{cmp::Ordering, sync::LazyLock};

use crate::dialect::Dialect::{
    self, Duckdb, Generic, Mssql, Mysql, Oracle, Postgres, Redshift, Snowflake, Sqlite,
};

/// Words and symbols in a row, and the dialects that have them. `^` is the beginning of a statement.
const SIGNS: &[(&[Dialect], &[&str])] = &[
    (
        &[Mysql],
        &[
            "^ DELIMITER",
            "CHARACTER SET",
            "DEFAULT CHARSET",
            "ENGINE =",
            "LOCK TABLES",
            "UNIQUE KEY",
            "UNLOCK TABLES",
            "LONGTEXT",
            "MEDIUMTEXT",
            "TINYTEXT",
            "LONGBLOB",
            "MEDIUMBLOB",
            "ZEROFILL",
            "( UNSIGNED",
        ],
    ),
    (
        &[Mysql, Generic],
        &["AUTO_INCREMENT", "ON UPDATE CURRENT_TIMESTAMP"],
    ),
    (
        &[Postgres],
        &[
            "^ \\",
            "ALTER TABLE ONLY",
            "AS ENUM",
            "BYTEA",
            "CREATE EXTENSION",
            "FROM STDIN",
            "GEN_RANDOM_UUID",
            "JSONB",
            "LANGUAGE PLPGSQL",
            "OWNER TO",
            "SEARCH_PATH",
            "SMALLSERIAL",
            "TSVECTOR",
            "USING GIN",
            "USING GIST",
            "WITHOUT TIME ZONE",
            "TIMESTAMPTZ",
        ],
    ),
    (&[Postgres, Snowflake], &[": :"]),
    (&[Postgres, Generic], &["BIGSERIAL", "CREATE DOMAIN"]),
    (&[Postgres, Mysql, Generic], &["SERIAL"]),
    (
        &[Postgres, Oracle, Generic],
        &["AS IDENTITY", "NEXTVAL", "WITH TIME ZONE"],
    ),
    (&[Postgres, Oracle, Snowflake, Generic], &["COMMENT ON"]),
    (
        &[Postgres, Oracle, Mssql, Snowflake, Generic],
        &["CREATE SEQUENCE"],
    ),
    (
        &[Sqlite],
        &[
            ") STRICT",
            "^ PRAGMA",
            "COLLATE NOCASE",
            "INSERT OR IGNORE",
            "INSERT OR REPLACE",
            "ROWID , STRICT",
            "SQLITE_SEQUENCE",
            "VIRTUAL TABLE",
            "WITHOUT ROWID",
        ],
    ),
    (&[Sqlite, Snowflake, Generic], &["AUTOINCREMENT"]),
    (
        &[Mssql],
        &[
            "CLUSTERED",
            "DATETIME2",
            "DATETIMEOFFSET",
            "FOR REPLICATION",
            "GETDATE (",
            "GETUTCDATE (",
            "HIERARCHYID",
            "NEWID (",
            "NEWSEQUENTIALID",
            "NONCLUSTERED",
            "NTEXT",
            "OBJECT_ID (",
            "ROWGUIDCOL",
            "SET ANSI_NULLS",
            "SET ANSI_PADDING",
            "SET IDENTITY_INSERT",
            "SET NOCOUNT",
            "SET QUOTED_IDENTIFIER",
            "SMALLDATETIME",
            "SP_ADDEXTENDEDPROPERTY",
            "SP_RENAME",
            "SYSNAME",
            "SYSUTCDATETIME",
            "TEXTIMAGE_ON",
            "UNIQUEIDENTIFIER",
            "WITH CHECK",
            "WITH NOCHECK",
            "( MAX )",
            "[BIGINT]",
            "[BIT]",
            "[CHAR]",
            "[DATETIME2]",
            "[DATETIME]",
            "[DBO]",
            "[DECIMAL]",
            "[INT]",
            "[MONEY]",
            "[NCHAR]",
            "[NVARCHAR]",
            "[PRIMARY]",
            "[SMALLINT]",
            "[SYS]",
            "[TINYINT]",
            "[UNIQUEIDENTIFIER]",
            "[VARBINARY]",
            "[VARCHAR]",
        ],
    ),
    (&[Mssql, Snowflake, Generic], &["IDENTITY ("]),
    (
        &[Oracle],
        &[
            ": NEW .",
            "BINARY_DOUBLE",
            "BINARY_FLOAT",
            "CASCADE CONSTRAINTS",
            "DBMS_OUTPUT",
            "EXECUTE IMMEDIATE",
            "FROM DUAL",
            "NOCACHE",
            "NOVALIDATE",
            "NVARCHAR2",
            "PCTFREE",
            "SET DEFINE",
            "SYS_GUID",
            "SYSDATE",
            "SYSTIMESTAMP",
            "VARCHAR2",
            "WHENEVER SQLERROR",
            "XMLTYPE",
        ],
    ),
    (&[Oracle, Snowflake], &["NUMBER ("]),
    (&[Oracle, Generic], &["CLOB", "MODIFY ("]),
    (
        &[Duckdb],
        &[
            "HUGEINT",
            "READ_CSV",
            "READ_CSV_AUTO",
            "READ_PARQUET",
            "UBIGINT",
            "UINTEGER",
            "USING COMPRESSION",
            "UTINYINT",
        ],
    ),
    (
        &[Redshift],
        &[
            "DISTKEY",
            "DISTSTYLE",
            "ENCODE AZ64",
            "ENCODE BYTEDICT",
            "ENCODE DELTA",
            "ENCODE LZO",
            "ENCODE RAW",
            "ENCODE ZSTD",
            "SORTKEY",
        ],
    ),
    (
        &[Snowflake],
        &[
            "FILE FORMAT",
            "NOORDER",
            "TIMESTAMP_LTZ",
            "TIMESTAMP_NTZ",
            "TIMESTAMP_TZ",
            "TRANSIENT TABLE",
            "USE WAREHOUSE",
            "VARIANT",
        ],
    ),
    (
        &[Generic],
        &[
            "ARRAY <",
            "CACHED TABLE",
            "CCSID",
            "FLOAT64",
            "FOR BIT DATA",
            "INT64",
            "LARGE OBJECT",
            "LONG BINARY",
            "LONG VARCHAR",
            "MAP <",
            "MEMORY TABLE",
            "NOT LOGGED",
            "ORGANIZE BY",
            "PARTITIONED BY",
            "ROW FORMAT",
            "STORED AS",
            "STRUCT <",
            "TBLPROPERTIES",
            "USING DELTA",
            "USING PARQUET",
            "VARCHAR_IGNORECASE",
        ],
    ),
];

/// One sign, in its words.
pub(super) struct Sign {
    pub(super) text: &'static str,
    pub(super) words: Vec<&'static str>,
}

/// The signs of each dialect, in the order of their last words.
static TABLES: LazyLock<Vec<Vec<Sign>>> = LazyLock::new(|| Dialect::ALL.map(table).into());

/// The signs of a dialect, in the order of their last words.
pub(super) fn of(dialect: Dialect) -> &'static [Sign] {
    let place = Dialect::ALL.iter().position(|one| *one == dialect);
    place.map_or(&[], |place| &TABLES[place])
}

fn table(dialect: Dialect) -> Vec<Sign> {
    let own = SIGNS
        .iter()
        .filter(|(dialects, _)| dialects.contains(&dialect));
    let mut signs: Vec<Sign> = own
        .flat_map(|(_, texts)| texts.iter())
        .map(|text| Sign {
            text,
            words: text.split(' ').collect(),
        })
        .collect();
    signs.sort_by(|one, other| compare(one.last(), other.last()));
    signs
}

impl Sign {
    fn last(&self) -> &'static str {
        self.words.last().copied().unwrap_or_default()
    }

    /// Whether a text ends with this sign.
    fn ends(&self, recent: &[(&str, usize); 3]) -> bool {
        let recent = &recent[3 - self.words.len()..];
        let mut pairs = recent.iter().zip(&self.words);
        pairs.all(|((found, _), word)| found.eq_ignore_ascii_case(word))
    }
}

/// The sign that the last words of a text are.
pub(super) fn find<'a>(signs: &'a [Sign], recent: &[(&str, usize); 3]) -> Option<&'a Sign> {
    let word = recent[2].0;
    let first = signs.partition_point(|sign| compare(sign.last(), word) == Ordering::Less);
    let same = signs[first..]
        .iter()
        .take_while(|sign| sign.last().eq_ignore_ascii_case(word));
    let mut same = same.into_iter();
    same.find(|sign| sign.ends(recent))
}

fn compare(one: &str, other: &str) -> Ordering {
    let upper = |byte: u8| byte.to_ascii_uppercase();
    one.bytes().map(upper).cmp(other.bytes().map(upper))
}
