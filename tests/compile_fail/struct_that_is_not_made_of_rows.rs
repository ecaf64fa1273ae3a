use ormgen_runtime::{Engine, Result, text};

struct BookLine {
    title: String,
}

fn main() -> Result<()> {
    let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    let rows = connection.execute(text("SELECT 'Emma' AS title"))?;
    let _ = rows.all_as::<BookLine>();
    Ok(())
}
