//! The facts of one column.
//!
//! Generated code writes a column as a tuple: of all the forms that read well it is the one that costs the compiler least.

/// A column.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Column {
    /// The name, as the database has it.
    pub name: &'static str,
    /// The type, as the script writes it.
    pub declared: &'static str,
    /// What the type holds.
    pub ty: Type,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The expression of its DEFAULT, as the script writes it.
    pub default: Option<&'static str>,
    /// The expression that computes it.
    pub generated: Option<Generated>,
    /// The database numbers the rows where no value is given.
    pub auto_increment: bool,
    /// A number that was given once is not given again, though its row is deleted: SQLite's AUTOINCREMENT.
    pub never_reused: bool,
    /// The collation, as the script names it.
    pub collation: Option<&'static str>,
    /// Its values are never printed: not by an echo of statements, by `Debug`, or in an error.
    pub sensitive: bool,
    /// Rows are read without it; its place in the script, which is not that among the columns.
    pub deferred: Option<u16>,
}

impl Column {
    const fn new((name, declared, ty, rest): Definition) -> Self {
        Self {
            name,
            declared,
            ty,
            nullable: rest.nullable,
            default: rest.default,
            generated: rest.generated,
            auto_increment: rest.auto_increment,
            never_reused: rest.never_reused,
            collation: rest.collation,
            sensitive: rest.sensitive,
            deferred: rest.deferred,
        }
    }

    /// Whether the database fills the column in where an insert leaves it out.
    pub(crate) fn is_filled_in(&self) -> bool {
        self.auto_increment || self.default.is_some() || self.generated.is_some()
    }
}

/// A column as generated code writes it: its name, its type as the script has it, what the type holds, and the rest.
pub type Definition = (&'static str, &'static str, Type, Rest);

/// The columns of a table, from their definitions.
pub const fn columns<const N: usize>(definitions: [Definition; N]) -> [Column; N] {
    let mut columns = [Column::new(("", "", Type::Unknown, NULL)); N];
    let mut place = 0;
    while place < N {
        columns[place] = Column::new(definitions[place]);
        place += 1;
    }
    columns
}

/// What a column's definition says behind its type.
#[derive(Clone, Copy, Debug)]
pub struct Rest {
    nullable: bool,
    default: Option<&'static str>,
    generated: Option<Generated>,
    auto_increment: bool,
    never_reused: bool,
    collation: Option<&'static str>,
    sensitive: bool,
    deferred: Option<u16>,
}

/// The column may be NULL.
pub const NULL: Rest = Rest {
    nullable: true,
    default: None,
    generated: None,
    auto_increment: false,
    never_reused: false,
    collation: None,
    sensitive: false,
    deferred: None,
};

/// The column is never NULL.
pub const NOT_NULL: Rest = Rest {
    nullable: false,
    ..NULL
};

impl Rest {
    /// The column with a DEFAULT.
    pub const fn default(mut self, expression: &'static str) -> Self {
        self.default = Some(expression);
        self
    }

    /// The column as one that an expression computes, at each reading.
    pub const fn generated(mut self, expression: &'static str) -> Self {
        self.generated = Some(Generated {
            expression,
            stored: false,
        });
        self
    }

    /// The column as one that an expression computes, and whose value is kept.
    pub const fn stored(mut self, expression: &'static str) -> Self {
        self.generated = Some(Generated {
            expression,
            stored: true,
        });
        self
    }

    /// The column as one that the database numbers.
    pub const fn auto_increment(mut self) -> Self {
        self.auto_increment = true;
        self
    }

    /// The column as one that the database numbers, and gives no number twice.
    pub const fn never_reused(mut self) -> Self {
        self.never_reused = true;
        self.auto_increment()
    }

    /// The column with a collation.
    pub const fn collation(mut self, name: &'static str) -> Self {
        self.collation = Some(name);
        self
    }

    /// The column as one whose values are never printed.
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The column as one that rows are read without, and that stands in this place in the script.
    pub const fn deferred(mut self, place: u16) -> Self {
        self.deferred = Some(place);
        self
    }
}

/// What a column holds, whatever its dialect calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// True or false.
    Boolean,
    /// A whole number of 8, 16, 32 or 64 bits.
    Integer {
        /// How many bits.
        bits: u8,
        /// Never negative.
        unsigned: bool,
    },
    /// A floating-point number of 32 or 64 bits.
    Real {
        /// How many bits.
        bits: u8,
    },
    /// An exact decimal number.
    Decimal,
    /// Text, of at most so many characters.
    Text {
        /// The greatest length; 0 where there is none.
        length: u32,
    },
    /// Bytes.
    Bytes,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time, without a time zone.
    Timestamp,
    /// A point in time.
    TimestampTz,
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json,
    /// One of these texts.
    Enum(&'static [&'static str]),
    /// An array of values of a type.
    Array {
        /// What each is, no array.
        element: &'static Type,
        /// How often it is nested: 2 for an array of arrays.
        dimensions: u8,
    },
    /// A type that is read and written as the database's text.
    Unknown,
}

/// How a generated column is computed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The expression, as the script writes it.
    pub expression: &'static str,
    /// Whether the value is kept, or computed at each reading.
    pub stored: bool,
}

/// Types by short names, as generated code writes them.
pub mod types {
    use super::Type;

    /// True or false.
    pub const BOOLEAN: Type = Type::Boolean;
    /// An exact decimal number.
    pub const DECIMAL: Type = Type::Decimal;
    /// Bytes.
    pub const BYTES: Type = Type::Bytes;
    /// A day.
    pub const DATE: Type = Type::Date;
    /// A time of day.
    pub const TIME: Type = Type::Time;
    /// A day and a time, without a time zone.
    pub const TIMESTAMP: Type = Type::Timestamp;
    /// A point in time.
    pub const TIMESTAMP_TZ: Type = Type::TimestampTz;
    /// A UUID.
    pub const UUID: Type = Type::Uuid;
    /// A JSON document.
    pub const JSON: Type = Type::Json;
    /// A type that is read and written as the database's text.
    pub const UNKNOWN: Type = Type::Unknown;
    /// A whole number of 8 bits.
    pub const I8: Type = Type::Integer {
        bits: 8,
        unsigned: false,
    };
    /// A whole number of 16 bits.
    pub const I16: Type = Type::Integer {
        bits: 16,
        unsigned: false,
    };
    /// A whole number of 32 bits.
    pub const I32: Type = Type::Integer {
        bits: 32,
        unsigned: false,
    };
    /// A whole number of 64 bits.
    pub const I64: Type = Type::Integer {
        bits: 64,
        unsigned: false,
    };
    /// A whole number of 8 bits, never negative.
    pub const U8: Type = Type::Integer {
        bits: 8,
        unsigned: true,
    };
    /// A whole number of 16 bits, never negative.
    pub const U16: Type = Type::Integer {
        bits: 16,
        unsigned: true,
    };
    /// A whole number of 32 bits, never negative.
    pub const U32: Type = Type::Integer {
        bits: 32,
        unsigned: true,
    };
    /// A whole number of 64 bits, never negative.
    pub const U64: Type = Type::Integer {
        bits: 64,
        unsigned: true,
    };
    /// A floating-point number of 32 bits.
    pub const F32: Type = Type::Real { bits: 32 };
    /// A floating-point number of 64 bits.
    pub const F64: Type = Type::Real { bits: 64 };
    /// Text of any length.
    pub const TEXT: Type = text(0);

    /// Text of at most so many characters.
    pub const fn text(length: u32) -> Type {
        Type::Text { length }
    }

    /// An array of values of a type, nested so often.
    pub const fn array(element: &'static Type, dimensions: u8) -> Type {
        Type::Array {
            element,
            dimensions,
        }
    }

    /// One of these texts.
    pub const fn one_of(literals: &'static [&'static str]) -> Type {
        Type::Enum(literals)
    }
}
