use fixtures::shop::{Order, Payment};
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn no_order(session: &mut Session, payment: Ref<Payment>) -> Result<()> {
    session.set(payment, Payment::ORDER, None::<Ref<Order>>)
}
