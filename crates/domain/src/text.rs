//! Comparison keys (forms.md §1.2). Free text is stored as typed; only keys are normalized.

use unicode_normalization::UnicodeNormalization;

/// White space for the purpose of keys: also zero-width characters that copy and paste leaves behind.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Whether a cell's text is blank: nothing but white space.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Whether NFKC leaves a character as it is, whatever of the same kind stands beside it: printable ASCII, ideographs, kana and
/// their punctuation. Voiced sound marks that combine are not among them.
const fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '、' | '。' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}')
}

/// NFKC with all white space removed.
#[must_use]
pub fn nfkc_compact(text: &str) -> String {
    // Most cells are already plain; the normalizer is only asked when something could change.
    if text.chars().all(is_plain) {
        return text.chars().filter(|c| *c != ' ').collect();
    }
    text.nfkc().filter(|c| !is_space(*c)).collect()
}

/// NFKC with white space at the ends removed.
#[must_use]
pub fn nfkc_trim(text: &str) -> String {
    let folded: String = text.nfkc().collect();
    folded.trim_matches(is_space).to_owned()
}

/// Folds what stays different after NFKC but means the same: dashes, tildes, ヶ, radicals of the CJK supplement.
fn fold(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{30FC}' => '-',
        '\u{301C}' | '\u{FF5E}' | '\u{223C}' | '\u{02DC}' => '~',
        'ヶ' | 'ゖ' => 'ケ',
        'ヵ' | 'ゕ' => 'カ',
        other => radical(other),
    }
}

/// CJK Radicals Supplement characters have no compatibility mapping in NFKC, yet PDF extraction produces them.
fn radical(c: char) -> char {
    match c {
        '⺟' => '母',
        '⺠' => '民',
        '⻁' => '虎',
        '⻄' => '西',
        '⻑' => '長',
        '⻘' => '青',
        '⻝' => '食',
        '⻤' => '鬼',
        '⻨' => '麦',
        '⻩' => '黄',
        '⻫' => '斉',
        '⻭' => '歯',
        '⻯' => '竜',
        '⻲' => '亀',
        other => other,
    }
}

/// The comparison key: NFKC, no white space, dashes, tildes and ヶ folded, lower case. Brackets are kept.
#[must_use]
pub fn key(text: &str) -> String {
    let compact = nfkc_compact(text);
    let mut key = String::with_capacity(compact.len());
    for c in compact.chars().map(fold) {
        match c {
            // Neither kana nor ideographs have case.
            '\u{3000}'..='\u{9FFF}' => key.push(c),
            c if c.is_ascii() => key.push(c.to_ascii_lowercase()),
            c => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// The key of a label: [`key`] without bracketed hints, ※ marks, full stops and middle dots.
#[must_use]
pub fn label_key(text: &str) -> String {
    let compact = key(text);
    let mut out = String::with_capacity(compact.len());
    let mut depth = 0_usize;
    let mut after_mark = false;
    for c in compact.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '〈' | '<' | '《' | '{' => depth += 1,
            ')' | ']' | '】' | '〕' | '〉' | '>' | '》' | '}' => depth = depth.saturating_sub(1),
            '※' | '*' if depth == 0 => after_mark = true,
            '.' | '・' | '。' | ':' if depth == 0 => {}
            c if depth == 0 => {
                if after_mark && c.is_ascii_digit() {
                    continue;
                }
                after_mark = false;
                out.push(c);
            }
            _ => {}
        }
    }
    out
}

/// The key of a choice: as [`label_key`], but a choice that stands wholly in brackets keeps what they hold.
#[must_use]
pub fn choice_key(text: &str) -> String {
    let outside = label_key(text);
    if outside.is_empty() {
        key(text).chars().filter(|c| !"()[]【】〔〕<>〈〉".contains(*c)).collect()
    } else {
        outside
    }
}

/// The text, or its first `most` characters and an ellipsis.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    // No character takes less than a byte.
    if text.len() <= most {
        return text.to_owned();
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The number of single-character edits between two keys; small inputs only (labels and choices).
#[must_use]
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(i + 1);
        for (j, cb) in b.iter().enumerate() {
            let replace = previous[j] + usize::from(ca != *cb);
            current.push(replace.min(previous[j + 1] + 1).min(current[j] + 1));
        }
        previous = current;
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_what_nfkc_leaves_alone() {
        let plain: Vec<char> = ('\0'..='\u{FFFF}').filter(|c| is_plain(*c)).collect();
        assert!(plain.len() > 20_000);
        for &c in &plain {
            assert!([c].into_iter().nfkc().eq([c]), "{c:?}");
            // Nothing plain goes together with what stands before it.
            assert!(['か', c].into_iter().nfkc().eq(['か', c]), "{c:?}");
        }
        assert_eq!(key("か\u{3099} Ａb〜ー"), "がab~-");
    }

    #[test]
    fn labels_lose_hints_blanks_and_width() {
        assert_eq!(label_key("総事\n業費（A+B+C）"), "総事業費");
        assert_eq!(label_key("Ｎｏ．"), "no");
        assert_eq!(label_key("№"), "no");
        assert_eq!(label_key("事業名※1"), "事業名");
        assert_eq!(label_key("新規\n・継続"), "新規継続");
        assert_eq!(label_key("うち受託事業等（再掲）"), "うち受託事業等");
        assert_eq!(label_key("税込／税抜の別"), "税込/税抜の別");
    }

    #[test]
    fn kangxi_radicals_match() {
        assert_eq!(key("⼀般"), key("一般"));
        assert_eq!(key("公⺠混在"), key("公民混在"));
    }

    #[test]
    fn only_long_texts_are_shortened() {
        assert_eq!(shortened("長岡市", 3), "長岡市");
        assert_eq!(shortened("長岡市役所", 3), "長岡市…");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(edit_distance("新規", "新規"), 0);
        assert_eq!(edit_distance("検討中", "継続"), 3);
    }
}
