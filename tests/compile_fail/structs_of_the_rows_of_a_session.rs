use fixtures::bookshop::Author;
use ormgen_runtime::{Ref, Session};

struct Writer(Ref<Author>);

impl From<Ref<Author>> for Writer {
    fn from(author: Ref<Author>) -> Self {
        Writer(author)
    }
}

fn writers(session: &mut Session) {
    let _ = session.query::<Author>().map_into::<Writer>();
}

fn main() {}
