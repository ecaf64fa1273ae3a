//! Which rules of inference can be switched on and off?

use std::str::FromStr;

/// A rule that can be switched: see [`Config::infer`](crate::Config::infer).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Inference {
    /// A check that lists the texts of a column makes an enum of it. On unless switched off.
    CheckEnums,
    /// A check that a number is 0 or 1 makes a bool of it. On unless switched off.
    CheckBools,
    /// The tables that migration tools keep for themselves have models too. Off unless switched on.
    Bookkeeping,
    /// A column that is called as the key of another table, and has its type, is a foreign key though none is declared. Off
    /// unless switched on.
    ByConvention,
    /// MySQL's REFERENCES beside a column, which it does not enforce before 9.0, is a foreign key. On unless switched off.
    InlineReferences,
    /// A table that links two others gives a many-to-many relationship. On unless switched off.
    ManyToMany,
}

impl Inference {
    /// Every rule, in the order of the documentation.
    pub const ALL: [Inference; 6] = [
        Inference::CheckEnums,
        Inference::CheckBools,
        Inference::Bookkeeping,
        Inference::ByConvention,
        Inference::InlineReferences,
        Inference::ManyToMany,
    ];

    /// The name that `ormgen.toml` and the command line take: `by-convention`.
    pub fn name(self) -> &'static str {
        match self {
            Inference::CheckEnums => "check-enums",
            Inference::CheckBools => "check-bools",
            Inference::Bookkeeping => "bookkeeping",
            Inference::ByConvention => "by-convention",
            Inference::InlineReferences => "inline-references",
            Inference::ManyToMany => "many-to-many",
        }
    }

    /// Whether the rule holds where nothing is said.
    pub(super) fn is_usual(self) -> bool {
        !matches!(self, Inference::Bookkeeping | Inference::ByConvention)
    }
}

impl FromStr for Inference {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Inference::ALL.into_iter().find(|rule| rule.name() == name);
        found.ok_or_else(|| {
            let known = Inference::ALL.map(|rule| format!("`{}`", rule.name()));
            format!("there is no rule `{name}`, only {}", known.join(", "))
        })
    }
}
