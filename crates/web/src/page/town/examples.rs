//! Examples of what the use cases answer, for the samples of this part's pages.

use kikin_app::planning::Deviation;
use kikin_app::round::{
    Attachment, Comment, Draft, DraftView, Due, Home, Moment, Notice, Returned, ReturnedElsewhere, Round, Site, Slip,
    SlipVersion, Step, SubmissionActs, SubmissionView, Told,
};
use kikin_app::{PlanYear, Submission, Version};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{Answer, Stage};
use kikin_domain::round::{
    Act, AttachmentKind, Cause, Desk, Filed, LeftOut, Media, NotNow, Progress, Reopened, State, WhyLeft,
};
use kikin_domain::settled::{Basis, Settled, Whose};
use kikin_domain::standing::VersionState;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FiscalYear, PrefectureCode, Verdict, Yen};

/// 聖籠町 in 令和8年度.
#[expect(clippy::expect_used, reason = "samples are fixed")]
pub(super) fn site() -> Site {
    Site {
        prefecture: PrefectureCode::new(15).expect("新潟県"),
        year: FiscalYear::new(2026).expect("令和8年度"),
        body: BodyCode::parse("153079").expect("聖籠町"),
    }
}

/// A submission that is due.
pub(super) fn due() -> Due {
    Due {
        stage: Stage::Plan,
        bu: Bu::Medical,
        state: State::NotSubmitted,
        expected: true,
        open: true,
        deadline: Moment::parse("2026-12-18T17:00:00+09:00"),
        days_left: Some(27),
        overdue: false,
        returned: None,
        counting: None,
        step: Step::Upload,
    }
}

/// What came back.
fn returned(reopened: Reopened) -> Option<Returned> {
    let why = "No.2の積算根拠が、添付の見積書と合っていません。\n見積書に合わせて総事業費を直してください。";
    Some(Returned {
        why: why.to_owned(),
        reopened,
        at: "2026-11-20T10:12:00+09:00".to_owned(),
        by: "150002-01".to_owned(),
    })
}

/// Homes: with everything, and with nothing.
pub(super) fn homes() -> Vec<Home> {
    let site = site();
    let year = PlanYear::published(site.prefecture, site.year);
    let some = |state, step| Due { state, step, ..due() };
    let back = |bu, reopened, step| Due {
        bu,
        state: State::Returned,
        counting: Some((12, 42)),
        returned: returned(reopened),
        ..some(State::Returned, step)
    };
    let all = vec![
        Due { stage: Stage::Request, deadline: None, days_left: None, ..some(State::Withdrawn, Step::Draft(3)) },
        back(Bu::Medical, Reopened::Projects(["2".to_owned()].into()), Step::Correct),
        back(Bu::Care, Reopened::Whole, Step::Draft(4)),
        Due { stage: Stage::Change, ..some(State::AwaitingApproval, Step::Decide(5)) },
        Due { stage: Stage::Change, bu: Bu::Care, ..some(State::AwaitingApproval, Step::AwaitDecision(5)) },
        Due { stage: Stage::Change, ..some(State::Drafting, Step::HandIn(5)) },
        Due { stage: Stage::Change, expected: false, ..some(State::NotSubmitted, Step::Nothing) },
        Due { stage: Stage::Change, counting: Some((9, 7)), ..some(State::Confirmed, Step::Answer) },
        Due {
            stage: Stage::Change,
            open: false,
            overdue: true,
            days_left: Some(-3),
            ..some(State::Drafting, Step::Nothing)
        },
    ];
    let notice = |id: i64| Notice {
        id,
        title: "様式の記入の注意".to_owned(),
        content: "金額は円単位で記入してください。\n質問は県の担当まで。".to_owned(),
        posted_at: "2026-11-02T09:00:00+09:00".to_owned(),
        posted_by: "150002-1".to_owned(),
    };
    let before = FiscalYear::new(2025).map_or_else(Vec::new, |year| vec![site.year, year]);
    vec![
        Home {
            year: year.clone(),
            rounds: Vec::new(),
            notices: (0..21).map(notice).collect(),
            due: all,
            years: before,
            last_year: true,
            anew: anew(),
            elsewhere: elsewhere(),
        },
        Home {
            year,
            rounds: Vec::new(),
            notices: Vec::new(),
            due: Vec::new(),
            years: vec![site.year],
            last_year: false,
            anew: Vec::new(),
            elsewhere: Vec::new(),
        },
    ]
}

/// What came back of the year before.
fn elsewhere() -> Vec<ReturnedElsewhere> {
    let back = |year, returned| ReturnedElsewhere { year, stage: Stage::Plan, bu: Bu::Care, returned };
    FiscalYear::new(2025).zip(returned(Reopened::Whole)).map(|(year, told)| back(year, told)).into_iter().collect()
}

/// What was answered with less than was handed in, of what came back and of what is confirmed.
fn anew() -> Vec<Deviation> {
    let whose = |stage, bu| Whose { body: site().body, name: "聖籠町".to_owned(), stage, bu };
    let one = |stage, bu, answer, yen| Deviation {
        whose: whose(stage, bu),
        no: "2".to_owned(),
        name: "在宅医療<連携>".to_owned(),
        planned: Some(Yen::new(6_000_000)),
        settled: Settled { amount: Yen::new(yen), basis: Basis::Answered(answer) },
    };
    vec![
        one(Stage::Plan, Bu::Medical, Answer::Reduced, 4_000_000),
        one(Stage::Change, Bu::Medical, Answer::Withdrawn, 0),
    ]
}

/// Sums of two 区分.
pub(super) fn totals() -> Vec<(CategoryCode, Amounts)> {
    let amounts = |fund: i64| Amounts {
        projects: 2,
        total: Yen::new(fund + 500_000),
        fund: Yen::new(fund),
        national: Yen::new(fund / 3 * 2),
        prefectural: Yen::new(fund - fund / 3 * 2),
        other: Yen::new(500_000),
        ..Amounts::default()
    };
    vec![(CategoryCode::from("II"), amounts(12_000_000)), (CategoryCode::from("III"), amounts(4_200_000))]
}

/// A draft.
pub(super) fn draft(verdict: Verdict) -> DraftView {
    let site = site();
    let findings = match verdict {
        Verdict::Rejected => super::findings::examples(),
        Verdict::AcceptedWithWarnings => super::findings::examples().split_off(2),
        Verdict::Accepted => Vec::new(),
    };
    DraftView {
        draft: Draft {
            id: 4,
            year: site.year,
            body: site.body,
            stage: Stage::Plan,
            halves: Bu::ALL.to_vec(),
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            file_name: "153079_聖籠町.xlsx".to_owned(),
            made_at: "2026-11-21T10:00:00+09:00".to_owned(),
            made_by: "153079-1".to_owned(),
            verdict,
            findings,
            contents: None,
        },
        projects: 4,
        mendable: verdict != Verdict::Rejected,
        no_projects: false,
        totals: totals(),
        year: PlanYear::published(site.prefecture, site.year),
        late: false,
        approval: false,
        returned: false,
        handed_in: None,
        replaces: Vec::new(),
        acts: if verdict == Verdict::Rejected { Vec::new() } else { vec![Act::HandIn] },
        why_not: (verdict == Verdict::Rejected).then(|| {
            "エラーが2件あるため、提出できません。検査の結果に沿って直し、もう一度アップロードしてください。".to_owned()
        }),
        refused: false,
        left: Vec::new(),
        unchanged: false,
    }
}

/// 介護分 of a file that is not taken, for each reason.
pub(super) fn left() -> Vec<LeftOut> {
    let confirmed = NotNow { act: Act::KeepDraft, state: State::Confirmed, cause: Cause::Confirmed };
    [WhyLeft::NotNow(confirmed), WhyLeft::Closed, WhyLeft::NotInCharge, WhyLeft::NotReturned, WhyLeft::NotThen]
        .map(|why| LeftOut { bu: Bu::Care, why })
        .to_vec()
}

/// A receipt.
pub(super) fn slip() -> Slip {
    let site = site();
    let draft = draft(Verdict::Accepted).draft;
    let version = |bu| SlipVersion { bu, number: 2, counting: Some(42) };
    Slip {
        name: "聖籠町".to_owned(),
        upload: 12,
        number: 42,
        received_at: draft.made_at,
        received_by: draft.made_by,
        post: "保健福祉課 担当".to_owned(),
        file_name: draft.file_name,
        sha256: draft.sha256,
        year: site.year,
        body: site.body,
        stage: Stage::Plan,
        versions: Bu::ALL.map(version).to_vec(),
        projects: 4,
        totals: totals(),
        categories: CategoryTable::published().clone(),
        late: false,
    }
}

/// Submissions: one that came back with all that can belong to it, and one of which nothing is there.
pub(super) fn submissions() -> Vec<SubmissionView> {
    let site = site();
    let key = site.key(Stage::Plan, Bu::Care);
    let slip = slip();
    let version = |number: i64, state, counts| Version {
        id: number,
        number,
        upload: slip.upload,
        receipt: slip.number,
        file_name: slip.file_name.clone(),
        sha256: slip.sha256.clone(),
        received_at: slip.received_at.clone(),
        form: None,
        verdict: Verdict::AcceptedWithWarnings,
        submitted: None,
        document_number: None,
        state,
        counts,
    };
    let versions = vec![
        version(1, VersionState::Withdrawn, false),
        version(2, VersionState::Rejected, false),
        version(3, VersionState::Accepted, false),
        version(4, VersionState::Accepted, true),
    ];
    let submission = Submission { id: 1, body: site.body, year: site.year, stage: Stage::Plan, bu: Bu::Care, versions };
    let progress = Progress {
        filed: Filed::Returned,
        desk: Desk::Empty,
        reopened: Some(Reopened::Whole),
        counting: Some(4),
        opened: true,
        notified: true,
        goes_on: false,
    };
    let comment = |id, answers, no: Option<&str>| Comment {
        id,
        key,
        no: no.map(str::to_owned),
        cell: no.map(|_| ("事業一覧".to_owned(), kikin_domain::CellRef::new(9, 4))),
        answers,
        text: "積算の根拠を教えてください。".to_owned(),
        at: slip.received_at.clone(),
        by: "150002-1".to_owned(),
        role: "県担当".to_owned(),
    };
    let attachment = Attachment {
        id: 7,
        key,
        kind: AttachmentKind::Estimate,
        no: Some("2".to_owned()),
        sha256: slip.sha256.clone(),
        media: Media::Pdf,
        file_name: "見積書.pdf".to_owned(),
        made_at: slip.received_at.clone(),
        made_by: "153079-1".to_owned(),
    };
    let told = |role: &str, why: &str| Told {
        at: slip.received_at.clone(),
        who: "保健福祉課 担当".to_owned(),
        role: role.to_owned(),
        what: "提出しました（版4、受付番号42）".to_owned(),
        why: why.to_owned(),
    };
    let everything = SubmissionActs {
        comment: true,
        attach: true,
        withdraw: true,
        no_projects: true,
        upload: true,
        mend: true,
        review: false,
    };
    let nothing = SubmissionActs {
        comment: false,
        attach: false,
        withdraw: false,
        no_projects: false,
        upload: true,
        mend: false,
        review: true,
    };
    let year = PlanYear::published(site.prefecture, site.year);
    let state = State::Returned;
    vec![
        SubmissionView {
            year: year.clone(),
            due: Due {
                bu: Bu::Care,
                state,
                step: Step::Correct,
                counting: Some((12, 42)),
                returned: returned(Reopened::Whole),
                ..due()
            },
            round: Some(Round { submission, events: Vec::new(), progress }),
            findings: super::submission::sample_findings(),
            comments: vec![comment(3, None, Some("2")), comment(4, None, None), comment(5, Some(3), None)],
            attachments: vec![attachment],
            names: [("150002-1".to_owned(), "福祉保健課 担当".to_owned())].into(),
            told: vec![told("市町村担当", ""), told("", "積算の誤り")],
            may: everything,
        },
        SubmissionView {
            year,
            due: Due { bu: Bu::Care, open: false, step: Step::Nothing, ..due() },
            round: None,
            findings: Vec::new(),
            comments: Vec::new(),
            attachments: Vec::new(),
            names: [].into(),
            told: Vec::new(),
            may: nothing,
        },
    ]
}
