//! What do the statements say that change what is there?

use crate::source::Span;

use super::{Column, Constraint, Deferrable, Name, ObjectName, Type};

#[derive(Clone, Debug)]
pub(crate) struct AlterTable {
    pub(crate) table: ObjectName,
    pub(crate) if_exists: bool,
    /// PostgreSQL's ONLY: the tables that inherit from it stay as they are.
    pub(crate) only: bool,
    pub(crate) actions: Vec<AlterAction>,
}

#[derive(Clone, Debug)]
pub(crate) enum AlterAction {
    AddConstraint {
        constraint: Constraint,
        if_not_exists: bool,
    },
    AddColumn {
        column: Box<Column>,
        constraints: Vec<Constraint>,
        if_not_exists: bool,
        position: Option<Position>,
    },
    DropColumn {
        column: Name,
        if_exists: bool,
        cascade: bool,
    },
    DropPrimaryKey {
        span: crate::source::Span,
    },
    DropConstraint(DropConstraint),
    RenameColumn {
        column: Name,
        to: Name,
        if_exists: bool,
    },
    RenameConstraint {
        constraint: Name,
        to: Name,
    },
    /// MySQL's RENAME INDEX.
    RenameIndex {
        index: Name,
        to: Name,
    },
    RenameTable(ObjectName),
    SetSchema(Name),
    SetDefault {
        column: Name,
        default: Option<String>,
    },
    SetNotNull {
        column: Name,
        not_null: bool,
    },
    SetType {
        column: Name,
        ty: Type,
        collation: Option<String>,
    },
    /// MySQL's MODIFY and CHANGE.
    Redefine {
        old: Name,
        column: Box<Column>,
        constraints: Vec<Constraint>,
        if_exists: bool,
        position: Option<Position>,
    },
    /// An identity is added to a column that was there, or taken from it.
    SetIdentity {
        column: Name,
        identity: bool,
    },
    /// What a generated column is computed from; nothing where it is an ordinary one from now on.
    SetExpression {
        column: Name,
        expression: Option<String>,
    },
    SetDeferrable {
        constraint: Name,
        deferrable: Deferrable,
    },
    /// Oracle's `DROP UNIQUE (a, b)`.
    DropUnique {
        columns: Vec<Name>,
        span: Span,
    },
    /// MySQL's `ENGINE = InnoDB`.
    SetEngine(Name),
    /// MySQL's `COMMENT 'text'`.
    SetComment(String),
    Inherit(ObjectName),
    NoInherit(ObjectName),
    AttachPartition(ObjectName),
    DetachPartition(ObjectName),
}

/// MySQL's place of a column among the others.
#[derive(Clone, Debug)]
pub(crate) enum Position {
    First,
    After(Name),
}

#[derive(Clone, Debug)]
pub(crate) struct DropConstraint {
    pub(crate) of: Dropped,
    pub(crate) name: Name,
    pub(crate) if_exists: bool,
    /// The foreign keys that need it go too.
    pub(crate) cascade: bool,
}

/// What a DROP inside ALTER TABLE names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    Constraint,
    /// MySQL's DROP FOREIGN KEY.
    ForeignKey,
    /// MySQL's DROP INDEX and DROP KEY.
    Index,
    /// MySQL's DROP CHECK.
    Check,
}

/// `ALTER TYPE`, `ALTER DOMAIN`.
#[derive(Clone, Debug)]
pub(crate) struct AlterType {
    pub(crate) name: ObjectName,
    pub(crate) change: TypeChange,
}

#[derive(Clone, Debug)]
pub(crate) enum TypeChange {
    AddLiteral {
        literal: Literal,
        if_not_exists: bool,
        place: Option<LiteralPlace>,
    },
    RenameLiteral {
        literal: Literal,
        to: Literal,
    },
    Rename(Name),
    SetSchema(Name),
    SetDefault(Option<String>),
    SetNotNull(bool),
}

/// A literal of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) text: String,
    pub(crate) span: crate::source::Span,
}

#[derive(Clone, Debug)]
pub(crate) enum LiteralPlace {
    Before(Literal),
    After(Literal),
}
