//! Are the models of any script Rust?

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ormgen::fuzzing::models(input));
