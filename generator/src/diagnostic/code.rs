//! Which kinds of diagnostics are there? E stops the run, W may be a mistake, N is worth knowing.
//!
//! The first two digits name the stage: 00 a folder's scripts, 01 parse, 02 catalog, 03 infer, 04 name, 06 the options.

use super::Severity;

/// A diagnostic's code and how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
}

const fn error(id: &'static str) -> Code {
    Code {
        id,
        severity: Severity::Error,
    }
}

const fn warning(id: &'static str) -> Code {
    Code {
        id,
        severity: Severity::Warning,
    }
}

const fn note(id: &'static str) -> Code {
    Code {
        id,
        severity: Severity::Note,
    }
}

impl Code {
    /// A folder holds migrations in the layouts of two tools.
    pub(crate) const MIXED_LAYOUTS: Code = error("E0001");
    /// Two migrations have the same version.
    pub(crate) const DUPLICATE_VERSION: Code = error("E0002");
    /// A folder holds no scripts, or only in folders whose order is not known.
    pub(crate) const NO_SCRIPTS: Code = error("E0003");
    /// A script or migration in a folder is not read.
    pub(crate) const SCRIPT_NOT_READ: Code = warning("W0004");
    /// A migration is missing that the tool does not go on without.
    pub(crate) const VERSION_MISSING: Code = warning("W0005");
    /// Two scripts have the same number, and are read in the order of their names.
    pub(crate) const VERSION_SHARED: Code = warning("W0006");
    /// The scripts of a folder have no numbers, and are read in the order of their names.
    pub(crate) const ORDER_BY_NAME: Code = warning("W0007");
    /// The name of a migration does not say which way it leads, as those beside it do.
    pub(crate) const DIRECTION_UNSAID: Code = warning("W0009");
    /// The layout that was recognised in a folder or a script.
    pub(crate) const LAYOUT: Code = note("N0008");

    /// The text is not SQL that can be read.
    pub(crate) const SYNTAX: Code = error("E0101");
    /// A quote, a comment or a body is opened and never closed.
    pub(crate) const UNTERMINATED: Code = error("E0102");
    /// The text begins with no statement that SQL has.
    pub(crate) const UNKNOWN_STATEMENT: Code = error("E0103");
    /// The statement is SQL, and changes tables in a way that is not understood yet.
    pub(crate) const NOT_YET: Code = error("E0104");
    /// The script has signs of two dialects.
    pub(crate) const DIALECT_CONTRADICTED: Code = warning("W0105");
    /// The statement holds or names others, which are not read.
    pub(crate) const NOT_FOLLOWED: Code = warning("W0106");
    /// The script has no sign of a dialect.
    pub(crate) const DIALECT_ASSUMED: Code = note("N0107");
    /// A table gets no model because of what it is: a temporary one, a virtual one.
    pub(crate) const LEFT_OUT: Code = note("N0108");
    /// The scripts hold no statement at all.
    pub(crate) const NOTHING_TO_READ: Code = error("E0109");
    /// The script has something that a tool fills in before a database sees it.
    pub(crate) const PLACEHOLDER: Code = note("N0110");

    /// A table or a type is created that is there already.
    pub(crate) const DUPLICATE_TABLE: Code = error("E0201");
    /// A table would have two columns of one name.
    pub(crate) const DUPLICATE_COLUMN: Code = error("E0202");
    /// A statement names a table that is not there.
    pub(crate) const UNKNOWN_TABLE: Code = error("E0203");
    /// A statement names a column that its table does not have.
    pub(crate) const UNKNOWN_COLUMN: Code = error("E0204");
    /// A foreign key has more or fewer columns than it refers to.
    pub(crate) const REFERENCE_ARITY: Code = error("E0205");
    /// A foreign key refers to columns that do not identify a row.
    pub(crate) const REFERENCE_NOT_UNIQUE: Code = error("E0206");
    /// A table would have two primary keys.
    pub(crate) const SECOND_PRIMARY_KEY: Code = error("E0207");
    /// A foreign key's column has another type than the one it refers to.
    pub(crate) const REFERENCE_TYPE: Code = warning("W0208");
    /// A column's type is none of the dialect's, nor one of the script's.
    pub(crate) const UNKNOWN_TYPE: Code = warning("W0209");
    /// A statement drops what is not there.
    pub(crate) const NOTHING_TO_DROP: Code = warning("W0210");
    /// A foreign key is stated twice.
    pub(crate) const DUPLICATE_FOREIGN_KEY: Code = warning("W0211");
    /// SQLite takes NULL in a column of a primary key; the model does not.
    pub(crate) const NULL_IN_PRIMARY_KEY: Code = note("N0212");
    /// MySQL before 9.0 reads a REFERENCES beside a column and does not enforce it.
    pub(crate) const INLINE_REFERENCES: Code = note("N0213");
    /// A type of the dialect that has no counterpart in Rust.
    pub(crate) const TYPE_AS_TEXT: Code = note("N0214");
    /// A constraint or an index gets a name that its table has given already.
    pub(crate) const DUPLICATE_CONSTRAINT: Code = error("E0215");
    /// A statement names a constraint or an index that its table does not have.
    pub(crate) const UNKNOWN_CONSTRAINT: Code = error("E0216");
    /// A statement names a type, or a literal of one, that is not there.
    pub(crate) const UNKNOWN_CREATED_TYPE: Code = error("E0217");
    /// The database refuses the change of a table.
    pub(crate) const REFUSED: Code = error("E0218");
    /// A view gets no model, since what it shows cannot be told.
    pub(crate) const VIEW_LEFT_OUT: Code = note("N0221");
    /// A foreign key leads nowhere, and the options leave it at that.
    pub(crate) const REFERENCE_LEFT_OUT: Code = warning("W0220");
    /// The table's storage engine keeps no foreign keys.
    pub(crate) const ENGINE_WITHOUT_KEYS: Code = note("N0219");

    /// A table links two others, but nothing keeps a pair from being in it twice.
    pub(crate) const PAIRS_NOT_UNIQUE: Code = warning("W0301");
    /// A table links two others by foreign keys that share a column: no many-to-many.
    pub(crate) const OVERLAPPING_KEYS: Code = note("N0302");
    /// A table would be an association table if a key said that a pair occurs once.
    pub(crate) const NO_KEY_OVER_PAIR: Code = note("N0303");
    /// A table has no primary key, and a UNIQUE stands in for it.
    pub(crate) const UNIQUE_AS_IDENTITY: Code = note("N0304");
    /// The rows of a table cannot be told apart.
    pub(crate) const NO_IDENTITY: Code = note("N0305");
    /// A column is a foreign key by its name, and none is declared.
    pub(crate) const UNDECLARED_KEY: Code = note("N0306");
    /// A table is where a migration tool keeps its records.
    pub(crate) const BOOKKEEPING: Code = note("N0307");

    /// The name that a table or an enum would have is taken.
    pub(crate) const TYPE_RENAMED: Code = note("N0401");
    /// The name that a column would have is taken, or none in Rust.
    pub(crate) const FIELD_RENAMED: Code = note("N0402");
    /// The name that a relationship would have is taken.
    pub(crate) const RELATIONSHIP_RENAMED: Code = note("N0403");
    /// Two literals of an enum would have the same name.
    pub(crate) const VARIANT_RENAMED: Code = note("N0404");

    /// The file of the options is no TOML.
    pub(crate) const OPTIONS_SYNTAX: Code = error("E0601");
    /// There is no such option.
    pub(crate) const UNKNOWN_OPTION: Code = error("E0602");
    /// An option cannot have this value.
    pub(crate) const OPTION_VALUE: Code = error("E0603");
    /// A name or a pattern in the options means nothing in the schema.
    pub(crate) const OPTION_MATCHES_NOTHING: Code = warning("W0604");
    /// A name in the options means several things in the schema.
    pub(crate) const OPTION_AMBIGUOUS: Code = error("E0605");
    /// A name that was chosen is another's.
    pub(crate) const CHOSEN_NAME_TAKEN: Code = error("E0606");
    /// A column is to be left out of rows that cannot be without it.
    pub(crate) const NOT_DEFERRABLE: Code = error("E0608");
    /// A foreign key leads to a table that the options leave out.
    pub(crate) const KEY_TO_LEFT_OUT: Code = note("N0607");
}
