//! CSV: no field becomes a formula, and what was written is read again.

#![no_main]

use kikin_report::data::field;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let written = field(text);
    let is_number = written.parse::<f64>().is_ok_and(f64::is_finite);
    let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    assert!(is_number || !written.starts_with(dangerous), "{text:?}");
    assert!(written == text || written.strip_prefix('\'') == Some(text), "{text:?}");

    let mut out = ::csv::WriterBuilder::new().buffer_capacity(256).terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record([written.as_str(), "1"]).expect("written");
    let bytes = out.into_inner().expect("written");
    let mut reader = ::csv::ReaderBuilder::new().buffer_capacity(256).has_headers(false).from_reader(bytes.as_slice());
    let record = reader.records().next().expect("a record").expect("UTF-8");
    assert_eq!(record.iter().collect::<Vec<_>>(), [written.as_str(), "1"]);
});
