//! A text as a QR code: SVG of 60 mm, dark on white with its quiet edge, one path. Knows nothing of what the text says.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around a code, as the standard asks.
const QUIET: i32 = 4;

/// The code; `None` for a text that is too long for one. `title` says what it is to whoever does not see it.
pub fn svg(text: &str, title: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    // Runs of a row as one stroke each: half the bytes of a square a module.
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            if !code.get_module(x, y) {
                x += 1;
                continue;
            }
            let from = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            path.push_str(&format!("M{} {}h{}v1h-{}z", from + QUIET, y + QUIET, x - from, x - from));
        }
    }
    let whole = size + 2 * QUIET;
    Some(html! {
        svg.qr viewBox={ "0 0 " (whole) " " (whole) } width="60mm" height="60mm" role="img"
            shape-rendering="crispEdges" aria-label=(title) {
            rect width=(whole) height=(whole) fill="#fff" {}
            path fill="#000" d=(path) {}
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_too_long_for_a_code_has_none() {
        assert!(super::svg("chaski:00", "x").is_some());
        assert!(super::svg(&"a".repeat(4_000), "x").is_none());
    }
}
