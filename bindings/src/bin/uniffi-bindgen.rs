//! Writes the Kotlin, Swift and Python of this crate; `bindings/generate` calls it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
