//! A shop, from an empty database to answered questions.
//!
//! ```console
//! $ cargo run --example shop                                           # in memory
//! $ cargo run --example shop -- 'sqlite:///shop.db?journal_mode=wal'   # in a file, which the next run finds stocked
//! ```
//!
//! The models are those that `build.rs` of this package generates from `fixtures/shop/schema.sql`.

mod answer;
mod stock;

use fixtures::shop::{METADATA, Product};
use ormgen_runtime::{Engine, Result, Session};

fn main() -> Result<()> {
    let url = std::env::args().nth(1);
    let engine = Engine::open(url.as_deref().unwrap_or("sqlite::memory:"))?;
    METADATA.create_all(&engine)?;

    let mut session = Session::new(&engine);
    if session.query::<Product>().count()? == 0 {
        let goods = stock::goods(&mut session)?;
        stock::orders(&mut session, &goods)?;
    }
    session.commit()?;

    answer::what_sells(&engine)?;
    answer::what_is_there(&mut session)?;
    answer::what_makes_a_gift(&mut session)?;
    answer::who_bought_what(&mut session)?;
    answer::what_if_it_were_cheaper(&mut session)
}
