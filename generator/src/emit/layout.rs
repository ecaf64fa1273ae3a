//! Where are lines broken? Where rustfmt breaks them.
//!
//! Checked-in models have to be clean under `cargo fmt --check`, and a build script has no rustfmt. So the few forms of
//! code that are written here are laid out by rustfmt's own rules, for its default options.

use unicode_width::UnicodeWidthStr;

use super::state::Tuple;

/// The width of a line.
const LINE: usize = 100;
/// The widths of what stays on one line though the line had room: the arguments of a call, an array, a chain of calls.
const ARGUMENTS: usize = 60;
const ARRAY: usize = 60;
const CHAIN: usize = 60;
/// Elements of a list that are so short fill lines instead of having one each.
const SHORT_ELEMENT: usize = 10;
/// The width of a struct literal on one line.
const LITERAL: usize = 18;

/// An expression, before it has lines.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Atom(String),
    /// `path(arguments)`; a tuple where there is no path
    Call(String, Vec<Expr>),
    /// `&[elements]`, or `[elements]`
    Array {
        reference: bool,
        elements: Vec<Expr>,
    },
    /// An element under a comment. rustfmt leaves such a list on lines of its own, whatever the elements.
    Commented(String, Box<Expr>),
    /// `receiver.method(arguments)…`
    Chain(Box<Expr>, Vec<(String, Vec<Expr>)>),
}

impl Expr {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Expr::Atom(text.into())
    }

    pub(super) fn call(path: impl Into<String>, arguments: impl IntoIterator<Item = Expr>) -> Self {
        Expr::Call(path.into(), arguments.into_iter().collect())
    }

    pub(super) fn slice(elements: impl IntoIterator<Item = Expr>) -> Self {
        Expr::Array {
            reference: true,
            elements: elements.into_iter().collect(),
        }
    }

    pub(super) fn array(elements: impl IntoIterator<Item = Expr>) -> Self {
        Expr::Array {
            reference: false,
            elements: elements.into_iter().collect(),
        }
    }

    /// The expression as an element of a list, under a comment.
    pub(super) fn commented(self, comment: impl Into<String>) -> Self {
        Expr::Commented(comment.into(), Box::new(self))
    }

    /// The expression with one more method call.
    pub(super) fn method(
        self,
        name: impl Into<String>,
        arguments: impl IntoIterator<Item = Expr>,
    ) -> Self {
        let call = (name.into(), arguments.into_iter().collect());
        match self {
            Expr::Chain(receiver, mut calls) => {
                calls.push(call);
                Expr::Chain(receiver, calls)
            }
            receiver => Expr::Chain(Box::new(receiver), vec![call]),
        }
    }

    /// The expression on one line, if rustfmt would leave it there whatever the room.
    fn inline(&self) -> Option<String> {
        match self {
            Expr::Atom(text) => Some(text.clone()),
            Expr::Commented(..) => None,
            Expr::Call(path, arguments) => inline_call(path, arguments),
            Expr::Array {
                reference,
                elements,
            } => {
                let open = if *reference { "&[" } else { "[" };
                inline_list(elements, ARRAY).map(|list| format!("{open}{list}]"))
            }
            Expr::Chain(receiver, calls) => {
                let mut text = receiver.inline()?;
                for (name, arguments) in calls {
                    text.push_str(&inline_call(&format!(".{name}"), arguments)?);
                }
                let links = calls.len() + usize::from(receiver.is_field());
                (links < 2 || width(&text) <= CHAIN).then_some(text)
            }
        }
    }

    /// Whether it begins on the line of the call that it is the only argument of, though it takes several.
    fn takes_parentheses(&self) -> bool {
        match self {
            Expr::Array { .. } => true,
            Expr::Call(path, arguments) => {
                path.is_empty() || matches!(arguments.as_slice(), [Expr::Array { .. }])
            }
            Expr::Chain(receiver, calls) => {
                receiver.is_field() && calls.len() == 1 && self.has_wide_call()
            }
            Expr::Atom(_) | Expr::Commented(..) => false,
        }
    }

    /// Whether the arguments of a chain's first call take a line each.
    fn has_wide_call(&self) -> bool {
        matches!(self, Expr::Chain(_, calls) if inline_list(&calls[0].1, ARGUMENTS).is_none())
    }

    /// `self.0`: a link of the chain that begins with it.
    fn is_field(&self) -> bool {
        matches!(self, Expr::Atom(text) if text.contains('.') && !text.contains('"'))
    }

    /// The expression at `indent`, after `before` columns of its first line and with `after` columns following its last.
    fn lay_out(&self, indent: usize, before: usize, after: usize) -> String {
        if let Some(line) = self.inline()
            && before + width(&line) + after <= LINE
        {
            return line;
        }
        match self {
            Expr::Atom(text) => text.clone(),
            Expr::Call(path, arguments) => match arguments.as_slice() {
                // A single array takes the call's parentheses with it, and so does a call with many arguments.
                [only] if only.takes_parentheses() => {
                    format!(
                        "{path}({})",
                        only.lay_out(indent, before + width(path) + 1, after + 1)
                    )
                }
                _ => format!(
                    "{path}(\n{}{})",
                    elements_of(arguments, indent + 4, LINE - after),
                    spaces(indent)
                ),
            },
            Expr::Array {
                reference,
                elements,
            } => {
                let open = if *reference { "&[" } else { "[" };
                let list = elements_of(elements, indent + 4, LINE);
                format!("{open}\n{list}{}]", spaces(indent))
            }
            Expr::Commented(comment, one) => {
                let code = one.lay_out(indent, indent, after);
                format!("// {comment}\n{}{code}", spaces(indent))
            }
            Expr::Chain(receiver, calls) if self.takes_parentheses() => {
                let (name, arguments) = &calls[0];
                let call = Expr::Call(name.clone(), arguments.clone());
                let receiver = receiver.lay_out(indent, before, 0);
                format!("{receiver}.{}", call.lay_out(indent, LINE, after))
            }
            Expr::Chain(receiver, calls) => {
                if let ([(name, arguments)], Some(receiver)) = (calls.as_slice(), receiver.inline())
                    && inline_call(name, arguments).is_none()
                    && before + width(&receiver) + width(name) + ".(".len() <= LINE
                {
                    let list = elements_of(arguments, indent + 4, LINE - after);
                    return format!("{receiver}.{name}(\n{list}{})", spaces(indent));
                }
                let mut text = receiver.lay_out(indent, before, 1);
                // Behind a receiver of several lines, the calls stand under its last.
                let indent = if text.contains('\n') {
                    indent
                } else {
                    indent + 4
                };
                for (name, arguments) in calls {
                    let call = Expr::Call(name.clone(), arguments.clone());
                    let call = call.lay_out(indent, indent + 1, after);
                    text.push_str(&format!("\n{}.{call}", spaces(indent)));
                }
                text
            }
        }
    }
}

/// A call on one line. What is its only argument may be as wide as the line.
fn inline_call(path: &str, arguments: &[Expr]) -> Option<String> {
    let widest = if arguments.len() == 1 {
        LINE
    } else {
        ARGUMENTS
    };
    inline_list(arguments, widest).map(|list| format!("{path}({list})"))
}

fn inline_list(list: &[Expr], widest: usize) -> Option<String> {
    let parts: Option<Vec<_>> = list.iter().map(Expr::inline).collect();
    let text = parts?.join(", ");
    (width(&text) <= widest).then_some(text)
}

/// The lines of a list that is too wide for one.
fn elements_of(list: &[Expr], indent: usize, widest: usize) -> String {
    if is_short(list) {
        filled(list, indent, widest)
    } else {
        vertical(list, indent)
    }
}

/// One element a line, with a comma after each.
fn vertical(list: &[Expr], indent: usize) -> String {
    let lines = list
        .iter()
        .map(|one| format!("{}{},\n", spaces(indent), one.lay_out(indent, indent, 1)));
    lines.collect()
}

fn is_short(elements: &[Expr]) -> bool {
    let short = |one: &Expr| matches!(one, Expr::Atom(text) if width(text) <= SHORT_ELEMENT);
    elements.len() > 1 && elements.iter().all(short)
}

/// As many elements a line as it takes.
fn filled(elements: &[Expr], indent: usize, widest: usize) -> String {
    let mut lines = String::new();
    let mut line = spaces(indent);
    for element in elements.iter().filter_map(Expr::inline) {
        let first = line.len() == indent;
        if !first && width(&line) + 1 + width(&element) + 1 > widest {
            lines.push_str(&line);
            lines.push('\n');
            line = spaces(indent);
        } else if !first {
            line.push(' ');
        }
        line.push_str(&element);
        line.push(',');
    }
    lines.push_str(&line);
    lines.push('\n');
    lines
}

/// `head = value;`
pub(super) fn item(indent: usize, head: &str, value: &Expr) -> String {
    let start = indent + width(head) + " = ".len();
    let whole = value.lay_out(indent, start, 1);
    let next = value.lay_out(indent + 4, indent + 4, 1);
    // Behind a line that goes on, rustfmt keeps a column free.
    let begins = match value {
        Expr::Chain(receiver, _) => receiver.inline().map(|text| width(&text)),
        _ => whole.lines().next().map(width),
    };
    let goes_on = usize::from(whole.contains('\n'));
    let fits = start + begins.unwrap_or(0) + goes_on <= LINE;
    if whole.contains('\n') && !next.contains('\n') && indent + 4 + width(&next) < LINE || !fits {
        format!("{}{head} =\n{}{next};", spaces(indent), spaces(indent + 4))
    } else {
        format!("{}{head} = {whole};", spaces(indent))
    }
}

/// An expression as the last statement of a block.
pub(super) fn statement(indent: usize, value: &Expr) -> String {
    format!("{}{}", spaces(indent), value.lay_out(indent, indent, 0))
}

/// `head: path<arguments> = value;`, broken at the arguments where the line is too long without the value.
pub(super) fn constant(indent: usize, head: &str, ty: (&str, &[String]), value: &Expr) -> String {
    let (path, arguments) = ty;
    let whole = format!("{head}: {path}<{}>", arguments.join(", "));
    if indent + width(&whole) + " =".len() <= LINE {
        return item(indent, &whole, value);
    }
    let list = arguments
        .iter()
        .map(|one| format!("{}{one},\n", spaces(indent + 4)));
    let list: String = list.collect();
    let value = value.lay_out(indent, indent + "> = ".len(), 1);
    format!("{0}{head}: {path}<\n{list}{0}> = {value};", spaces(indent))
}

/// `head = tuple;`, of types.
pub(super) fn tuple_type(indent: usize, head: &str, tuple: &Tuple) -> String {
    format!("{}{head} = {};", spaces(indent), tuple.lay_out(indent))
}

impl Tuple {
    /// What stands between the parentheses; a name by itself.
    fn inside(&self) -> String {
        match self {
            Tuple::Name(name) => name.clone(),
            Tuple::Of(parts) => match parts.as_slice() {
                [only] => format!("{},", only.inline()),
                parts => {
                    let parts: Vec<_> = parts.iter().map(Tuple::inline).collect();
                    parts.join(", ")
                }
            },
        }
    }

    fn inline(&self) -> String {
        match self {
            Tuple::Name(name) => name.clone(),
            Tuple::Of(_) => format!("({})", self.inside()),
        }
    }

    fn lay_out(&self, indent: usize) -> String {
        match self {
            Tuple::Of(parts) if width(&self.inside()) > ARGUMENTS => {
                let line =
                    |part: &Tuple| format!("{}{},\n", spaces(indent + 4), part.lay_out(indent + 4));
                format!(
                    "(\n{}{})",
                    parts.iter().map(line).collect::<String>(),
                    spaces(indent)
                )
            }
            _ => self.inline(),
        }
    }
}

/// `let (names) = value;`, where the value is a call of a method.
pub(super) fn destructured(indent: usize, names: &[String], value: &str) -> String {
    let list = match names {
        [only] => format!("{only},"),
        names => names.join(", "),
    };
    let (line, spaces) = (format!("let ({list}) ="), spaces(indent));
    // Behind a pattern, rustfmt keeps two columns free of a chain.
    if indent + width(&line) + width(value) + " ;".len() <= LINE - 2 {
        return format!("{spaces}{line} {value};");
    }
    if indent + width(&line) <= LINE + 1 {
        return format!("{spaces}{line}\n{spaces}    {value};");
    }
    let list: String = names
        .iter()
        .map(|name| format!("{spaces}    {name},\n"))
        .collect();
    format!("{spaces}let (\n{list}{spaces}) = {value};")
}

/// `head(field);`
pub(super) fn tuple_struct(head: &str, field: &str) -> String {
    let line = format!("{head}({field});");
    if width(&line) <= LINE {
        line
    } else {
        format!("{head}(\n    {field},\n);")
    }
}

/// `name: ty,`, as a field of a struct.
pub(super) fn field(indent: usize, name: &str, ty: &str) -> String {
    if indent + width(name) + width(ty) + ": ,".len() <= LINE {
        format!("{}{name}: {ty},", spaces(indent))
    } else {
        format!("{}{name}:\n{}{ty},", spaces(indent), spaces(indent + 4))
    }
}

/// `head(arguments) -> output {`
pub(super) fn signature(indent: usize, head: &str, arguments: &[&str], output: &str) -> String {
    let line = format!("{head}({}) -> {output} {{", arguments.join(", "));
    if indent + width(&line) <= LINE {
        return format!("{}{line}", spaces(indent));
    }
    let list: String = arguments
        .iter()
        .map(|argument| format!("{}{argument},\n", spaces(indent + 4)))
        .collect();
    format!(
        "{}{head}(\n{list}{}) -> {output} {{",
        spaces(indent),
        spaces(indent)
    )
}

/// `pattern => body,`
pub(super) fn arm(indent: usize, pattern: &str, body: &Expr) -> String {
    let before = indent + width(pattern) + " => ".len();
    format!(
        "{}{pattern} => {},",
        spaces(indent),
        body.lay_out(indent, before, 1)
    )
}

/// `impl<parameters> ty {`
pub(super) fn implementation(parameters: &[String], ty: &str) -> String {
    let head = format!("impl<{}>", parameters.join(", "));
    let line = format!("{head} {ty} {{");
    if width(&line) <= LINE {
        return line;
    }
    if width(&head) <= LINE {
        return format!("{head}\n    {ty}\n{{");
    }
    let list: String = parameters
        .iter()
        .map(|one| format!("    {one},\n"))
        .collect();
    format!("impl<\n{list}> {ty} {{")
}

/// `impl what for ty {`
pub(super) fn implementation_for(what: &str, ty: &str) -> String {
    let line = format!("impl {what} for {ty} {{");
    if width(&line) <= LINE {
        line
    } else {
        format!("impl {what}\n    for {ty}\n{{")
    }
}

/// `impl what for ty {}`
pub(super) fn empty_implementation(what: &str, ty: &str) -> String {
    let line = format!("impl {what} for {ty} {{}}");
    // rustfmt does not count the brace that closes.
    if width(&line) <= LINE + 1 {
        line
    } else {
        format!("impl {what}\n    for {ty}\n{{\n}}")
    }
}

/// `open { fields }`, where `fields` are all on one line or each on its own.
pub(super) fn literal(indent: usize, open: &str, fields: &[String], close: &str) -> String {
    let line = fields.join(", ");
    if line.is_empty() {
        return format!("{}{open} {{}}{close}", spaces(indent));
    }
    if line.len() <= LITERAL {
        return format!("{}{open} {{ {line} }}{close}", spaces(indent));
    }
    // rustfmt counts letters for the fields, and bytes for the braces around them.
    if width(&line) <= LITERAL {
        let (outer, inner) = (spaces(indent), spaces(indent + 4));
        return format!("{outer}{open} {{\n{inner}{line}\n{outer}}}{close}");
    }
    let list: String = fields
        .iter()
        .map(|one| format!("{}{one},\n", spaces(indent + 4)))
        .collect();
    format!("{0}{open} {{\n{list}{0}}}{close}", spaces(indent))
}

/// `pub use self::module::{names};`, in rustfmt's order. Where its style editions order names in two ways, each has a
/// line, and a blank one between them.
pub(super) fn reexport(module: &str, names: &[String]) -> Vec<String> {
    let is_plain = |name: &String| {
        name.contains(char::is_lowercase) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    if names.len() > 1 && names.iter().all(is_plain) {
        let line = format!("pub use self::{module}::{{{}}};", names.join(", "));
        // rustfmt keeps columns free behind a list of names.
        if width(&line) < LINE - 1 {
            return vec![line];
        }
        let list = filled(&names.iter().map(Expr::atom).collect::<Vec<_>>(), 4, LINE);
        return vec![format!("pub use self::{module}::{{\n{list}}};")];
    }
    let lines = names.iter().enumerate().flat_map(|(place, name)| {
        let blank = (place > 0).then(|| super::BLANK.to_owned());
        blank
            .into_iter()
            .chain([format!("pub use self::{module}::{name};")])
    });
    lines.collect()
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

fn width(text: &str) -> usize {
    text.width()
}
