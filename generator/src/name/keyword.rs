//! Which names may not be spelled as they are? Rust's keywords, and the files that Windows or a module keeps for itself.

/// Keywords that `r#` makes an identifier, of every edition up to 2024, those reserved for the future too.
const RAW: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that stay keywords under `r#`.
const BARE: [&str; 5] = ["Self", "_", "crate", "self", "super"];

/// File names without an extension that Windows takes for a device, each with `0` to `9` where it ends in a digit.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Module names with a meaning: `mod.rs` is the parent's file, a glob import of `prelude` is one of ours, and each entity's
/// module has one called `required`.
const MODULES: [&str; 3] = ["mod", "prelude", "required"];

/// What every builder has a method for, and operators: clippy takes a method of their name for one.
const MEMBERS: [&str; 11] = [
    "new", "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// Whether the name is an identifier as it is, or with `r#` before it.
pub(super) fn can_be_raw(name: &str) -> bool {
    !BARE.contains(&name)
}

/// Whether the name needs `r#` before it.
pub(crate) fn needs_raw(name: &str) -> bool {
    RAW.contains(&name)
}

/// Whether a builder can have a method of that name that sets a value.
pub(super) fn can_be_member(name: &str) -> bool {
    !MEMBERS.contains(&name)
}

/// Whether the name of a module, in small letters, can be that of its file.
pub(super) fn can_be_module(name: &str) -> bool {
    let numbered = name.strip_suffix(|c: char| c.is_ascii_digit());
    !MODULES.contains(&name)
        && !DEVICES.contains(&name)
        && !numbered.is_some_and(|device| NUMBERED_DEVICES.contains(&device))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's lists: strict, reserved and of later editions.
    const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop match mod \
        move mut pub ref return self Self static struct super trait true type unsafe use where while async await dyn \
        abstract become box do final macro override priv typeof unsized virtual yield try gen _";

    /// Keywords in some places only: identifiers everywhere else.
    const WEAK: &str = "auto default macro_rules raw safe union";

    #[test]
    fn every_keyword_is_escaped_one_way() {
        for keyword in KEYWORDS.split_whitespace() {
            assert_eq!(needs_raw(keyword), can_be_raw(keyword), "{keyword}");
        }
        assert_eq!(KEYWORDS.split_whitespace().count(), RAW.len() + BARE.len());
    }

    #[test]
    fn what_is_escaped_is_an_identifier() {
        for keyword in RAW {
            assert!(
                syn::parse_str::<syn::Ident>(keyword).is_err() || keyword == "gen",
                "{keyword}"
            );
            assert!(
                syn::parse_str::<syn::Ident>(&format!("r#{keyword}")).is_ok(),
                "{keyword}"
            );
        }
        for keyword in BARE {
            assert!(
                syn::parse_str::<syn::Ident>(&format!("{keyword}_")).is_ok(),
                "{keyword}"
            );
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for word in WEAK.split_whitespace().chain(["id", "r", "types", "self_"]) {
            assert!(!needs_raw(word) && can_be_raw(word), "{word}");
        }
    }

    #[test]
    fn modules_are_never_a_device_or_mod() {
        for module in [
            "mod", "prelude", "required", "con", "prn", "aux", "nul", "com0", "com1", "com9",
            "lpt1", "lpt9",
        ] {
            assert!(!can_be_module(module), "{module}");
        }
        for module in [
            "type",
            "com",
            "com10",
            "comb",
            "lpt",
            "console",
            "auxiliary",
            "mods",
        ] {
            assert!(can_be_module(module), "{module}");
        }
    }
}
