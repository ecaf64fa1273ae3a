//! Where are lines broken? Where rustfmt breaks them.
//!
//! Checked-in models have to be clean under `cargo fmt --check`, and a build script has no rustfmt. So the few forms of
//! code that are written here are laid out by rustfmt's own rules, for its default options.

use std::cell::Cell;

use unicode_width::UnicodeWidthStr;

/// The width of a line of a file.
const LINE: usize = 100;
/// The widths of what stays on one line though the line had room: the arguments of a call, an array, a chain of calls.
pub(super) const ARGUMENTS: usize = 60;
const ARRAY: usize = 60;
const CHAIN: usize = 60;
/// Elements of a list that are so short fill lines instead of having one each.
const SHORT_ELEMENT: usize = 10;

thread_local! {
    /// How far what is laid out is indented in the end, where it becomes a module within a file.
    static WITHIN: Cell<usize> = const { Cell::new(0) };
}

/// What code gives that is indented by this much in the end.
pub(super) fn within<T>(indent: usize, code: impl FnOnce() -> T) -> T {
    let before = WITHIN.replace(indent);
    let laid_out = code();
    WITHIN.set(before);
    laid_out
}

/// How far it is.
pub(super) fn outer() -> usize {
    WITHIN.get()
}

/// The width of a line without that.
pub(super) fn room() -> usize {
    LINE - outer()
}

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
        // What is called is counted in bytes.
        let more = match self {
            Expr::Call(path, _) => path.len().saturating_sub(width(path)),
            _ => 0,
        };
        if let Some(line) = self.inline()
            && before + width(&line) + more + after <= room()
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
                    elements_of(arguments, indent + 4, room() - after),
                    spaces(indent)
                ),
            },
            Expr::Array {
                reference,
                elements,
            } => {
                let open = if *reference { "&[" } else { "[" };
                let list = elements_of(elements, indent + 4, room());
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
                format!("{receiver}.{}", call.lay_out(indent, room(), after))
            }
            Expr::Chain(receiver, calls) => {
                if let Some(text) = overflowing(receiver, calls, (indent, before, after)) {
                    return text;
                }
                let mut text = receiver.lay_out(indent, before, 1);
                // Behind a receiver of several lines, the calls stand under its last.
                let indent = if text.contains('\n') {
                    indent
                } else {
                    indent + 4
                };
                for (place, (name, arguments)) in calls.iter().enumerate() {
                    let call = Expr::Call(name.clone(), arguments.clone());
                    let after = if place + 1 == calls.len() { after } else { 0 };
                    let call = call.lay_out(indent, indent + 1, after);
                    text.push_str(&format!("\n{}.{call}", spaces(indent)));
                }
                text
            }
        }
    }
}

/// A chain on one line but for the arguments of its last call, if that takes no more lines than the call on lines of its
/// own.
fn overflowing(
    receiver: &Expr,
    calls: &[(String, Vec<Expr>)],
    (indent, before, after): (usize, usize, usize),
) -> Option<String> {
    let ((name, arguments), rest) = calls.split_last()?;
    let mut text = receiver.inline()?;
    for (name, arguments) in rest {
        text.push_str(&inline_call(&format!(".{name}"), arguments)?);
    }
    text.push('.');
    let links = calls.len() + usize::from(receiver.is_field());
    let widest = if links == 1 { room() } else { CHAIN };
    let call = Expr::Call(name.clone(), arguments.clone());
    let beside = call.lay_out(indent, before + width(&text), after);
    let first = width(&text) + beside.lines().next().map_or(0, width);
    let below = call.lay_out(indent + 4, indent + 5, after);
    let fits = beside.contains('\n') && first <= widest.min(room().saturating_sub(before + after));
    let is_shorter = below.lines().count() < beside.lines().count();
    (fits && !is_shorter).then(|| text + &beside)
}

/// A call on one line. What is its only argument may be as wide as the line.
fn inline_call(path: &str, arguments: &[Expr]) -> Option<String> {
    let widest = if arguments.len() == 1 {
        room()
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
pub(super) fn filled(elements: &[Expr], indent: usize, widest: usize) -> String {
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
    let receiver = match value {
        Expr::Chain(receiver, _) => receiver.inline().map(|text| width(&text)),
        _ => None,
    };
    let begins = receiver.or_else(|| whole.lines().next().map(width));
    let goes_on = usize::from(whole.contains('\n'));
    let fits = start + begins.unwrap_or(0) + goes_on <= room();
    let is_lost = is_too_wide(&next) && !is_too_wide(&whole);
    if whole.contains('\n') && !next.contains('\n') && indent + 4 + width(&next) < room()
        || !fits && !is_lost
    {
        format!("{}{head} =\n{}{next};", spaces(indent), spaces(indent + 4))
    } else {
        format!("{}{head} = {whole};", spaces(indent))
    }
}

/// `head = path::<ty>(argument);`
pub(super) fn item_for(head: &str, (path, ty): (&str, &str), argument: Expr) -> String {
    let start = width(head) + " = ".len();
    let callee = format!("{path}::<{ty}>");
    let call = Expr::call(&callee, [argument.clone()]);
    let whole = call.lay_out(0, start, 1);
    let first = start + whole.lines().next().map_or(0, width);
    let next = call.lay_out(4, 4, 1);
    // Behind a line that goes on, rustfmt keeps columns free.
    if whole.contains('\n') == next.contains('\n')
        && first + 1 + usize::from(whole.contains('\n')) <= room()
    {
        return format!("{head} = {whole};");
    }
    let broken = Expr::call(format!("{path}::<\n    {ty},\n>"), [argument]).lay_out(0, 0, 1);
    // The bracket that closes is not counted.
    let can_stay = start + width(&callee) <= room() + 1;
    let is_shorter = broken.lines().count() <= next.lines().count() + 1;
    if is_shorter && !can_stay && next.contains('\n') {
        format!("{head} = {broken};")
    } else {
        format!("{head} =\n    {next};")
    }
}

/// Whether a line of code is too wide, behind the first, which begins elsewhere.
fn is_too_wide(text: &str) -> bool {
    let mut lines = text.lines().skip(1);
    lines.any(|line| width(line) > room() && !line.trim_start().starts_with("//"))
}

/// An expression as the last statement of a block.
pub(super) fn statement(indent: usize, value: &Expr) -> String {
    format!("{}{}", spaces(indent), value.lay_out(indent, indent, 0))
}

/// `value;`
pub(super) fn run(indent: usize, value: &Expr) -> String {
    format!("{}{};", spaces(indent), value.lay_out(indent, indent, 1))
}

/// `head: path<arguments> = value;`, broken at the arguments where the line is too long without the value.
pub(super) fn constant(indent: usize, head: &str, ty: (&str, &[String]), value: &Expr) -> String {
    let (path, arguments) = ty;
    let whole = format!("{head}: {path}<{}>", arguments.join(", "));
    if indent + width(&whole) + " =".len() <= room() {
        return item(indent, &whole, value);
    }
    let list = arguments
        .iter()
        .map(|one| format!("{}{one},\n", spaces(indent + 4)));
    let list: String = list.collect();
    let value = value.lay_out(indent, indent + "> = ".len(), 1);
    format!("{0}{head}: {path}<\n{list}{0}> = {value};", spaces(indent))
}

/// `pattern => body,`; where that is too wide, the body has lines of its own between braces.
pub(super) fn arm(indent: usize, pattern: &str, body: &Expr) -> String {
    let (start, before) = (spaces(indent), indent + width(pattern) + " => ".len());
    let beside = body.lay_out(indent, before, 1);
    let first = beside.lines().next().map_or(0, width);
    if before + first < room() {
        return format!("{start}{pattern} => {beside},");
    }
    let below = body.lay_out(indent + 4, indent + 4, 0);
    format!("{start}{pattern} => {{\n{start}    {below}\n{start}}}")
}

pub(super) fn spaces(count: usize) -> String {
    " ".repeat(count)
}

pub(super) fn width(text: &str) -> usize {
    text.width()
}
