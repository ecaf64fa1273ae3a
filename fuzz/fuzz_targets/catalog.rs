//! Does what `ormgen catalog` reads and prints lose nothing, and stay the same?

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ormgen::fuzzing::catalog(input));
