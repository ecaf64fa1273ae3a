//! Which statements can matter to models? Told by their first words alone.

use crate::dialect::Dialect;

use super::split;

/// What to do with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    CreateTable,
    /// It creates a table if it has an INTO.
    SelectInto,
    CreateIndex,
    CreateType,
    CreateDomain,
    AlterTable,
    Comment,
    DropTable,
    DropType,
    DropIndex,
    DropAbsent,
    RenameTable,
    /// It may give an index another name, or a foreign table.
    Rename,
    AlterView,
    AlterType,
    CreateSchema,
    AlterSchema,
    DropSchema,
    SetPath,
    Pragma,
    /// It creates something that has rows, and gets no model for a reason.
    Absent(Absence),
    /// It runs a procedure of SQL Server's, some of which change tables.
    Call,
    /// It names another file, or may hold other statements.
    Holds,
    /// It cannot matter.
    Skip,
    /// It is no statement of SQL.
    Unknown,
}

pub(super) use super::ddl::Absence;

/// The first words of statements that are none of CREATE, ALTER, DROP, and cannot change what tables there are.
const OTHERS: &str = "\
    ABORT ANALYZE ATTACH BACKUP BEGIN BULK CACHE CALL CHANGE CHECK CHECKPOINT CHECKSUM CLOSE CLUSTER COMMENT COMMIT \
    CONNECT COPY DBCC DEALLOCATE DECLARE DELETE DELIMITER DENY DESC DESCRIBE DETACH DISABLE DISCARD DO ELSE ENABLE END \
    EXEC EXECUTE EXIT EXPLAIN EXPORT FETCH FLASHBACK FLUSH FORCE FROM GET GOTO GRANT HANDLER IF IMPORT INSERT INSTALL KILL \
    LIST LISTEN LOAD LOCK MERGE MOVE MSCK NOTIFY NOWARNING OPEN OPTIMIZE PIVOT PRAGMA PREPARE PRINT PURGE PUT QUIT RAISERROR \
    REASSIGN RECONFIGURE REFRESH REINDEX RELEASE REMOVE RENAME REORG REPAIR REPLACE RESET RESTORE RETURN REVERT REVOKE \
    ROLLBACK RUNSTATS SAVE SAVEPOINT SECURITY SELECT SET SHOW SHUTDOWN SOURCE START STOP SUMMARIZE TABLE TERMINATE THROW \
    TRUNCATE UNCACHE UNDROP UNINSTALL UNLISTEN UNLOAD UNLOCK UPDATE USE VACUUM VALUES WAITFOR WARNINGS WHILE WITH XA";

/// What CREATE, ALTER and DROP are said of.
const OBJECTS: &str = "\
    ACCESS AGGREGATE ALIAS APPLICATION ASSEMBLY ASYMMETRIC AUDIT AUTHORIZATION AVAILABILITY BLOCKCHAIN BUFFERPOOL CAST \
    CATALOG CERTIFICATE CLUSTER COLLATION COLUMNSTORE CONSTRAINT CONTEXT CONVERSION CREDENTIAL CRYPTOGRAPHIC DATA DATABASE \
    DATABASES DATASHARE DEFAULT DIMENSION DIRECTORY DOMAIN ENDPOINT EVENT EXTENSION FILE FLASHBACK FOREIGN FULLTEXT \
    FUNCTION GROUP INDEX INDEXTYPE INSTANCE INTEGRATION JAVA LANGUAGE LARGE LIBRARY LOGFILE LOGIN MACRO MASKING MASTER \
    MATERIALIZED MESSAGE MODEL MODULE NETWORK NOTIFICATION OPERATOR OUTLINE OWNED PACKAGE PARTITION PFILE PIPE PIPELINE \
    PLUGGABLE POLICY PREPARE PRIMARY PROC PROCEDURAL PROCEDURE PROFILE PUBLICATION QUEUE REMOTE RESOURCE RESTORE ROLE \
    ROLLBACK ROUTE ROUTINE RULE SCHEMA SEARCH SECRET SELECTIVE SEQUENCE SERVER SERVICE SESSION SHARE SIGNATURE SPATIAL \
    SPFILE STAGE STATISTICS STOGROUP STREAM STREAMLIT SUBSCRIPTION SYMMETRIC SYNONYM SYSTEM TABLE TABLESPACE TAG TASK \
    TEXT TRANSFORM TRIGGER TRUSTED TYPE UNDO USER VECTOR VIEW VIRTUAL WAREHOUSE WORKLOAD XML";

/// Words that may stand between CREATE or DROP and what it is said of.
const MODIFIERS: &str = "\
    ALGORITHM ALTER BITMAP CACHED CLUSTERED COLUMN DEFINER DYNAMIC EDITIONABLE EDITIONING EXISTS EXTERNAL FORCE GLOBAL \
    HYBRID ICEBERG IF IGNORE IMMUTABLE INVOKER LIVE LOCAL MANAGED MEMORY MERGE MULTIVALUE NO NONCLUSTERED NONEDITIONABLE \
    NOT OFFLINE ONLINE OR PERSISTENT PRIVATE PUBLIC RECURSIVE REPLACE ROW SECURE SECURITY SHARDED SHARED SQL STREAMING \
    TEMP TEMPORARY TEMPTABLE TRANSIENT UNDEFINED UNIQUE UNLOGGED VOLATILE";

/// Every word that begins a statement.
pub(super) fn beginnings() -> impl Iterator<Item = &'static str> {
    "CREATE ALTER DROP".split(' ').chain(OTHERS.split(' '))
}

/// Every word that may follow CREATE, ALTER or DROP.
pub(super) fn objects() -> impl Iterator<Item = &'static str> {
    OBJECTS.split(' ')
}

/// Whether a word may follow CREATE, ALTER or DROP.
pub(super) fn is_object(word: &str) -> bool {
    is_in(OBJECTS, word) || is_in(MODIFIERS, word)
}

fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// What a statement is, by its words in upper case.
pub(super) fn classify(head: &[String], dialect: Dialect) -> Class {
    let words: Vec<&str> = head.iter().map(String::as_str).collect();
    match words[..] {
        ["CREATE", ..] => create(&words),
        ["ALTER", ..] => alter(&words),
        ["DROP", ..] => drop(&words),
        ["COMMENT", "ON", "TABLE" | "COLUMN", ..] => Class::Comment,
        ["RENAME", "TABLE" | "TABLES", ..] => Class::RenameTable,
        ["USE", ..] if dialect == Dialect::Mysql => Class::SetPath,
        ["RESET", "SEARCH_PATH"] => Class::SetPath,
        ["SET", "SEARCH_PATH", ..] | ["SET", "SESSION" | "LOCAL", "SEARCH_PATH", ..] => {
            Class::SetPath
        }
        ["SELECT", "SET_CONFIG"] | ["SELECT", "PG_CATALOG", "SET_CONFIG"] => Class::SetPath,
        ["PRAGMA", ..] if dialect == Dialect::Sqlite => Class::Pragma,
        ["SELECT" | "WITH", ..] if dialect == Dialect::Mssql || dialect.is_postgres() => {
            Class::SelectInto
        }
        ["DO" | "SOURCE" | ".read" | "@" | ":r", ..] => Class::Holds,
        ["BEGIN" | "DECLARE", ..] if dialect == Dialect::Oracle => Class::Holds,
        ["EXECUTE", "IMMEDIATE", ..] => Class::Holds,
        ["EXEC" | "EXECUTE", ..] if dialect == Dialect::Mssql => Class::Call,
        [first, ..] if first.starts_with("SP_") && dialect == Dialect::Mssql => Class::Call,
        [r"\i" | r"\ir" | r"\include" | r"\include_relative", ..] => Class::Holds,
        [first, ..] if is_in(OTHERS, first) || first.starts_with(['\\', '.', ':', '!']) => {
            Class::Skip
        }
        // SQL*Plus' commands, which are known by being split off.
        [_] if dialect == Dialect::Oracle && split::is_sqlplus(words[0]) => Class::Skip,
        _ => Class::Unknown,
    }
}

/// What kind of thing a CREATE or DROP is said of, and whether the words before it hold another.
fn object<'a>(words: &[&'a str]) -> Option<&'a str> {
    let rest = &words[1..];
    // A name without quotes may follow DEFINER.
    let named = rest.contains(&"DEFINER");
    let mut rest = rest
        .iter()
        .skip_while(|word| is_in(MODIFIERS, word) || named && !is_in(OBJECTS, word));
    rest.next().copied().filter(|word| is_in(OBJECTS, word))
}

/// Whether the statement may have a body of statements.
pub(super) fn has_body(head: &[String], dialect: Dialect) -> bool {
    let words: Vec<&str> = head.iter().map(String::as_str).collect();
    // A block of PL/SQL is a statement, and SQL Server's programs end with their batch.
    let program = match dialect {
        Dialect::Oracle => {
            matches!(words[..], ["BEGIN" | "DECLARE", ..])
                || words.first() == Some(&"CREATE")
                    && words.windows(2).any(|pair| pair == ["TYPE", "BODY"])
        }
        Dialect::Mssql => matches!(
            words[..],
            ["ALTER", "PROC" | "PROCEDURE" | "FUNCTION" | "TRIGGER", ..]
        ),
        _ => false,
    };
    let routine = [
        "TRIGGER",
        "PROC",
        "PROCEDURE",
        "FUNCTION",
        "EVENT",
        "PACKAGE",
        "AGGREGATE",
    ];
    program
        || words.first() == Some(&"CREATE")
            && object(&words).is_some_and(|object| routine.contains(&object))
}

/// What a statement that is passed over is counted under.
pub(super) fn label(head: &[String]) -> String {
    let words: Vec<&str> = head.iter().map(String::as_str).collect();
    match words[..] {
        ["CREATE" | "ALTER" | "DROP", ..] => {
            format!("{} {}", words[0], object(&words).unwrap_or_default())
        }
        ["COMMENT", "ON", what, ..] => format!("COMMENT ON {what}"),
        [first, ..] => first.to_string(),
        [] => "SELECT".to_string(),
    }
}

fn create(words: &[&str]) -> Class {
    let before = |word| {
        words
            .iter()
            .take_while(|one| **one != "TABLE")
            .any(|one| *one == word)
    };
    match object(words) {
        Some("TABLE") if before("TEMP") || before("TEMPORARY") => Class::Absent(Absence::Temporary),
        Some("TABLE") => Class::CreateTable,
        Some("VIRTUAL") => Class::Absent(Absence::Virtual),
        Some("FOREIGN") if words.contains(&"TABLE") => Class::Absent(Absence::Foreign),
        Some("VIEW" | "MATERIALIZED") => Class::Absent(Absence::View),
        Some("INDEX") => Class::CreateIndex,
        Some("TYPE") => Class::CreateType,
        Some("DOMAIN") => Class::CreateDomain,
        Some("SCHEMA") => Class::CreateSchema,
        Some(_) => Class::Skip,
        None => Class::Unknown,
    }
}

fn alter(words: &[&str]) -> Class {
    match object(words) {
        Some("TABLE") => Class::AlterTable,
        Some("TYPE" | "DOMAIN") => Class::AlterType,
        Some("SCHEMA") => Class::AlterSchema,
        Some("VIEW" | "MATERIALIZED") => Class::AlterView,
        Some("INDEX") => Class::Rename,
        Some("FOREIGN") if words.contains(&"TABLE") => Class::Rename,
        Some(_) => Class::Skip,
        None => Class::Unknown,
    }
}

fn drop(words: &[&str]) -> Class {
    match object(words) {
        Some("TABLE") if words[1] == "TEMPORARY" => Class::Skip,
        Some("TABLE") => Class::DropTable,
        Some("TYPE" | "DOMAIN") => Class::DropType,
        Some("INDEX") => Class::DropIndex,
        Some("VIEW" | "MATERIALIZED") => Class::DropAbsent,
        Some("FOREIGN") if words.contains(&"TABLE") => Class::DropAbsent,
        Some("SCHEMA") => Class::DropSchema,
        Some(_) => Class::Skip,
        None => Class::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_tell_what_a_statement_is() {
        let cases = [
            ("CREATE TABLE USER", Class::CreateTable),
            ("CREATE OR REPLACE TABLE EVENT", Class::CreateTable),
            ("CREATE UNLOGGED TABLE t", Class::CreateTable),
            (
                "CREATE TEMP TABLE IF NOT EXISTS t",
                Class::Absent(Absence::Temporary),
            ),
            (
                "CREATE GLOBAL TEMPORARY TABLE t",
                Class::Absent(Absence::Temporary),
            ),
            (
                "CREATE VIRTUAL TABLE t USING FTS5",
                Class::Absent(Absence::Virtual),
            ),
            (
                "CREATE OR REPLACE VIEW v AS SELECT",
                Class::Absent(Absence::View),
            ),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY i ON t",
                Class::CreateIndex,
            ),
            ("CREATE FULLTEXT INDEX i ON t", Class::Skip),
            ("CREATE DEFINER ROOT LOCALHOST TRIGGER T", Class::Skip),
            ("CREATE SCHEMA s CREATE TABLE t", Class::CreateSchema),
            ("CREATE TABEL USER", Class::Unknown),
            ("CREAT TABLE t", Class::Unknown),
            ("ALTER TABLE IF EXISTS ONLY t", Class::AlterTable),
            ("ALTER TYPE MOOD ADD VALUE", Class::AlterType),
            ("ALTER INDEX I RENAME TO J", Class::Rename),
            ("ALTER MATERIALIZED VIEW V RENAME TO W", Class::AlterView),
            ("DROP TABLE IF EXISTS t", Class::DropTable),
            ("DROP VIEW IF EXISTS t", Class::DropAbsent),
            ("COMMENT ON COLUMN a b IS", Class::Comment),
            ("COMMENT ON FUNCTION f IS", Class::Skip),
            ("RENAME TABLE a TO b", Class::RenameTable),
            ("INSERT INTO t VALUES", Class::Skip),
            ("SELECT A INTO T FROM U", Class::SelectInto),
            (r"\connect", Class::Skip),
            (r"\i", Class::Holds),
            ("DO", Class::Holds),
            ("", Class::Unknown),
        ];
        for (words, class) in cases {
            let head: Vec<String> = words.split_whitespace().map(str::to_string).collect();
            assert_eq!(classify(&head, Dialect::Postgres), class, "{words}");
        }
    }
}
