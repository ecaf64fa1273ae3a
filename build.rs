//! Generates the models of each fixture into OUT_DIR, as the build script of any crate would.

const SCHEMAS: [&str; 12] = [
    "bookshop",
    "shop",
    "crate_tables",
    "empty_names",
    "equal_names",
    "generated_columns",
    "hostile_enums",
    "hostile_text",
    "keyword_tables",
    "many_columns",
    "primitive_tables",
    "standard_tables",
];

fn main() -> Result<(), ormgen::Error> {
    for schema in SCHEMAS {
        ormgen::Config::new()
            .folder(schema)
            .compile(format!("fixtures/{schema}/schema.sql"))?;
    }
    Ok(())
}
