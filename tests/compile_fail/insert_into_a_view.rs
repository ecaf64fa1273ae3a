use fixtures::views::NewOpenLoan;
use ormgen_runtime::Session;

fn main() {}

fn lend(session: &mut Session) {
    session.add(NewOpenLoan::new().title("Emma"));
}
