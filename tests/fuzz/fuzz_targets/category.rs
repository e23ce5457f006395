//! Keys and 区分: a key is its own key, and the number of what was found is found again.

#![no_main]

use kikin_domain::FiscalYear;
use kikin_domain::category::{CategoryMatch, CategoryTable};
use kikin_domain::text::{choice_key, key, label_key};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    assert_eq!(key(&key(text)), key(text), "{text:?}");
    let _ = (label_key(text), choice_key(text));
    let table = CategoryTable::published();
    for year in [2014, 2020, 2026] {
        let year = FiscalYear::new(year).expect("a year of the fund");
        let found = table.read(text, year);
        assert_eq!(table.read(&key(text), year), found, "{text:?}");
        if let CategoryMatch::Found(code) = found {
            let number = &table.get(&code, year).expect("in force").number;
            assert_eq!(table.read(number, year), CategoryMatch::Found(code), "{text:?}");
        }
    }
});
