//! Generates the models of each fixture into OUT_DIR, as the build script of any crate would.

#[path = "tests/support/cases.rs"]
mod cases;

use std::{env, fmt::Write, fs, path::Path};

use cases::Case;
use ormgen::{Config, Dates, SourceFile, generate};

const OTHERS: &[&str] = &[
    "shop",
    "behaviours",
    "configured",
    "crate_tables",
    "empty_names",
    "equal_names",
    "faithful",
    "generated_columns",
    "hostile_enums",
    "hostile_text",
    "keyword_tables",
    "many_columns",
    "many_required",
    "measured",
    "primitive_tables",
    "standard_tables",
    "tutorial",
    "views",
    "withheld",
];

fn main() -> Result<(), ormgen::Error> {
    Config::new().compile("fixtures/bookshop/schema.sql")?;
    for schema in OTHERS {
        Config::new()
            .folder(schema)
            .compile(format!("fixtures/{schema}/schema.sql"))?;
    }
    Config::new()
        .folder("types")
        .compile("tests/runtime/configured/types/schema.sql")?;
    Config::new()
        .folder("chosen")
        .compile("tests/behaviours/configured/schema.sql")?;
    Config::new()
        .file("tests/runtime/configured/arrays/ormgen.toml")
        .folder("arrays")
        .compile("fixtures/arrays/schema.sql")?;
    for (folder, dates) in [
        ("dates/chrono", Dates::Chrono),
        ("dates/time", Dates::Time),
        ("dates/jiff", Dates::Jiff),
    ] {
        let config = Config::new().dates(dates).folder(folder);
        config.compile("tests/runtime/configured/dates/schema.sql")?;
    }
    inference()
}

/// The models of every case of inference in a module each, and its relationships as the types that they should have, so that
/// the compiler holds them to it.
fn inference() -> Result<(), ormgen::Error> {
    println!("cargo::rerun-if-changed=fixtures/inference");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap();
    let out = env::var("OUT_DIR").unwrap();
    let (mut modules, mut list) = (String::new(), String::new());
    for case in cases::all(Path::new(&root)) {
        if case.section("models").is_empty() {
            continue;
        }
        let folder = format!("inference/{}", case.name);
        models(&case, &folder)?;
        let path = Path::new(&out).join(&folder).join("mod.rs");
        let (name, relationships) = (&case.name, relationships(&case));
        writeln!(
            modules,
            "#[allow(dead_code, missing_docs, unreachable_pub)]\nmod case_{name} {{\n    pub(crate) mod models {{ include!({path:?}); }}\n{relationships}\n    \
             pub(super) const METADATA: &ormgen_runtime::Metadata = &models::METADATA;\n}}"
        )
        .unwrap();
        writeln!(list, "    ({name:?}, case_{name}::METADATA),").unwrap();
    }
    let list = format!("const CASES: &[(&str, &ormgen_runtime::Metadata)] = &[\n{list}];\n");
    write(&Path::new(&out).join("inference.rs"), &(modules + &list));
    Ok(())
}

/// What is told of a case is held by other tests: here a warning would be one of this package.
fn models(case: &Case, folder: &str) -> Result<(), ormgen::Error> {
    let options = SourceFile::new("ormgen.toml", case.options());
    let config = Config::read(options).dialect(case.dialects[0].parse().unwrap());
    let schema = case.folder.join(case.schema());
    if schema.is_dir() {
        return config.folder(folder).compile(schema);
    }
    let script = fs::read_to_string(schema).unwrap();
    let folder = Path::new(&env::var("OUT_DIR").unwrap()).join(folder);
    fs::create_dir_all(&folder).unwrap();
    for file in generate(&[SourceFile::new("schema.sql", script)], &config).files {
        write(&folder.join(file.name), &file.text);
    }
    Ok(())
}

/// Writes a file unless it is so already.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(path, text).unwrap();
}

/// `const _: ormgen_runtime::BelongsTo<models::Post, models::User> = models::Post::USER;`
fn relationships(case: &Case) -> String {
    let mut constants = String::new();
    for line in case.section("relationships") {
        let line = cases::relationship(line);
        for (place, (entity, name, target)) in line.ends.iter().enumerate() {
            let plain = target.trim_start_matches("many ");
            let plain = plain
                .strip_prefix("Option<")
                .map_or(plain, |rest| rest.trim_end_matches('>'));
            let is_itself = plain == *entity;
            let end = if is_itself { "Itself" } else { "Other" };
            let far = format!("models::{plain}");
            let near = format!("models::{entity}");
            let ty = match (line.is_many_to_many, place, target.starts_with("many ")) {
                (true, ..) => {
                    let access = if line.is_writable {
                        "Writable"
                    } else {
                        "ReadOnly"
                    };
                    format!(
                        "ManyToMany<{near}, {far}, ormgen_runtime::{access}, ormgen_runtime::{end}>"
                    )
                }
                (false, 0, _) if target.starts_with("Option<") => {
                    format!("BelongsTo<{near}, Option<{far}>, ormgen_runtime::{end}>")
                }
                (false, 0, _) => format!("BelongsTo<{near}, {far}, ormgen_runtime::{end}>"),
                (false, _, true) => format!("HasMany<{near}, {far}, _, ormgen_runtime::{end}>"),
                (false, _, false) => format!("HasOne<{near}, {far}, _, ormgen_runtime::{end}>"),
            };
            let constant = name.to_uppercase();
            writeln!(
                constants,
                "        let _: ormgen_runtime::{ty} = {near}::{constant};"
            )
            .unwrap();
        }
    }
    format!("    fn relationships() {{\n{constants}    }}")
}
