//! What does each key of `ormgen.toml` set?

use super::{
    Config, MissingReferences,
    file::{Leaf, Value},
    options::{Enum, Said},
};
use crate::library::Library;

impl Config {
    /// Takes in a key and its value.
    ///
    /// # Errors
    ///
    /// The value is none that the key can have.
    pub(super) fn take(&mut self, leaf: Leaf) -> Result<(), String> {
        match leaf.value {
            Value::Text(said) => return self.take_text(&leaf.path, &leaf.names, said),
            Value::Texts(list) => self.take_texts(&leaf.path, list),
            Value::Flag(flag) => self.take_flag(&leaf.path, flag)?,
        }
        Ok(())
    }

    fn take_text(&mut self, path: &str, names: &[Said], said: Said) -> Result<(), String> {
        match path {
            "dialect" => self.dialect = Some(said.text.parse()?),
            "missing-references" => {
                self.missing_references = Some(match said.text.as_str() {
                    "warn" => MissingReferences::Warn,
                    _ => MissingReferences::Error,
                });
            }
            "libraries.dates" => self.library(Library::Chrono, &said.text),
            "libraries.decimals" => self.library(Library::RustDecimal, &said.text),
            "libraries.json" => self.library(Library::SerdeJson, &said.text),
            "libraries.uuids" => self.library(Library::Uuid, &said.text),
            _ => match (path.split_once(".*."), names) {
                (Some(("tables", path)), [table, names @ ..]) => {
                    self.take_of_table(table, path, names, said);
                }
                (Some(("enums", path)), [name, names @ ..]) => {
                    take_of_enum(self.enums.entry(name), path, names, said);
                }
                _ => unreachable!("`{path}` is listed as a key and not read"),
            },
        }
        Ok(())
    }

    fn take_of_table(&mut self, table: &Said, path: &str, names: &[Said], said: Said) {
        let table = self.tables.entry(table);
        match (path, names) {
            ("name", _) => table.name = Some(said),
            ("columns.*.name", [column]) => table.columns.entry(column).name = Some(said),
            ("relationships.*.name", [key]) => table.relationships.entry(key).name = Some(said),
            ("relationships.*.inverse", [key]) => {
                table.relationships.entry(key).inverse = Some(said);
            }
            ("many-to-many.*", [way]) => {
                let value = (way.place.clone(), said);
                table.many_to_many.0.insert(way.text.clone(), value);
            }
            (path, [column, names @ ..]) if path.starts_with("columns.*.enum.") => {
                let one = &mut table.columns.entry(column).enumeration;
                take_of_enum(one, &path["columns.*.enum.".len()..], names, said);
            }
            _ => unreachable!("`tables.*.{path}` is listed as a key and not read"),
        }
    }

    fn take_texts(&mut self, path: &str, list: Vec<Said>) {
        match path {
            "include" => self.include.extend(list),
            "exclude" => self.exclude.extend(list),
            _ => unreachable!("`{path}` is listed as a key and not read"),
        }
    }

    fn take_flag(&mut self, path: &str, flag: bool) -> Result<(), String> {
        let Some(rule) = path.strip_prefix("infer.") else {
            unreachable!("`{path}` is listed as a key and not read")
        };
        self.inference.insert(rule.parse()?, flag);
        Ok(())
    }

    fn library(&mut self, library: Library, choice: &str) {
        self.libraries.insert(library, choice == library.name());
    }
}

fn take_of_enum(one: &mut Enum, path: &str, names: &[Said], said: Said) {
    match (path, names) {
        ("name", _) => one.name = Some(said),
        ("variants.*", [literal]) => {
            let value = (literal.place.clone(), said);
            one.variants.0.insert(literal.text.clone(), value);
        }
        _ => unreachable!("`{path}` of an enum is listed as a key and not read"),
    }
}
