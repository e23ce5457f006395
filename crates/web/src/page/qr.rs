//! A QR code as SVG, drawn here: what it holds is a secret, and no other machine draws it.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// So many modules around it stay white (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A QR code of `text`; empty if it is too long for one. The title is read aloud and holds no markup.
pub(super) fn svg(text: &str, title: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let side = code.size() + 2 * QUIET;
    format!(
        "<svg class=\"kikin-qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{title}\">\
         <rect class=\"kikin-qr__ground\" width=\"{side}\" height=\"{side}\"/><path class=\"kikin-qr__ink\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_in_its_frame() {
        let drawn = svg("otpauth://totp/kikin:a?secret=JBSWY3DPEHPK3PXP", "題");
        // Its 47 bytes need version 4, which has 33 modules a side; its upper left finder begins inside the quiet zone.
        assert!(drawn.contains("viewBox=\"0 0 41 41\"") && drawn.contains("M4 4h1"), "{}", &drawn[..200]);
        assert_eq!(svg(&"x".repeat(5_000), "題"), "");
    }
}
