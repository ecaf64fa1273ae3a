//! Generates the models of each fixture into OUT_DIR, as the build script of any crate would.

use ormgen::Config;

const OTHERS: [&str; 12] = [
    "shop",
    "crate_tables",
    "empty_names",
    "equal_names",
    "generated_columns",
    "hostile_enums",
    "hostile_text",
    "keyword_tables",
    "many_columns",
    "many_required",
    "primitive_tables",
    "standard_tables",
];

fn main() -> Result<(), ormgen::Error> {
    Config::new().compile("fixtures/bookshop/schema.sql")?;
    for schema in OTHERS {
        Config::new()
            .folder(schema)
            .compile(format!("fixtures/{schema}/schema.sql"))?;
    }
    Ok(())
}
