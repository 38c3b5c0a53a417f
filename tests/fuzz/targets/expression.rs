//! `chaski_fuzz::expression`, under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chaski_fuzz::expression::check(bytes));
