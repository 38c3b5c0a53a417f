//! `chaski_fuzz::xform`, under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chaski_fuzz::xform::check(bytes));
