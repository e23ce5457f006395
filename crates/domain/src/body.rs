//! Bodies: 全国地方公共団体コード with its check digit, prefectures, and the published list of local governments.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text;

/// A prefecture, 01 to 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct PrefectureCode(u8);

impl From<PrefectureCode> for u8 {
    fn from(code: PrefectureCode) -> Self {
        code.0
    }
}

impl TryFrom<u8> for PrefectureCode {
    type Error = &'static str;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        Self::new(code).ok_or("no prefecture")
    }
}

impl PrefectureCode {
    /// The prefecture with number `code`.
    #[must_use]
    pub fn new(code: u8) -> Option<Self> {
        (1..=47).contains(&code).then_some(Self(code))
    }

    /// Reads `15`, a 6-digit code (`150002`) or the prefecture's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = text::nfkc_compact(text);
        if let Some(code) = BodyCode::parse(&key) {
            return Some(code.prefecture());
        }
        match key.parse::<u8>() {
            Ok(number) => Self::new(number),
            Err(_) => local_governments().prefecture_named(&key),
        }
    }

    /// Its number, 1 to 47.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The name, 「新潟県」.
    #[must_use]
    pub fn name(self) -> &'static str {
        local_governments().prefectures[usize::from(self.0) - 1].1
    }

    /// Its own body code, 150002.
    #[must_use]
    pub fn body(self) -> BodyCode {
        local_governments().prefectures[usize::from(self.0) - 1].0
    }

    /// The word of the prefecture for itself: 都, 道, 府 or 県.
    #[must_use]
    pub fn word(self) -> &'static str {
        let name = self.name();
        name.char_indices().last().map_or("県", |(i, _)| &name[i..])
    }
}

/// Two digits, `15`.
impl fmt::Display for PrefectureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A body's code: six digits, the last a check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct BodyCode(u32);

impl From<BodyCode> for u32 {
    fn from(code: BodyCode) -> Self {
        code.0
    }
}

/// Six digits as a number, held to the check digit.
impl TryFrom<u32> for BodyCode {
    type Error = &'static str;

    fn try_from(code: u32) -> Result<Self, Self::Error> {
        Self::parse(&format!("{code:06}")).ok_or("no code of a body")
    }
}

impl BodyCode {
    /// Reads six digits and holds them to the check digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code = six_digits(text)?;
        (check_digit(code / 10) == code % 10 && (1..=47).contains(&(code / 10_000))).then_some(Self(code))
    }

    /// Completes five digits by their check digit.
    #[must_use]
    pub fn complete(text: &str) -> Option<Self> {
        if text.len() != 5 {
            return None;
        }
        Self::parse(&format!("{text}{}", check_digit(text.parse().ok()?)))
    }

    /// The prefecture it lies in.
    #[must_use]
    pub fn prefecture(self) -> PrefectureCode {
        PrefectureCode(u8::try_from(self.0 / 10_000).unwrap_or(1))
    }

    /// Whether it is a prefecture's own code.
    #[must_use]
    pub const fn is_prefecture(self) -> bool {
        (self.0 / 10).is_multiple_of(1_000)
    }

    /// The name on the published list.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        local_governments().by_code.get(&self).map(|g| g.name)
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

fn six_digits(text: &str) -> Option<u32> {
    (text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The check digit of five digits: weights 6 to 2, eleven minus the remainder, last digit (総務省).
fn check_digit(five: u32) -> u32 {
    let digits = [five / 10_000, five / 1_000 % 10, five / 100 % 10, five / 10 % 10, five % 10];
    let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(d, w)| d * w).sum();
    (11 - sum % 11) % 10
}

/// One local government: of the published list, or one that was added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalGovernment<'a> {
    /// Its code.
    pub code: BodyCode,
    /// Prefecture's name.
    pub prefecture: &'a str,
    /// Its own name; a prefecture's is the prefecture's.
    pub name: &'a str,
}

/// 47 prefectures and 1,741 municipalities.
pub struct LocalGovernments {
    by_code: HashMap<BodyCode, LocalGovernment<'static>>,
    list: Vec<LocalGovernment<'static>>,
    prefectures: Vec<(BodyCode, &'static str)>,
    names: std::collections::HashSet<String>,
}

static LIST: LazyLock<LocalGovernments> = LazyLock::new(|| {
    let mut list = Vec::with_capacity(1_800);
    for line in include_str!("../data/local-governments.csv").lines().skip(1) {
        let mut fields = line.split(',');
        if let (Some(code), Some(prefecture), Some(name)) =
            (fields.next().and_then(BodyCode::parse), fields.next(), fields.next())
        {
            list.push(LocalGovernment { code, prefecture, name });
        }
    }
    LocalGovernments {
        by_code: list.iter().map(|g| (g.code, *g)).collect(),
        prefectures: list.iter().filter(|g| g.code.is_prefecture()).map(|g| (g.code, g.name)).collect(),
        names: list.iter().flat_map(|g| [name_key(g.name), name_key(&format!("{}{}", g.prefecture, g.name))]).collect(),
        list,
    }
});

/// The published list (総務省), embedded.
#[must_use]
pub fn local_governments() -> &'static LocalGovernments {
    &LIST
}

impl LocalGovernments {
    /// All of them, by code.
    #[must_use]
    pub fn all(&self) -> &[LocalGovernment<'static>] {
        &self.list
    }

    /// The one with `code`.
    #[must_use]
    pub fn get(&self, code: BodyCode) -> Option<&LocalGovernment<'static>> {
        self.by_code.get(&code)
    }

    /// The municipalities of a prefecture.
    pub fn municipalities(&self, prefecture: PrefectureCode) -> impl Iterator<Item = &LocalGovernment<'static>> {
        self.list.iter().filter(move |g| g.code.prefecture() == prefecture && !g.code.is_prefecture())
    }

    /// Whether `text` is the name of a local government, with or without its prefecture before it.
    #[must_use]
    pub fn is_name(&self, text: &str) -> bool {
        self.names.contains(&name_key(text))
    }

    fn prefecture_named(&self, text: &str) -> Option<PrefectureCode> {
        let wanted = name_key(text);
        self.prefectures
            .iter()
            .find(|(_, name)| {
                let key = name_key(name);
                key == wanted || (key.chars().count() > 2 && strip_last(&key) == wanted)
            })
            .map(|(code, _)| code.prefecture())
    }
}

impl LocalGovernment<'_> {
    /// Whether `text` names this body: also with prefecture or 郡 before it, 「…長」 after it, ヶ/ケ and known old
    /// characters.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let own = name_key(self.name);
        let mut given = name_key(text);
        // 市長 and 町長 end in 長, and so does no name of a body.
        if given != own && given.ends_with('長') {
            given = strip_last(&given).to_owned();
        }
        if given == own {
            return true;
        }
        let after_prefecture = given.strip_prefix(&name_key(self.prefecture)).unwrap_or(&given);
        after_prefecture == own
            || after_prefecture
                .strip_suffix(own.as_str())
                .is_some_and(|before| before.ends_with('郡') || before.ends_with("支庁") || before.ends_with("振興局"))
    }

    /// Whether `text` names the prefecture of this body, with or without 県 or 知事.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let own = name_key(self.prefecture);
        let given = name_key(text);
        let given = given.strip_suffix("知事").unwrap_or(&given);
        given == own || given == strip_last(&own)
    }
}

fn strip_last(text: &str) -> &str {
    text.char_indices().last().map_or("", |(i, _)| &text[..i])
}

/// The key of a body's name: [`text::key`] with old characters folded to those of the published list, on both sides.
fn name_key(name: &str) -> String {
    text::key(name).chars().filter(|c| !matches!(c, '(' | ')' | '・' | '.')).map(modern).collect()
}

/// Old and variant characters met in names of bodies, folded for comparison only.
fn modern(c: char) -> char {
    match c {
        '檮' => '梼',
        '鰺' => '鯵',
        '龍' => '竜',
        '惠' => '恵',
        '曾' => '曽',
        '澤' => '沢',
        '濱' | '濵' => '浜',
        '廣' => '広',
        '國' => '国',
        '會' => '会',
        '學' => '学',
        '髙' => '高',
        '﨑' | '嵜' => '崎',
        '嶋' | '嶌' => '島',
        '邊' | '邉' => '辺',
        '齋' | '齊' | '斎' => '斉',
        '檜' => '桧',
        '鹽' => '塩',
        '竈' | '竃' => '釜',
        '舘' => '館',
        '瀧' => '滝',
        '嶽' => '岳',
        '當' => '当',
        '條' => '条',
        '櫻' => '桜',
        '德' => '徳',
        '眞' => '真',
        '靜' => '静',
        '縣' => '県',
        '諌' => '諫',
        '藪' => '薮',
        '籠' => '篭',
        '圓' => '円',
        '淺' => '浅',
        '萬' => '万',
        '與' => '与',
        '壹' => '壱',
        '禮' => '礼',
        '霸' => '覇',
        '來' => '来',
        '淵' => '渕',
        '餠' => '餅',
        '祗' => '祇',
        '蘆' => '芦',
        '桒' => '桑',
        '槇' => '槙',
        '埜' => '野',
        '豐' => '豊',
        '榮' => '栄',
        '壽' => '寿',
        '寶' | '寳' => '宝',
        '橫' => '横',
        '黑' => '黒',
        '綠' => '緑',
        '瀨' => '瀬',
        '賴' => '頼',
        '頰' => '頬',
        '增' => '増',
        '緖' => '緒',
        '穗' => '穂',
        '峯' => '峰',
        '嵗' => '歳',
        '鷗' => '鴎',
        'ッ' => 'ツ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        let list = local_governments();
        assert_eq!(list.list.len(), 1_788);
        assert_eq!(list.prefectures.len(), 47);
        for (i, (code, _)) in list.prefectures.iter().enumerate() {
            assert_eq!(usize::from(code.prefecture().get()), i + 1);
        }
    }

    #[test]
    fn codes_are_held_to_their_check_digit() {
        assert!(BodyCode::parse("152021").is_some());
        assert_eq!(BodyCode::parse("152252"), None);
        assert_eq!(BodyCode::complete("15202").map(|c| c.to_string()).as_deref(), Some("152021"));
        assert_eq!(BodyCode::complete("01202").map(|c| c.to_string()).as_deref(), Some("012025"));
    }

    #[test]
    fn a_body_is_known_by_its_names() {
        let find = |code: &str| *local_governments().get(BodyCode::parse(code).expect("code")).expect("listed");
        let nagaoka = find("152021");
        for name in ["長岡市", "新潟県長岡市", "長岡市長", "新潟県長岡市長", "長 岡 市", "⾧岡市"]
        {
            assert!(nagaoka.is_called(name), "{name}");
        }
        assert!(!nagaoka.is_called("三条市"));
        assert!(nagaoka.is_in("新潟"));
        let seiro = find("153079");
        for name in ["聖籠町", "北蒲原郡聖籠町", "新潟県北蒲原郡聖籠町", "聖籠町長", "聖篭町"]
        {
            assert!(seiro.is_called(name), "{name}");
        }
        let ryugasaki = find("082082");
        for name in ["龍ケ崎市", "龍ヶ崎市", "竜ヶ崎市"] {
            assert!(ryugasaki.is_called(name), "{name}");
        }
    }

    #[test]
    fn prefectures_by_number_code_and_name() {
        for text in ["15", "150002", "新潟県", "新潟", "１５"] {
            assert_eq!(PrefectureCode::parse(text).map(PrefectureCode::get), Some(15), "{text}");
        }
        assert_eq!(PrefectureCode::parse("48"), None);
        assert_eq!(PrefectureCode::parse("13").map(PrefectureCode::word), Some("都"));
        assert_eq!(PrefectureCode::parse("京都").map(PrefectureCode::get), Some(26));
    }
}
