//! Is a text Rust of the kind that it should be?

use syn::{Attribute, Path, Type, parse::Parser};

/// What is wrong with a file.
pub(crate) fn fault(text: &str) -> Option<String> {
    syn::parse_file(text).err().map(|error| error.to_string())
}

pub(crate) fn is_type(text: &str) -> bool {
    syn::parse_str::<Type>(text).is_ok()
}

/// A path, as it stands in `#[derive(…)]`.
pub(crate) fn is_path(text: &str) -> bool {
    syn::parse_str::<Path>(text).is_ok()
}

/// `#[serde(rename_all = "camelCase")]`, one or several.
pub(crate) fn is_attribute(text: &str) -> bool {
    let parsed = Attribute::parse_outer.parse_str(text);
    parsed.is_ok_and(|list| !list.is_empty())
}
