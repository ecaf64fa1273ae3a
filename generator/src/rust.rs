//! Is a text Rust of the kind that it should be?

use syn::{
    Attribute, Path, Type,
    parse::{Parse, ParseStream, Parser, Result},
};

/// What is wrong with a file. A build with debug assertions, as that of the tests is, parses all of it; others see whether it
/// is made of tokens in balanced brackets, which is what text from SQL could break: to parse takes more than all else.
pub(crate) fn fault(text: &str) -> Option<String> {
    let read = match cfg!(debug_assertions) {
        true => syn::parse_file(text).map(drop),
        false => tokens(text),
    };
    read.err().map(|error| error.to_string())
}

/// Reads a text as tokens, and as nothing more.
fn tokens(text: &str) -> syn::Result<()> {
    let all = |input: ParseStream<'_>| {
        input.step(|cursor| {
            let mut rest = *cursor;
            while let Some((_, next)) = rest.token_tree() {
                rest = next;
            }
            Ok(((), rest))
        })
    };
    all.parse_str(text)
}

pub(crate) fn is_type(text: &str) -> bool {
    is(text, Type::parse)
}

/// A path, as it stands in `#[derive(…)]`.
pub(crate) fn is_path(text: &str) -> bool {
    is(text, Path::parse)
}

/// `#[serde(rename_all = "camelCase")]`, one or several, or a comment that is documentation.
pub(crate) fn is_attribute(text: &str) -> bool {
    let parsed = Attribute::parse_outer.parse_str(text);
    parsed.is_ok_and(|list| !list.is_empty())
        && match text.trim_start().starts_with("///") {
            true => !text.contains('\n'),
            false => is(text, Attribute::parse_outer),
        }
}

/// Whether it can be written as it stands, with more behind it: in one line, of which no part is a comment.
fn is<T>(text: &str, parse: fn(ParseStream<'_>) -> Result<T>) -> bool {
    let mut tokens = String::new();
    let parsed = Parser::parse_str(
        |input: ParseStream<'_>| {
            tokens = input.cursor().token_stream().to_string();
            parse(input)
        },
        text,
    );
    parsed.is_ok() && !text.contains('\n') && black(text).eq(black(&tokens))
}

/// What is not white space.
fn black(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| !letter.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::{fault, tokens};

    #[test]
    fn a_text_that_is_broken_off_is_no_rust() {
        let broken = [
            "fn a() {",
            "const A: &str = \"a;",
            "fn a() { (] }",
            "const A: char = 'ab';",
            "/* a",
        ];
        for text in broken {
            assert!(tokens(text).is_err() && fault(text).is_some(), "{text}");
        }
        assert!(fault("fn a( {}").is_some() && fault("struct").is_some());
        assert!(tokens("//! a\nfn a() { \"{\"; }").is_ok());
    }
}
