//! Dates: any text is read without a panic, and a formatted date is read as itself.

#![no_main]

use jiff::civil::Date;
use kikin_domain::FiscalYear;
use kikin_sheet::value::date::{Bound, End, day, is_open, period};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        for end in [End::First, End::Last] {
            if let Some(read) = day(text, end) {
                assert_eq!(day(&read.to_string(), end), Some(read), "{text}");
            }
        }
        let _ = (period(text), is_open(text), FiscalYear::parse(text));
    }
    let [how, a, b, c, ..] = *data else { return };
    let days = i64::from(u32::from_le_bytes([a, b, c, 0]) % 29_000);
    let date = jiff::civil::date(2019, 5, 1).checked_add(jiff::Span::new().days(days)).expect("before 2099");
    let text = written(date, how);
    for end in [End::First, End::Last] {
        assert_eq!(day(&text, end), Some(date), "{text}");
    }
    let until = date.checked_add(jiff::Span::new().days(1)).expect("before 2099");
    let both = format!("{text}～{}", written(until, how));
    assert_eq!(period(&both), Some((Bound::Day(date), Bound::Day(until))), "{both}");
});

fn written(date: Date, how: u8) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let reiwa = year - 2018;
    match how % 7 {
        0 => date.to_string(),
        1 => format!("{year}/{month}/{day}"),
        2 if reiwa == 1 => format!("令和元年{month}月{day}日"),
        2 => format!("令和{reiwa}年{month}月{day}日"),
        3 => format!("R{reiwa}.{month}.{day}"),
        4 => format!("令和 {reiwa} 年 {month} 月 {day} 日"),
        5 => format!("㋿{reiwa}年{month}月{day}日"),
        _ => format!("{year}年{month}月{day}日"),
    }
}
