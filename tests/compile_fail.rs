//! Mistakes that the compiler tells, with its messages.

use std::fs;

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

/// A message that does not fit on a screen is not read.
#[test]
fn messages_are_short() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compile_fail");
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "stderr")
        {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= 25, "{} has {lines} lines", path.display());
            cases += 1;
        }
    }
    assert!(cases >= 10, "only {cases} messages");
}
