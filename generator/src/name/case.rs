//! How does Rust spell the words of a name?
//!
//! Types begin with a capital, whatever the script, and fields and modules have none, so that one is never the other.

use unicode_ident::is_xid_start;

use super::{keyword, length::fit};
use crate::word::composed;
pub(super) use crate::word::{Words, spelled, words};

/// `artist_id`, as a field or a relationship: what the builder has a method for.
pub(super) fn member(words: &[String]) -> String {
    let mut name = snake(words);
    if !keyword::can_be_member(&name) {
        name.push('_');
    }
    name
}

/// `book_category`, as a module and its file.
pub(super) fn module(words: &[String]) -> String {
    let mut name = snake(words);
    if !keyword::can_be_module(&name) {
        name.push('_');
    }
    name
}

/// `artist_id`; may be a keyword that `r#` can escape.
pub(super) fn snake(words: &[String]) -> String {
    let mut name = fit(words).join("_");
    if !name.starts_with(is_xid_start) {
        name.insert(0, '_');
    }
    if !keyword::can_be_raw(&name) {
        name.push('_');
    }
    name
}

/// `BookCategory`, as types are spelled; `T2Fa` where the words begin with no letter that has a capital.
pub(super) fn camel(words: &[String]) -> String {
    capitalised(words, 'T')
}

/// `InStock`, as variants are spelled; `V2Fa` where the words begin with no letter that has a capital.
pub(super) fn variant(words: &[String]) -> String {
    capitalised(words, 'V')
}

/// `ARTIST_ID`: the associated constant of the field or relationship of that name.
pub(crate) fn constant(name: &str) -> String {
    composed(name.to_uppercase())
}

fn capitalised(words: &[String], lead: char) -> String {
    let mut name = String::new();
    for word in fit(words).as_ref() {
        // `v1_2` and `v12` are not the same.
        if name.ends_with(char::is_numeric) && word.starts_with(char::is_numeric) {
            name.push('_');
        }
        let mut chars = word.chars();
        name.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(chars.as_str());
    }
    if !name.starts_with(char::is_uppercase) {
        name.insert(0, lead);
    }
    if !keyword::can_be_raw(&name) {
        name.push('_');
    }
    composed(name)
}

#[cfg(test)]
mod tests {
    use unicode_ident::is_xid_continue;

    use super::*;

    /// SQL name, field, type.
    const NAMES: &[(&str, &str, &str)] = &[
        ("artist_id", "artist_id", "ArtistId"),
        ("ArtistId", "artist_id", "ArtistId"),
        ("artistID", "artist_id", "ArtistId"),
        ("ARTIST_ID", "artist_id", "ArtistId"),
        ("HTTPServer", "http_server", "HttpServer"),
        ("order details", "order_details", "OrderDetails"),
        (" id ", "id", "Id"),
        ("id-test", "id_test", "IdTest"),
        ("simple-items", "simple_items", "SimpleItems"),
        ("4test", "_4test", "T4test"),
        ("_4test", "_4test", "T4test"),
        ("__v", "v", "V"),
        ("def", "def", "Def"),
        ("naïve", "naïve", "Naïve"),
        ("nai\u{308}ve", "naïve", "Naïve"),
        ("列", "列", "T列"),
        ("हिन्दी", "हिन्दी", "Tहिन्दी"),
        ("Straße", "straße", "Straße"),
        ("ﬁle", "file", "File"),
        ("m²", "m2", "M2"),
        ("😀", "u1f600", "U1f600"),
        ("%", "percent", "Percent"),
        ("<=", "less_equal", "LessEqual"),
        ("", "empty", "Empty"),
        (" ", "blank", "Blank"),
        ("__", "blank", "Blank"),
        ("self", "self_", "Self_"),
        ("Self", "self_", "Self_"),
        ("super", "super_", "Super"),
        ("crate", "crate_", "Crate"),
        ("fn", "fn", "Fn"),
        ("URLs", "urls", "Urls"),
        ("userIDsList", "user_ids_list", "UserIdsList"),
        ("IsActive", "is_active", "IsActive"),
        ("address2", "address2", "Address2"),
        ("v1_2", "v1_2", "V1_2"),
        (
            "x\"] } include!(env!(\"P1\")); mod y {",
            "x_include_env_p1_mod_y",
            "XIncludeEnvP1ModY",
        ),
        // flask-sqlalchemy's table-name vectors, from class to table
        ("FOO", "foo", "Foo"),
        ("FOOBar", "foo_bar", "FooBar"),
        ("fooBar", "foo_bar", "FooBar"),
        ("FooBarSSE2", "foo_bar_sse2", "FooBarSse2"),
        ("HTTP2Request", "http2_request", "Http2Request"),
        ("UserST4", "user_st4", "UserSt4"),
        ("AstV2Node", "ast_v2_node", "AstV2Node"),
    ];

    #[test]
    fn sql_names_become_fields_and_types() {
        for (sql, field, ty) in NAMES {
            let words = words(sql);
            assert_eq!(
                (snake(&words).as_str(), camel(&words).as_str()),
                (*field, *ty),
                "{sql:?}"
            );
        }
    }

    #[test]
    fn symbols_tell_names_apart() {
        let grades = ["A", "A+", "A-", "a b", "a-b"].map(|name| variant(&spelled(name)));
        assert_eq!(grades, ["A", "APlus", "AMinus", "AB", "AMinusB"]);
    }

    #[test]
    fn constants_are_upper_case() {
        let constants = ["artist_id", "_4test", "self_", "naïve", "straße"].map(constant);
        assert_eq!(
            constants,
            ["ARTIST_ID", "_4TEST", "SELF_", "NAÏVE", "STRASSE"]
        );
    }

    #[test]
    fn every_character_gives_identifiers() {
        // Ideographs and Hangul syllables are all alike, and most of Unicode.
        let alike = |c: &u32| (0x3400..0xa000).contains(c) || (0xac00..0xd7a4).contains(c);
        for c in (0..0x0002_0000)
            .filter(|c| !alike(c))
            .filter_map(char::from_u32)
        {
            for sql in [c.to_string(), format!("a{c}1")] {
                let words = words(&sql);
                let (field, ty) = (member(&words), camel(&words));
                for name in [&field, &ty, &variant(&words), &constant(&field)] {
                    assert!(is_identifier(name), "{sql:?} gives {name:?}");
                    assert!(
                        unicode_normalization::is_nfc(name),
                        "{sql:?} gives {name:?}"
                    );
                }
                assert!(ty.starts_with(char::is_uppercase), "{sql:?} gives {ty:?}");
                assert!(
                    !field.contains(char::is_uppercase),
                    "{sql:?} gives {field:?}"
                );
            }
        }
    }

    fn is_identifier(name: &str) -> bool {
        name != "_"
            && name.starts_with(|c| c == '_' || is_xid_start(c))
            && name.chars().skip(1).all(is_xid_continue)
    }
}
