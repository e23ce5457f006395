//! The prefecture's 内示 by project, and the answer to it: 満額, 減額 or 取下げ.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{Answered, Assessed, RoundError, Site as RoundSite, answer_assessment, answer_form, assessed};
use kikin_domain::permission::Action;
use kikin_domain::plan::{Answer, Stage};
use kikin_domain::text::nfkc_compact;
use kikin_domain::{Bu, Yen};

use super::{anew, submission_name, under_submission};
use crate::component::{Button, ButtonKind, Choice, FieldError, Notice, NoticeKind};
use crate::download;
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{OfSubmission, of_submission};
use crate::site::SharedSite;

/// The page.
#[derive(Debug, Template)]
#[template(path = "page/town/answer.html")]
pub(crate) struct AnswerPage {
    shell: Shell,
    told: Notice,
    /// What is to be handed in anew, if anything.
    anew: Option<Notice>,
    address: String,
    caption: String,
    rows: Vec<Row>,
    may: bool,
    button: Button,
    back: String,
}

/// A project.
#[derive(Debug)]
struct Row {
    no: String,
    name: String,
    asked: String,
    granted: String,
    decision: String,
    adopted: bool,
    choices: Vec<Choice>,
    answered: &'static str,
    amount: String,
    why: String,
}

/// What is typed for a project.
#[derive(Clone, Debug, Default)]
struct Typed {
    no: String,
    answer: String,
    amount: String,
    why: String,
}

const fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Full => "full",
        Answer::Reduced => "reduced",
        Answer::Withdrawn => "withdrawn",
    }
}

fn row(one: &Assessed, typed: Option<&Typed>) -> Row {
    let (decision, given) = (one.decision.as_ref(), one.answer.as_ref());
    let chosen = typed.map(|t| t.answer.as_str()).or_else(|| given.map(|a| word(a.answer)));
    let choice = |answer: &Answer| Choice {
        value: word(*answer).to_owned(),
        label: answer.label().to_owned(),
        chosen: chosen == Some(word(*answer)),
    };
    let told = decision.map_or_else(String::new, |d| {
        let adopted = if d.adopted { "採択" } else { "不採択" };
        d.why.as_ref().map_or_else(|| adopted.to_owned(), |why| format!("{adopted}：{why}"))
    });
    let reduced = given.filter(|a| a.answer == Answer::Reduced).map(|a| a.amount.to_string());
    Row {
        no: one.project.no.text().to_owned(),
        name: one.project.name.text().to_owned(),
        asked: one.project.fund.get().map_or_else(|| "—".to_owned(), |yen| yen.to_string()),
        granted: decision.map_or_else(|| "—".to_owned(), |d| d.granted.to_string()),
        decision: told,
        adopted: decision.is_some_and(|d| d.adopted),
        choices: Answer::ALL.iter().map(choice).collect(),
        answered: given.map_or("—", |a| a.answer.label()),
        amount: typed.map(|t| t.amount.clone()).or(reduced).unwrap_or_default(),
        why: typed.map(|t| t.why.clone()).or_else(|| given.and_then(|a| a.why.clone())).unwrap_or_default(),
    }
}

impl AnswerPage {
    fn new(
        shell: Shell,
        (round, stage, bu): (RoundSite, Stage, Bu),
        assessed: &[Assessed],
        may: bool,
        (typed, errors): (&[Typed], Vec<FieldError>),
    ) -> Self {
        let own = of_submission(round, stage, bu);
        let notified = assessed.iter().any(|a| a.decision.is_some());
        let answered = assessed.iter().any(|a| a.answer.is_some());
        let told = match (notified, answered) {
            (false, _) => Notice::new(NoticeKind::Info, "県の内示はまだありません。", &[]),
            (true, true) => Notice::new(NoticeKind::Success, "内示に回答しています。", &[]),
            (true, false) if may => Notice::new(
                NoticeKind::Warning,
                "県の内示に回答してください。",
                &["採択された事業ごとに、満額・減額・取下げを選びます。減額のときは、使う額と理由を記入してください。"],
            ),
            (true, false) => Notice::new(NoticeKind::Info, "担当者の回答を待っています。", &[]),
        };
        let of = |no: &str| typed.iter().find(|t| t.no == no);
        let rows =
            if notified { assessed.iter().map(|a| row(a, of(a.project.no.text()))).collect() } else { Vec::new() };
        Self {
            told,
            anew: if answered { anew::of_answer(assessed, stage) } else { None },
            address: format!("{own}/answer"),
            caption: format!("{} {} 県の内示と回答", round.year.era(), submission_name(stage, bu)),
            rows,
            may: may && notified,
            button: Button::new("回答を送る", ButtonKind::Solid),
            back: own,
            shell: shell.errors(errors),
        }
    }
}

impl Page for AnswerPage {
    const NAME: &'static str = "answer";

    fn samples() -> Vec<Self> {
        use kikin_app::round::Decision;
        let what = (super::examples::site(), Stage::Plan, Bu::Care);
        let decision = |adopted, why: Option<&str>| Decision {
            no: String::new(),
            adopted,
            granted: Yen::new(if adopted { 4_000_000 } else { 0 }),
            why: why.map(str::to_owned),
        };
        let answer = Answered {
            no: String::new(),
            answer: Answer::Reduced,
            amount: Yen::new(3_000_000),
            why: Some("対象者数の減".to_owned()),
        };
        let assessed = |decision, answer| Assessed {
            project: kikin_domain::Project::default(),
            category: "Ⅰ-1".to_owned(),
            decision,
            carried: None,
            answer,
        };
        let waiting =
            vec![assessed(Some(decision(true, None)), None), assessed(Some(decision(false, Some("対象外"))), None)];
        let answered = vec![assessed(Some(decision(true, Some("単価の見直し"))), Some(answer))];
        let wrong = vec![FieldError { field: "", sentence: "No.1の回答の額が合いません。".to_owned() }];
        let page = |list: &[Assessed], may, errors| {
            Self::new(Shell::sample("県の内示への回答"), what, list, may, (&[], errors))
        };
        vec![
            page(&waiting, true, Vec::new()),
            page(&waiting, true, wrong),
            page(&answered, false, Vec::new()),
            page(&[], true, Vec::new()),
        ]
    }
}

/// An amount as people type it: full-width digits, separators, 円.
fn yen(typed: &str) -> Option<Yen> {
    let plain: String = nfkc_compact(typed).chars().filter(|c| !",、円".contains(*c)).collect();
    plain.parse::<i64>().ok().map(Yen::new)
}

async fn page(
    site: &SharedSite,
    member: &Member,
    of: &OfSubmission,
    typed: &[Typed],
    errors: Vec<FieldError>,
) -> Result<AnswerPage, WebError> {
    let (round, stage, bu) = of.read(member)?;
    let list = assessed(&site.store, &member.scope, (round, stage), bu).await?;
    let may = member.scope.may(Action::AnswerAssessment, &round.matter().concerning(bu.into())).is_ok();
    let shell = under_submission("県の内示への回答", member, round, stage, bu);
    Ok(AnswerPage::new(shell, (round, stage, bu), &list, may, (typed, errors)))
}

/// What was decided, and the form that answers.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    Ok(ok(&page(&site, &member, &of, &[], Vec::new()).await?))
}

/// The rows of the form: the fields of each project follow its `no`.
fn rows(sent: Vec<(String, String)>) -> Vec<Typed> {
    let mut rows: Vec<Typed> = Vec::new();
    for (name, value) in sent {
        match (name.as_str(), rows.last_mut()) {
            ("no", _) => rows.push(Typed { no: value, ..Typed::default() }),
            ("answer", Some(row)) => row.answer = value,
            ("amount", Some(row)) => row.amount = value,
            ("why", Some(row)) => row.why = value,
            _ => {}
        }
    }
    rows
}

/// What is answered for a project; the amount of 満額 is what was granted.
fn answered(typed: &Typed, list: &[Assessed]) -> Result<Answered, FieldError> {
    let wrong = |what: String| FieldError { field: "", sentence: format!("No.{}の{what}", typed.no) };
    let answer = Answer::ALL.iter().copied().find(|answer| word(*answer) == typed.answer);
    let answer =
        answer.ok_or_else(|| wrong("回答が選ばれていません。満額・減額・取下げから選んでください。".to_owned()))?;
    let granted = list.iter().find(|a| a.project.no.text() == typed.no).and_then(|a| a.decision.as_ref());
    let amount = match answer {
        Answer::Full => granted.map_or(Yen::ZERO, |d| d.granted),
        Answer::Withdrawn => Yen::ZERO,
        Answer::Reduced => yen(&typed.amount).ok_or_else(|| {
            wrong(format!("「{}」は金額ではありません。減額のときは、使う額を数字で入力してください。", typed.amount))
        })?,
    };
    let why = Some(typed.why.trim().to_owned()).filter(|why| !why.is_empty());
    Ok(Answered { no: typed.no.clone(), answer, amount, why })
}

/// Sends the answer.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let typed = rows(sent);
    let list = assessed(&site.store, &member.scope, (round, stage), bu).await?;
    let (given, wrong): (Vec<_>, Vec<_>) = typed.iter().map(|t| answered(t, &list)).partition(Result::is_ok);
    let wrong: Vec<FieldError> = wrong.into_iter().filter_map(Result::err).collect();
    if !wrong.is_empty() {
        return Ok(again(&page(&site, &member, &of, &typed, wrong).await?));
    }
    let given: Vec<Answered> = given.into_iter().filter_map(Result::ok).collect();
    match answer_assessment(&site.store, &member.scope, (round, stage), bu, &given).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=answered", of_submission(round, stage, bu))).into_response()),
        Err(error @ (RoundError::Field(_) | RoundError::NotNow(_))) => {
            let errors = vec![FieldError { field: "", sentence: error.to_string() }];
            Ok(again(&page(&site, &member, &of, &typed, errors).await?))
        }
        Err(other) => Err(other.into()),
    }
}

/// The form with the 内示 in it.
pub(crate) async fn form(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let form = answer_form(&site.store, &member.scope, (round, stage), bu).await?;
    Ok(download::file(&form.name, download::XLSX, form.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        assert_eq!(yen("１，２３４，０００円"), Some(Yen::new(1_234_000)));
        assert_eq!(yen("1,000"), Some(Yen::new(1_000)));
        assert_eq!((yen(""), yen("12a")), (None, None));
    }
}
