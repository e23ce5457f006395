//! Any bytes: the gate answers with cells or with findings, and never by a caught panic.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Err(findings) = kikin_sheet::open(data) {
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(!finding.message.contains("内部エラー"), "a panic was caught");
            assert!(!finding.message.is_empty() && !finding.hint.is_empty());
        }
    }
});
