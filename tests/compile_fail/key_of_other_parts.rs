use fixtures::behaviours::Point;
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn a_key_with_a_part_too_many(session: &mut Session) -> Result<Option<Ref<Point>>> {
    session.get::<Point>((1, 2, 3))
}
