//! Nothing but the unwinder: whoever links it takes the names `_Unwind_…`, and `android/native/parts/unwind.sh` hides the rest.
#![no_std]

use unwinding as _;

unsafe extern "C" {
    fn abort() -> !;
}

/// The unwinder itself does not panic; if it did, nobody is left who could unwind.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe { abort() }
}
