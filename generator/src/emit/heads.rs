//! Where are the heads of items broken, and the types in them? Where rustfmt breaks them, as all of [`layout`](super::layout).

use super::{
    layout::{ARGUMENTS, Expr, filled, outer, room, spaces, width},
    state::Tuple,
};

/// The width of a struct literal on one line.
const LITERAL: usize = 18;

/// A type, before it has lines.
#[derive(Clone, Debug)]
pub(super) enum Type {
    /// `path<arguments>`, or a path alone.
    Path(String, Vec<Type>),
    /// Of names alone.
    Tuple(Vec<String>),
}

impl Type {
    pub(super) fn plain(path: impl Into<String>) -> Self {
        Type::Path(path.into(), Vec::new())
    }

    pub(super) fn of(path: impl Into<String>, argument: Type) -> Self {
        Type::Path(path.into(), vec![argument])
    }

    /// The type on one line.
    pub(super) fn inline(&self) -> String {
        match self {
            Type::Path(path, arguments) if arguments.is_empty() => path.clone(),
            Type::Path(path, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(Type::inline).collect();
                format!("{path}<{}>", arguments.join(", "))
            }
            Type::Tuple(names) => match names.as_slice() {
                [only] => format!("({only},)"),
                names => format!("({})", names.join(", ")),
            },
        }
    }

    /// The type at `indent`, after `before` columns of its first line and with `after` columns following its last.
    pub(super) fn lay_out(&self, indent: usize, before: usize, after: usize) -> String {
        let line = self.inline();
        if before + width(&line) + after <= room() {
            return line;
        }
        let inner = indent + 4;
        let lines = |parts: Vec<String>| {
            let parts = parts.iter().map(|one| format!("{}{one},\n", spaces(inner)));
            parts.collect::<String>() + &spaces(indent)
        };
        match self {
            Type::Path(_, arguments) if arguments.is_empty() => line,
            Type::Path(path, arguments) => match arguments.as_slice() {
                // A tuple takes the brackets with it.
                [Type::Tuple(names)] => format!("{path}<(\n{})>", lines(names.clone())),
                arguments => {
                    let arguments = arguments.iter().map(|one| one.lay_out(inner, inner, 1));
                    format!("{path}<\n{}>", lines(arguments.collect()))
                }
            },
            Type::Tuple(names) => format!("(\n{})", lines(names.clone())),
        }
    }
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
            Tuple::Of(parts) if parts.len() > 1 && width(&self.inside()) > ARGUMENTS => {
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
    if indent + width(&line) + width(value) + " ;".len() <= room() - 2 {
        return format!("{spaces}{line} {value};");
    }
    if indent + width(&line) <= room() + 1 {
        return format!("{spaces}{line}\n{spaces}    {value};");
    }
    let list: String = names
        .iter()
        .map(|name| format!("{spaces}    {name},\n"))
        .collect();
    format!("{spaces}let (\n{list}{spaces}) = {value};")
}

/// `head(fields);`
pub(super) fn tuple_struct(head: &str, fields: &[String]) -> String {
    let line = format!("{head}({});", fields.join(", "));
    if width(&line) <= room() {
        return line;
    }
    let list = fields.iter().map(|field| format!("    {field},\n"));
    format!("{head}(\n{});", list.collect::<String>())
}

/// `#[derive(paths)]`, the usual ones before the others.
pub(super) fn derive(usual: &[&str], others: &[String]) -> String {
    let others = others.iter().map(String::as_str);
    let others = others.filter(|other| !usual.contains(other));
    let paths: Vec<_> = usual.iter().copied().chain(others).collect();
    let line = paths.join(", ");
    // rustfmt keeps columns free behind a list of traits.
    if width(&line) <= room() - 15 {
        return format!("#[derive({line})]");
    }
    if width(&line) <= room() - 4 {
        return format!("#[derive(\n    {line},\n)]");
    }
    let lines: String = paths.iter().map(|path| format!("    {path},\n")).collect();
    format!("#[derive(\n{lines})]")
}

/// `name: ty,`, as a field of a struct.
pub(super) fn field(indent: usize, name: &str, ty: &str) -> String {
    if indent + width(name) + width(ty) + ": ,".len() <= room() {
        format!("{}{name}: {ty},", spaces(indent))
    } else {
        format!("{}{name}:\n{}{ty},", spaces(indent), spaces(indent + 4))
    }
}

/// `head(receiver, value: ty) -> output {`
pub(super) fn signature(
    indent: usize,
    head: &str,
    (receiver, value): (&str, &Type),
    output: &Type,
) -> String {
    let start = spaces(indent);
    let line = format!(
        "{head}({receiver}, value: {}) -> {} {{",
        value.inline(),
        output.inline()
    );
    if indent + width(&line) <= room() {
        return format!("{start}{line}");
    }
    let inner = indent + 4;
    // rustfmt takes the list of parameters to stand where the function does, and does not count the comma.
    let value = value.lay_out(inner, indent + "value: ".len(), 0);
    let list = format!("{0}{receiver},\n{0}value: {value},\n", spaces(inner));
    // rustfmt counts the arrow with the type, and not the parenthesis before it.
    let output = output.lay_out(indent, "-> ".len(), indent);
    let last = output.lines().last().map_or(0, width);
    let is_wide = !output.contains('\n')
        && indent + ") -> ".len() + last + " {".len() > room() - outer() - indent;
    let brace = match is_wide {
        true => format!("\n{start}{{"),
        false => " {".to_owned(),
    };
    format!("{start}{head}(\n{list}{start}) -> {output}{brace}")
}

/// `impl<parameters> ty {`
pub(super) fn implementation(parameters: &[String], ty: &str) -> String {
    let head = format!("impl<{}>", parameters.join(", "));
    let line = format!("{head} {ty} {{");
    // rustfmt does not count how far it is indented.
    if width(&line) <= room() + outer() {
        return line;
    }
    if width(&head) <= room() {
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
    // rustfmt counts bytes here.
    if line.len() <= room() {
        line
    } else {
        format!("impl {what}\n    for {ty}\n{{")
    }
}

/// `impl what for ty {}`
pub(super) fn empty_implementation(what: &Type, ty: &str) -> String {
    let line = what.inline();
    let whole = format!("impl {line} for {ty} {{}}");
    // rustfmt does not count the brace that closes.
    if width(&whole) <= room() + 1 {
        whole
    } else if width(&line) + "impl ".len() <= room() {
        format!("impl {line}\n    for {ty}\n{{\n}}")
    } else if width(&line) + 4 <= room() {
        format!("impl\n    {line}\n    for {ty}\n{{\n}}")
    } else {
        let what = what.lay_out(4, room(), 0);
        format!("impl\n    {what} for {ty}\n{{\n}}")
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

/// `pub use self::module::{names};`, as widely visible as is said, in rustfmt's order. Where its style editions order names in two ways, each has a
/// line, and a blank one between them.
pub(super) fn reexport(visibility: &str, module: &str, names: &[String]) -> Vec<String> {
    let is_plain = |name: &String| {
        name.contains(char::is_lowercase) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    if names.len() > 1 && names.iter().all(is_plain) {
        let line = format!("{visibility} use self::{module}::{{{}}};", names.join(", "));
        // rustfmt keeps columns free behind a list of names.
        if width(&line) < room() - 1 {
            return vec![line];
        }
        let list = filled(&names.iter().map(Expr::atom).collect::<Vec<_>>(), 4, room());
        return vec![format!("{visibility} use self::{module}::{{\n{list}}};")];
    }
    let lines = names.iter().enumerate().flat_map(|(place, name)| {
        let blank = (place > 0).then(|| super::BLANK.to_owned());
        blank
            .into_iter()
            .chain([format!("{visibility} use self::{module}::{name};")])
    });
    lines.collect()
}
