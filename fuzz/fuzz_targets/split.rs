//! Is every byte of a script in a statement or nothing, and is every statement read, counted or told?

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ormgen::fuzzing::split(input));
