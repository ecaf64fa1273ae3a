//! Can a name that was chosen be written as it is?
//!
//! A chosen name goes before all that follow from the schema; of two equal ones neither gives way, which is an error.

use std::collections::BTreeMap;

use unicode_ident::{is_xid_continue, is_xid_start};

use super::{keyword, settle::Wish};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    overrides::Chosen,
    word,
};

/// How a kind of names is spelled. Generated code silences no lint of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `BookCategory`: types and variants.
    Type,
    /// `book_category`: fields and relationships.
    Member,
}

/// The name that was chosen, if Rust can be written with it and `take` says that it is free.
pub(super) fn settle(
    chosen: Option<&Chosen>,
    spelling: Spelling,
    take: impl FnOnce(&str) -> bool,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let Chosen { name, .. } = chosen?;
    let wanted = match spelling {
        _ if !is_identifier(name) => Some("a name in Rust"),
        Spelling::Type if !is_camel(name) => Some("a name in upper camel case, as `BookCategory`"),
        Spelling::Member if !is_snake(name) => Some("a name in snake case, as `book_category`"),
        Spelling::Member if !keyword::can_be_member(name) => {
            Some("another name: the builder has a method that is called so")
        }
        _ => None,
    };
    let (code, message) = match wanted {
        Some(wanted) => (
            Code::OPTION_VALUE,
            format!("expected {wanted}, found `{name}`"),
        ),
        None if take(name) => return Some(name.clone()),
        None => (
            Code::CHOSEN_NAME_TAKEN,
            format!("the name `{name}` is taken"),
        ),
    };
    let fault = Diagnostic::new(code, message);
    diagnostics.push(match chosen?.span {
        Some(span) => fault.at(span, "chosen here"),
        None => fault,
    });
    None
}

/// The things of one kind that a name is chosen for which another has too, by choice or by itself. Neither gives way: which of
/// them is meant by the name shows in no program.
pub(super) fn collisions(
    wishes: &[Wish],
    chosen: &[Option<&Chosen>],
    spell: fn(&[String]) -> String,
    said: impl Fn(usize) -> String,
) -> Vec<Diagnostic> {
    let mut first = BTreeMap::<&str, usize>::new();
    for (place, name) in chosen.iter().enumerate() {
        if let Some(name) = name {
            first.entry(&name.name).or_insert(place);
        }
    }
    let mut faults = Vec::new();
    for (place, wish) in wishes.iter().enumerate() {
        let (name, why) = match chosen[place] {
            Some(name) => (name.name.clone(), "is to be called so too"),
            None => {
                let own = wish.names.first().map(|words| spell(words));
                (own.unwrap_or_default(), "is called so by itself")
            }
        };
        let Some(other) = first.get(&*name).copied().filter(|other| *other != place) else {
            continue;
        };
        let message = format!(
            "`{name}` is chosen for {}, and {} {why}",
            said(other),
            said(place)
        );
        let fault = Diagnostic::new(Code::CHOSEN_NAME_TAKEN, message)
            .help("choose another name for one of them");
        faults.push(match chosen[other].and_then(|name| name.span) {
            Some(span) => fault.at(span, "chosen here"),
            None => fault,
        });
    }
    faults
}

/// Keywords that `r#` escapes are names too.
fn is_identifier(name: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|first| first == '_' || is_xid_start(first))
        && name.chars().skip(1).all(is_xid_continue)
        && keyword::can_be_raw(name)
        && word::composed(name.to_owned()) == name
}

fn is_camel(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && !name.contains('_')
}

fn is_snake(name: &str) -> bool {
    !name.contains(char::is_uppercase) && !name.contains("__")
}
