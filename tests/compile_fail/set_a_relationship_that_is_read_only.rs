use fixtures::configured::{Inspection, Note};
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn lead_it(session: &mut Session, inspection: Ref<Inspection>, note: Ref<Note>) -> Result<()> {
    session.set(inspection, Inspection::NOTE, Some(note))
}
