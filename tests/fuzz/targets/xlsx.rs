//! `chaski_fuzz::xlsx`, under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chaski_fuzz::xlsx::check(bytes));
