//! Keeping a version of the plan, and fixing it: number, day, and what is not confirmed.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::people::PeopleError;
use kikin_app::planning::{Fix, LastFixed, ToFix, fix, keep_draft, to_fix};
use kikin_app::round::RoundError;
use kikin_domain::round::State as Standing;
use kikin_domain::year::era_date;
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::{above, borrowed, stage_of};
use crate::component::{
    Button, ButtonKind, Cell, Choice, Column, Control, Field, FieldError, Notice, NoticeKind, Table, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;

/// The prefecture and the plan year.
type Key = (PrefectureCode, FiscalYear);

/// The form that fixes the plan.
#[derive(Debug, Template)]
#[template(path = "page/plan/freeze.html")]
pub(crate) struct FreezePage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    /// What is not confirmed, if anything.
    unready: Option<Table>,
    /// What counts with another amount than was decided and answered, if anything.
    deviating: Option<(Notice, Table)>,
    /// What was fixed before.
    before: Option<Notice>,
    /// What is above 国の内示.
    above: Option<Notice>,
    /// Who has not handed in, if anybody.
    missing: Option<Notice>,
    /// What is still open, if anything; it does not stand in the way.
    open: Vec<Notice>,
    told: Notice,
    choice: Option<Field>,
    /// The tick that fixes amounts that disagree.
    as_it_is: Option<Field>,
    fields: Vec<Field>,
    seen: String,
    action: String,
    back: String,
    button: Button,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    fixed_on: String,
    #[serde(default)]
    document_number: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    unready: String,
    #[serde(default)]
    deviating: String,
}

const LEAVE_OUT: &str = "leave-out";

const AS_IT_IS: &str = "as-it-is";

/// So many bodies that have not handed in are named.
const MOST_NAMED: usize = 20;

/// So many of those that stand in the way are listed.
const MOST_LISTED: usize = 400;

impl FreezePage {
    fn new(shell: Shell, (prefecture, year): Key, shown: &ToFix, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let missing: Vec<_> = shown.contained.iter().filter(|c| !c.ready).collect();
        let row = |c: &&kikin_app::planning::Contained| {
            vec![
                Cell::text(&c.name),
                Cell::text(c.bu.label()),
                Cell::text(c.stage.label()),
                Cell::text(c.state.label()),
            ]
        };
        let unready = (!missing.is_empty()).then(|| Table {
            caption: "確認済みでない提出物".to_owned(),
            columns: ["団体", "分", "段階", "状態"].map(Column::text).into(),
            rows: missing.iter().take(MOST_LISTED).map(row).collect(),
            foot: None,
            empty: String::new(),
        });
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: typed.unready == value,
        };
        let choices =
            vec![choice("", "確認済みにしてから確定する（今は確定しない）"), choice(LEAVE_OUT, "除いて確定する")];
        let line = |name, label, kind, value: &str| Field::line(name, label, kind).value(value);
        let fields = vec![
            line("fixed_on", "確定日", TextKind::Date, &typed.fixed_on),
            line("document_number", "文書番号", TextKind::Text, &typed.document_number).optional(),
            line("note", "備考", TextKind::Text, &typed.note).optional(),
        ];
        Self {
            facts: facts(shown),
            told: told(shown),
            before: shown.fixed.as_ref().map(|fixed| before(shown.number, fixed)),
            above: super::totals::above_notice(&shown.above),
            missing: not_handed_in(&shown.missing),
            open: super::still_open::notices(&shown.open),
            unready,
            choice: (!missing.is_empty()).then(|| {
                Field::line("unready", "確認済みでない提出物の扱い", TextKind::Text)
                    .control(Control::Radio(choices))
                    .errors(&errors)
            }),
            deviating: deviating((prefecture, year), shown),
            as_it_is: (shown.deviating > 0).then(|| as_it_is(typed).errors(&errors)),
            fields: fields.into_iter().map(|field| field.errors(&errors)).collect(),
            seen: shown.seen.clone(),
            action: format!("{}/plan/freeze", of_year(year)),
            back: format!("{}/plan", of_year(year)),
            button: Button::new(verb(shown.fixed.is_some()), ButtonKind::Danger),
            shell: shell.under(&borrowed(&above(year))).errors(errors),
        }
    }
}

/// How many of the submissions are confirmed, how many are the prefecture's own that fixing confirms, and how many are not.
fn counts(shown: &ToFix) -> [usize; 3] {
    let ready = || shown.contained.iter().filter(|c| c.ready);
    // Nobody confirms what is the prefecture's own.
    let own = ready().filter(|c| c.state < Standing::Confirmed).count();
    [ready().count() - own, own, shown.contained.len() - ready().count()]
}

fn facts(shown: &ToFix) -> Vec<(&'static str, String)> {
    let ([confirmed, own, missing], all) = (counts(shown), &shown.totals.all);
    let mut facts = vec![("版", format!("計画 第{}版", shown.number)), ("確認済みの提出物", format!("{confirmed}件"))];
    if own > 0 {
        facts.push(("県自らの事業の提出物（確定で確認済みになるもの）", format!("{own}件")));
    }
    facts.extend([
        ("確認済みでない提出物", format!("{missing}件")),
        ("事業（今の計画）", format!("{}件", all.projects)),
        ("総事業費（今の計画）", format!("{}円", all.total)),
        ("基金充当額 計（今の計画）", format!("{}円", all.fund)),
    ]);
    facts
}

/// What fixing does, or what stands in its way.
fn told(shown: &ToFix) -> Notice {
    let [confirmed, own, missing] = counts(shown);
    if missing > 0 {
        let heading = format!("確認済みでない提出物が{missing}件あります");
        let lines =
            ["確定できるのは、確認済みの提出物だけです。先に確認済みにするか、除いて確定するかを選んでください。"];
        return Notice::new(NoticeKind::Warning, &heading, &lines);
    }
    let heading = match (own, confirmed) {
        (0, 0) => "計画に入る提出物は、まだありません",
        (0, _) => "すべての提出物が確認済みです",
        (_, 0) => "計画に入るのは、県自らの事業の提出物だけです",
        _ => "市町村の提出物は、すべて確認済みです",
    };
    let by_fixing = format!("県自らの事業の提出物{own}件は、確定と同時に確認済みになります。");
    let mut lines =
        vec!["確定すると、この版のブックを保存し、提出物はすべて「確定」になります。取り消すことはできません。"];
    if own > 0 {
        lines.push(&by_fixing);
    }
    Notice::new(NoticeKind::Info, heading, &lines)
}

/// Who is expected and has handed nothing in: the plan would be fixed without them.
fn not_handed_in(missing: &[(String, Bu)]) -> Option<Notice> {
    let mut bodies: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, bu) in missing {
        match bodies.last_mut().filter(|(last, _)| last == name) {
            Some((_, halves)) => halves.push(bu.label()),
            None => bodies.push((name, vec![bu.label()])),
        }
    }
    let heading = format!("まだ計画を提出していない団体があります（{}団体）", bodies.len());
    let listed: Vec<String> =
        bodies.iter().take(MOST_NAMED).map(|(name, halves)| format!("{name}（{}）", halves.join("・"))).collect();
    let more = if bodies.len() > MOST_NAMED { "ほか" } else { "" };
    let names = format!("{}{more}", listed.join("、"));
    let then = "確定すると、これらの団体の事業は、この版に入りません。";
    (!bodies.is_empty()).then(|| Notice::new(NoticeKind::Warning, &heading, &[&names, then]))
}

/// The verb of fixing, by whether a version is fixed already.
pub(super) const fn verb(again: bool) -> &'static str {
    if again { "変更後の県計画を確定する" } else { "県計画を確定する" }
}

/// What was fixed before, and what fixing does beside it.
fn before(next: i64, fixed: &LastFixed) -> Notice {
    let number = fixed.version.version.number;
    let day = fixed.version.fixing.as_ref().map_or_else(String::new, |f| format!("（{}）", era_date(f.fixed_on)));
    let heading = format!("第{number}版{day}を確定しています");
    let stays = format!("確定すると、第{next}版になります。第{number}版も、そのまま残ります。");
    if fixed.differs() {
        let since = format!("第{number}版から変わったもの：{}。", super::totals::told_since(&fixed.since));
        Notice::new(NoticeKind::Info, &heading, &[&since, &stays])
    } else {
        let same = format!("今の計画は、第{number}版から変わっていません。確定する必要はありません。");
        Notice::new(NoticeKind::Warning, &heading, &[&same, &stays])
    }
}

/// A version that is fixed, for samples.
pub(super) fn sample_fixed(differs: bool) -> Option<LastFixed> {
    use kikin_app::planning::{Edited, Fixing, KeptPlan, PlanVersion, Since};
    use kikin_domain::{Yen, plan::Stage};
    let version = PlanVersion {
        id: 3,
        year: FiscalYear::new(2026)?,
        stage: Stage::Plan,
        number: 3,
        created_at: "2026-06-01T09:00:00+09:00".to_owned(),
        created_by: "150002-02".to_owned(),
        reason: None,
        frozen: true,
    };
    let fixing = Fixing {
        fixed_on: jiff::civil::date(2026, 6, 1),
        document_number: Some("福第12号".to_owned()),
        note: None,
        deviations: Vec::new(),
    };
    let (total, fund, national) = (Yen::ZERO, Yen::ZERO, Yen::ZERO);
    let paper = Some(("令和8年度_新潟県計画_第3版.xlsx".to_owned(), "0f".repeat(32), 48_213));
    let version = KeptPlan { version, paper, fixing: Some(fixing), projects: 0, total, fund, national };
    let edited = Edited { bundling: differs, texts: differs };
    let arrived = if differs { vec![("長岡市".to_owned(), Bu::Medical)] } else { Vec::new() };
    Some(LastFixed { version, since: Since { files: differs, arrived, edited } })
}

/// What disagrees with what was decided and answered.
fn deviating(key: Key, shown: &ToFix) -> Option<(Notice, Table)> {
    let told = kikin_domain::settled::told(&shown.deviations)?;
    let table = super::deviations::table(key, "査定・回答と額が異なる事業", &shown.deviations)?;
    Some((Notice::new(NoticeKind::Warning, &format!("{told}があります"), &[super::totals::DEVIATING]), table))
}

/// The tick that fixes what disagrees.
fn as_it_is(typed: &Typed) -> Field {
    let choice = Choice {
        value: AS_IT_IS.to_owned(),
        label: "査定・回答と異なる額のまま確定する".to_owned(),
        chosen: typed.deviating == AS_IT_IS,
    };
    Field::line("deviating", "査定・回答と額が異なる事業の扱い", TextKind::Text)
        .help("印を付けて確定すると、確定した版と記録に、異なる事業と差が残ります。")
        .control(Control::Check(vec![choice]))
}

const TITLE: &str = "県計画の確定";

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let shown = to_fix(&site.store, &member.scope, key).await?;
    let typed = Typed { fixed_on: member.scope.act().at.date().to_string(), ..Typed::default() };
    Ok(ok(&FreezePage::new(Shell::of(TITLE, &member), key, &shown, &typed, Vec::new())))
}

/// Fixes the plan.
pub(crate) async fn freeze(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let error = match typed.fixed_on.trim().parse() {
        Ok(fixed_on) => {
            let wanted = Fix {
                fixed_on,
                document_number: given(&typed.document_number),
                note: given(&typed.note),
                leave_out: typed.unready == LEAVE_OUT,
                as_it_is: typed.deviating == AS_IT_IS,
                seen: typed.seen.clone(),
            };
            match fix(&site.store, &member.scope, key, &wanted).await {
                Ok(kept) => {
                    let to = format!("{}/plan/versions/{}?done=fixed", of_year(key.1), kept.version.id);
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(RoundError::Field(sentence)) => FieldError { field: "", sentence },
                Err(RoundError::People(PeopleError::Meanwhile)) => {
                    FieldError { field: "", sentence: CHANGED.to_owned() }
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(_) => FieldError {
            field: "fixed_on",
            sentence: format!("確定日「{}」は日付ではありません。年月日を選んでください。", typed.fixed_on),
        },
    };
    let shown = to_fix(&site.store, &member.scope, key).await?;
    // Whoever is to choose is led to the choice, and whoever is to tick to the tick.
    let at_choice = error.field.is_empty() && error.sentence.contains("除いて確定する") && typed.unready != LEAVE_OUT;
    let at_day = error.field.is_empty() && error.sentence.starts_with("確定日");
    let at_tick = error.field.is_empty() && error.sentence.contains("異なる額のまま確定する");
    let error = match (at_choice, at_day, at_tick) {
        (true, ..) => FieldError { field: "unready", ..error },
        (_, true, _) => FieldError { field: "fixed_on", ..error },
        (.., true) => FieldError { field: "deviating", ..error },
        _ => error,
    };
    Ok(again(&FreezePage::new(Shell::of(TITLE, &member), key, &shown, &typed, vec![error])))
}

const CHANGED: &str = "画面を開いた後に、計画の内容が変わりました。下の内容を確かめて、もう一度確定してください。";

/// What is typed to keep a draft.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TypedDraft {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    reason: String,
}

/// Keeps the plan as it is as a draft version.
pub(crate) async fn keep(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(typed): Form<TypedDraft>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let reason = Some(typed.reason.trim()).filter(|reason| !reason.is_empty());
    match keep_draft(&site.store, &member.scope, key, stage_of(&typed.stage)?, reason).await {
        Ok(kept) => {
            let to = format!("{}/plan/versions/{}?done=kept", of_year(key.1), kept.version.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(RoundError::Field(sentence)) => {
            let errors = vec![FieldError { field: "reason", sentence }];
            super::versions::listed(&site, &member, key, &typed.reason, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

impl Page for FreezePage {
    const NAME: &'static str = "plan-freeze";

    fn samples() -> Vec<Self> {
        use kikin_app::planning::{Contained, Totals};
        use kikin_domain::round::State as Word;
        use kikin_domain::{BodyCode, Bu, CategoryTable, plan::Stage};
        let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else { return Vec::new() };
        let Some(prefecture) = PrefectureCode::new(15) else { return Vec::new() };
        let categories: Vec<_> = CategoryTable::published().of_year(year).cloned().collect();
        let totals = Totals::of(&categories, std::iter::empty::<&kikin_domain::consolidated::Line>());
        let (name, bu, stage) = ("長岡市".to_owned(), Bu::Medical, Stage::Plan);
        let ready = Contained { body, name, bu, stage, state: Word::Confirmed, ready: true };
        let unready = Contained { state: Word::Submitted, ready: false, ..ready.clone() };
        let page = |contained: Vec<Contained>, deviations: Vec<_>, errors: Vec<FieldError>| {
            let (totals, deviating) = (totals.clone(), deviations.len());
            let again = deviating > 0;
            let fixed = sample_fixed(again).filter(|_| again || errors.is_empty());
            let above =
                if again { vec![kikin_domain::Finding::new(kikin_domain::RuleId::P002, "", &[])] } else { Vec::new() };
            let seen = "0f".to_owned();
            let missing = if again { vec![("三条市".to_owned(), Bu::Care)] } else { Vec::new() };
            let open = super::still_open::sample(again, contained.len());
            let shown =
                ToFix { totals, contained, deviations, deviating, seen, number: 4, above, fixed, missing, open };
            let shell = Shell::sample_of_prefecture(TITLE);
            Self::new(shell, (prefecture, year), &shown, &Typed::default(), errors)
        };
        let sentence = "除いて確定するかを選んでください。".to_owned();
        let wrong = FieldError { field: "unready", sentence };
        let untold = FieldError { field: "deviating", sentence: "印を付けてください。".to_owned() };
        vec![
            page(vec![ready.clone()], Vec::new(), Vec::new()),
            page(vec![ready.clone()], super::deviations::samples(), vec![untold]),
            page(vec![Contained { state: Word::Submitted, ..ready.clone() }], Vec::new(), Vec::new()),
            page(vec![ready, unready], Vec::new(), vec![wrong]),
        ]
    }
}
