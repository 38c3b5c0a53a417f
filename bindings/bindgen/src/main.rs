//! Writes the Kotlin, Swift and Python of the calls; `bindings/generate` calls it. A crate of its own, so that no phone links it and the calls are built once.

fn main() {
    uniffi::uniffi_bindgen_main();
}
