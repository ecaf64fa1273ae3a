//! Generates the models of each fixture into OUT_DIR, as the build script of any crate would.

const SCHEMAS: [&str; 2] = ["bookshop", "shop"];

fn main() -> Result<(), ormgen::Error> {
    for schema in SCHEMAS {
        ormgen::Config::new()
            .folder(schema)
            .compile(format!("fixtures/{schema}/schema.sql"))?;
    }
    Ok(())
}
