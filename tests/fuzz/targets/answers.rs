//! `chaski_fuzz::answers`, under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chaski_fuzz::answers::check(bytes));
