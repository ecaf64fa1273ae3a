//! What does each key of `ormgen.toml` set?

use super::{
    Config,
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
            Value::Texts(list) => self.take_texts(&leaf.path, &leaf.names, list),
            Value::Flag(flag) => self.take_flag(&leaf.path, &leaf.names, flag)?,
            Value::Lists(lists) => match (&*leaf.path, &*leaf.names) {
                ("tables.*.unique", [table]) => self.tables.entry(table).unique.extend(lists),
                (path, _) => unreachable!("`{path}` is listed as a key and not read"),
            },
        }
        Ok(())
    }

    fn take_text(&mut self, path: &str, names: &[Said], said: Said) -> Result<(), String> {
        match path {
            "dialect" => self.dialect = Some(said.text.parse()?),
            "layout" => self.layout = Some(said.text.parse()?),
            "visibility" => self.visibility = Some(said.text.parse()?),
            "missing-references" => self.missing_references = Some(said.text.parse()?),
            "libraries.dates" => self.dates = Some(said.text.parse()?),
            "libraries.decimals" => self.library(Library::RustDecimal, &said.text),
            "libraries.json" => self.library(Library::SerdeJson, &said.text),
            "libraries.uuids" => self.library(Library::Uuid, &said.text),
            "inflection.irregular.*" => {
                let one = names.iter().map(|name| name.text.clone());
                self.irregular
                    .extend(one.map(|one| (one, said.text.clone())));
            }
            "types.*" => self.types.set(&names[0], said),
            _ => match (path.split_once(".*."), names) {
                (Some(("tables", path)), [table, names @ ..]) => {
                    self.take_of_table(table, path, names, said)?;
                }
                (Some(("enums", path)), [name, names @ ..]) => {
                    take_of_enum(self.enums.entry(name), path, names, said);
                }
                _ => unreachable!("`{path}` is listed as a key and not read"),
            },
        }
        Ok(())
    }

    fn take_of_table(
        &mut self,
        table: &Said,
        path: &str,
        names: &[Said],
        said: Said,
    ) -> Result<(), String> {
        let table = self.tables.entry(table);
        match (path, names) {
            ("name", _) => table.name = Some(said),
            ("version", _) => table.version = Some(said),
            ("columns.*.name", [column]) => table.columns.entry(column).name = Some(said),
            ("relationships.*.name", [key]) => table.relationships.entry(key).name = Some(said),
            ("relationships.*.inverse", [key]) => {
                table.relationships.entry(key).inverse = Some(said);
            }
            ("relationships.*.on-delete", [key]) => {
                let action = Some((said.text.parse()?, said.place));
                table.relationships.entry(key).on_delete = action;
            }
            ("many-to-many.*", [way]) => table.many_to_many.set(way, said),
            ("foreign-keys.*", [columns]) => table.foreign_keys.set(columns, said),
            ("columns.*.with", [column]) => table.columns.entry(column).with = Some(said),
            ("columns.*.type", [column]) => table.columns.entry(column).ty = Some(said),
            (path, [column, names @ ..]) if path.starts_with("columns.*.enum.") => {
                let one = &mut table.columns.entry(column).enumeration;
                take_of_enum(one, &path["columns.*.enum.".len()..], names, said);
            }
            _ => unreachable!("`tables.*.{path}` is listed as a key and not read"),
        }
        Ok(())
    }

    fn take_texts(&mut self, path: &str, names: &[Said], list: Vec<Said>) {
        let taken = match (path, names) {
            ("include", _) => &mut self.include,
            ("exclude", _) => &mut self.exclude,
            ("derive", _) => &mut self.derive,
            ("inflection.uncountable", _) => {
                self.uncountable
                    .extend(list.into_iter().map(|said| said.text));
                return;
            }
            ("enums.*.derive", [one]) => &mut self.enums.entry(one).derive,
            (path, [table, names @ ..]) => {
                let table = self.tables.entry(table);
                match (path, names) {
                    ("tables.*.derive", _) => &mut table.derive,
                    ("tables.*.attributes", _) => &mut table.attributes,
                    ("tables.*.primary-key", _) => table.primary_key.get_or_insert_default(),
                    ("tables.*.relationships.*.order-by", [key]) => {
                        let own = table.relationships.entry(key);
                        own.order_by.get_or_insert_default()
                    }
                    ("tables.*.columns.*.attributes", [column]) => {
                        &mut table.columns.entry(column).attributes
                    }
                    ("tables.*.columns.*.enum.derive", [column]) => {
                        &mut table.columns.entry(column).enumeration.derive
                    }
                    _ => unreachable!("`{path}` is listed as a key and not read"),
                }
            }
            _ => unreachable!("`{path}` is listed as a key and not read"),
        };
        taken.extend(list);
    }

    fn take_flag(&mut self, path: &str, names: &[Said], flag: bool) -> Result<(), String> {
        match (path.split_once('.'), names) {
            (None, _) if path == "views" => self.views = Some(flag),
            (None, _) if path == "verbatim" => self.verbatim = Some(flag),
            (Some(("infer", rule)), _) => {
                self.inference.insert(rule.parse()?, flag);
            }
            (Some((_, "*.entity")), [table]) => {
                let own = self.tables.entry(table);
                (own.entity, own.entity_place) = (Some(flag), table.place.clone());
            }
            (Some((_, "*.association")), [table]) => {
                self.tables.entry(table).association = Some(flag);
            }
            (Some(("enums", "*.open")), [name]) => self.enums.entry(name).open = Some(flag),
            (Some((_, "*.columns.*.enum.open")), [table, column]) => {
                let own = self.tables.entry(table).columns.entry(column);
                own.enumeration.open = Some(flag);
            }
            (Some((_, "*.columns.*.sensitive")), [table, column]) => {
                let own = self.tables.entry(table).columns.entry(column);
                own.sensitive = Some(flag);
            }
            (Some((_, "*.columns.*.deferred")), [table, column]) => {
                let own = self.tables.entry(table).columns.entry(column);
                own.deferred = Some(flag);
            }
            (Some((_, path)), [table, key]) if path.starts_with("*.relationships.*.") => {
                let own = self.tables.entry(table).relationships.entry(key);
                *match &path["*.relationships.*.".len()..] {
                    "one-to-one" => &mut own.one_to_one,
                    "delete-orphans" => &mut own.delete_orphans,
                    "read-only" => &mut own.read_only,
                    _ => unreachable!("`tables.{path}` is listed as a key and not read"),
                } = Some(flag);
            }
            _ => unreachable!("`{path}` is listed as a key and not read"),
        }
        Ok(())
    }

    fn library(&mut self, library: Library, choice: &str) {
        self.libraries.insert(library, choice == library.name());
    }
}

fn take_of_enum(one: &mut Enum, path: &str, names: &[Said], said: Said) {
    match (path, names) {
        ("name", _) => one.name = Some(said),
        ("variants.*", [literal]) => one.variants.set(literal, said),
        _ => unreachable!("`{path}` of an enum is listed as a key and not read"),
    }
}
