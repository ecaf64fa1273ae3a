//! Which words are there to choose from? Each is listed here once, for `ormgen.toml` and the command line.

/// Gives the choices of an enum their words.
macro_rules! words {
    ($choice:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $choice {
            /// Every choice, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The words of all.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word that `ormgen.toml` and the command line take.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::str::FromStr for $choice {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                let mut all = Self::ALL.iter().copied();
                all.find(|choice| choice.name() == word).ok_or_else(|| {
                    format!("expected `{}`, found `{word}`", Self::WORDS.join("` or `"))
                })
            }
        }
    };
}
pub(super) use words;

/// Which files there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// One for each table and each enum that has a name of its own, and `mod.rs`.
    #[default]
    FilePerTable,
    /// `mod.rs` alone, which has the modules within it.
    OneFile,
}

/// How widely the models are visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Visibility {
    /// As widely as the module that they are in: `pub`.
    #[default]
    Public,
    /// In the crate: `pub(crate)`.
    Crate,
}

/// Whose types dates and times have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// Those of `chrono`: `NaiveDate`, `NaiveTime`, `NaiveDateTime` and `DateTime<Utc>`.
    #[default]
    Chrono,
    /// Those of `time`: `Date`, `Time`, `PrimitiveDateTime` and `OffsetDateTime`.
    Time,
    /// Those of `jiff`: `civil::Date`, `civil::Time`, `civil::DateTime` and `Timestamp`.
    Jiff,
    /// Text.
    Text,
}

/// What a foreign key is that leads to no table of the schema, or to columns that are no key there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingReferences {
    /// An error.
    #[default]
    Error,
    /// A warning: its columns are kept, and no relationship follows it.
    Warn,
}

words!(Layout {
    FilePerTable => "file-per-table",
    OneFile => "one-file",
});

words!(Visibility {
    Public => "pub",
    Crate => "pub(crate)",
});

words!(Dates {
    Chrono => "chrono",
    Time => "time",
    Jiff => "jiff",
    Text => "text",
});

words!(MissingReferences {
    Error => "error",
    Warn => "warn",
});
