//! Which modules, and which names, does each top-level module of a crate use? Read from its tokens, without its tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The top-level modules by their names, and `lib` for what the root of the crate says itself.
pub(crate) type Modules = BTreeMap<String, Module>;

/// What a module uses.
#[derive(Default)]
pub(crate) struct Module {
    /// Other top-level modules.
    pub(crate) modules: BTreeSet<String>,
    /// Every word of its code.
    pub(crate) words: BTreeSet<String>,
    /// The two words of every `a::b`.
    pub(crate) paths: BTreeSet<(String, String)>,
}

/// Reads the modules of the crate whose `lib.rs` is in a folder.
pub(crate) fn read(folder: &Path) -> Modules {
    let mut reader = Reader {
        folder: folder.to_owned(),
        modules: Modules::new(),
        exports: BTreeMap::new(),
    };
    reader.modules.insert("lib".to_owned(), Module::default());
    reader.file(&folder.join("lib.rs"), &mut Vec::new());
    let known: BTreeSet<_> = reader.modules.keys().cloned().collect();
    for (name, module) in &mut reader.modules {
        let used = std::mem::take(&mut module.modules).into_iter();
        let home = |word: String| match reader.exports.get(&word) {
            _ if known.contains(&word) => word,
            Some(module) => module.clone(),
            None => "lib".to_owned(),
        };
        module.modules = used.map(home).filter(|used| used != name).collect();
    }
    reader.modules
}

struct Reader {
    folder: PathBuf,
    modules: Modules,
    /// The module from which `lib.rs` takes a name.
    exports: BTreeMap<String, String>,
}

impl Reader {
    fn file(&mut self, path: &Path, module: &mut Vec<String>) {
        let text = fs::read_to_string(path).unwrap();
        let tokens = text.parse().unwrap();
        self.tokens(tokens, module);
    }

    /// `mod name;`
    fn child(&mut self, module: &mut Vec<String>) {
        let path = self.folder.join(module.join("/"));
        let file = path.with_extension("rs");
        let folder = path.join("mod.rs");
        self.file(if file.exists() { &file } else { &folder }, module);
    }

    fn tokens(&mut self, tokens: TokenStream, module: &mut Vec<String>) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at..] {
                [TokenTree::Punct(hash), TokenTree::Group(attribute), ..]
                    if hash.as_char() == '#' && is_of_tests(attribute) =>
                {
                    behind_item(&tokens, at + 2)
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), rest, ..]
                    if word == "mod" && is_module(rest) =>
                {
                    module.push(name.to_string());
                    self.entry(module);
                    match rest {
                        TokenTree::Group(body) => self.tokens(body.stream(), module),
                        _ => self.child(module),
                    }
                    module.pop();
                    at + 3
                }
                [TokenTree::Group(group), ..] => {
                    self.tokens(group.stream(), module);
                    at + 1
                }
                [TokenTree::Ident(_), ..] => {
                    self.path(&tokens[at..], module);
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    fn entry(&mut self, module: &[String]) -> &mut Module {
        let name = module.first().map_or("lib", String::as_str);
        self.modules.entry(name.to_owned()).or_default()
    }

    /// A word, and what is named behind it: `crate::parse`, `super::{lower, name}`, `fs::write`.
    fn path(&mut self, tokens: &[TokenTree], module: &[String]) {
        let word = tokens[0].to_string();
        let behind = named_behind(tokens);
        if module.is_empty() {
            let names = behind.iter().map(|name| (name.clone(), word.clone()));
            self.exports.extend(names);
        }
        let up = supers(tokens);
        if word == "crate" || up > 0 && up == module.len() {
            let from_root = &tokens[up.saturating_sub(1) * 3..];
            let names = named_behind(from_root);
            self.entry(module).modules.extend(names);
        }
        let entry = self.entry(module);
        entry
            .paths
            .extend(behind.into_iter().map(|name| (word.clone(), name)));
        entry.words.insert(word);
    }
}

/// Whether an attribute is `#[cfg(test)]`, or `#[cfg(all(test, …))]`.
fn is_of_tests(attribute: &Group) -> bool {
    let text = attribute.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// The place behind an item, whose attributes may begin at `at`.
fn behind_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let length = tokens[at..].iter().position(ends);
    length.map_or(tokens.len(), |length| at + length + 1)
}

fn is_module(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(body) => body.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

/// How many `super` stand at the start of a path.
fn supers(tokens: &[TokenTree]) -> usize {
    let words = tokens.chunks(3).map(|chunk| chunk[0].to_string());
    words.take_while(|word| word == "super").count()
}

/// The names directly behind `word::`, one or a group of them.
fn named_behind(tokens: &[TokenTree]) -> Vec<String> {
    let [_, first, second, next, ..] = tokens else {
        return Vec::new();
    };
    if first.to_string() != ":" || second.to_string() != ":" {
        return Vec::new();
    }
    match next {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) => {
            let tokens: Vec<_> = group.stream().into_iter().collect();
            let entries = tokens.split(|token| token.to_string() == ",");
            entries
                .filter_map(|entry| Some(entry.first()?.to_string()))
                .collect()
        }
        _ => Vec::new(),
    }
}
