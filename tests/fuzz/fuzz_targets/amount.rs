//! Amounts: any text is read without a panic, and a formatted amount is read as itself.

#![no_main]

use kikin_sheet::value::amount::{AmountText, parse};
use rust_decimal::Decimal;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        // What is read can be written as a plain number and read again.
        if let AmountText::Plain(value) = parse(text) {
            assert_eq!(parse(&value.to_string()), AmountText::Plain(value), "{text}");
        }
    }
    let Some((how, rest)) = data.split_first() else { return };
    let mut bytes = [0; 8];
    let length = rest.len().min(8);
    bytes[..length].copy_from_slice(&rest[..length]);
    // The product knows no amount of 10 兆円 or more.
    let yen = i64::from_le_bytes(bytes).rem_euclid(10_000_000_000_000);
    let (text, expected) = written(yen, *how);
    assert_eq!(parse(&text), expected, "{text}");
});

fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c }).collect()
}

fn scaled(yen: i64) -> String {
    let (trillion, rest) = (yen / 1_000_000_000_000, yen % 1_000_000_000_000);
    let (hundred_million, rest) = (rest / 100_000_000, rest % 100_000_000);
    let (ten_thousand, rest) = (rest / 10_000, rest % 10_000);
    let mut out = String::new();
    for (number, scale) in [(trillion, "兆"), (hundred_million, "億"), (ten_thousand, "万")] {
        if number > 0 {
            out += &format!("{number}{scale}");
        }
    }
    if rest > 0 || out.is_empty() {
        out += &rest.to_string();
    }
    out + "円"
}

fn written(yen: i64, how: u8) -> (String, AmountText) {
    let plain = |n: i64| AmountText::Plain(Decimal::from(n));
    let in_yen = |n: i64| AmountText::Yen(Decimal::from(n));
    match how % 9 {
        0 => (yen.to_string(), plain(yen)),
        1 => (grouped(yen), plain(yen)),
        2 => (full_width(&grouped(yen)), plain(yen)),
        3 => (format!("{}円", grouped(yen)), in_yen(yen)),
        4 => (format!("△{}", grouped(yen)), plain(-yen)),
        5 => (format!("（{yen}）"), plain(-yen)),
        6 => (format!("{}千円", yen / 1_000), in_yen(yen / 1_000 * 1_000)),
        7 => (scaled(yen), in_yen(yen)),
        _ => (format!("￥ {}", full_width(&yen.to_string())), in_yen(yen)),
    }
}
