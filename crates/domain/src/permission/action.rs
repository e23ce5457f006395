//! What can be done in the round of a year.

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $group:ident, $label:literal;)+) => {
        /// Something that somebody may be permitted to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name),+ }

        impl Action {
            /// All of them, in the order of the round.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in data and in the record of events.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The words on Japanese pages.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }

            /// The part of the round it belongs to.
            #[must_use]
            pub const fn group(self) -> Group {
                match self { $(Self::$name => Group::$group),+ }
            }
        }
    };
}

/// A part of the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 共通
    Everyone,
    /// 市町村の仕事
    Municipality,
    /// 県の審査
    Review,
    /// 年度の設定
    Year,
    /// 県計画
    Plan,
    /// 監査と運用
    Operation,
}

impl Group {
    /// All parts, in order.
    pub const ALL: [Self; 6] =
        [Self::Everyone, Self::Municipality, Self::Review, Self::Year, Self::Plan, Self::Operation];

    /// The heading on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Everyone => "共通",
            Self::Municipality => "市町村の仕事",
            Self::Review => "県の審査",
            Self::Year => "年度の設定",
            Self::Plan => "県計画",
            Self::Operation => "監査と運用",
        }
    }
}

actions! {
    /// Own password, 確認コード, signing out.
    OwnAccount, "account.own", Everyone, "自分のパスワード・確認コードを変える";
    /// Notices and deadlines of the prefecture.
    ReadNotices, "notice.read", Everyone, "お知らせと期限を見る";

    /// The form, pre-filled.
    Template, "template.get", Municipality, "様式を受け取る";
    /// Uploading for findings; nothing is handed in by it.
    Check, "upload.check", Municipality, "アップロードして検査する";
    /// Drafts and attachments before handing in.
    Draft, "draft.edit", Municipality, "下書きを作る・直す、添付を付ける";
    /// Handing in, 該当事業なし too.
    HandIn, "submission.hand-in", Municipality, "提出する（該当事業なしの回答を含む）";
    /// 庁内決裁 by a second post.
    Approve, "submission.approve", Municipality, "庁内決裁をする";
    /// Withdrawing before confirmation.
    Withdraw, "submission.withdraw", Municipality, "提出を取り下げる";
    /// 満額／減額／取下げ after the prefecture's 内示.
    AnswerAssessment, "assessment.answer", Municipality, "県の内示に回答する（満額・減額・取下げ）";
    /// Versions, findings, receipts, originals, time line.
    ViewSubmission, "submission.view", Municipality, "提出物・受付票・経過を見る";
    /// A comment on a project or a cell.
    Comment, "comment.write", Municipality, "コメントを書く";

    /// 提出状況一覧.
    ViewStatus, "status.view", Review, "提出状況一覧を見る";
    /// A file that came by mail.
    ProxyRegister, "submission.proxy", Review, "代理登録をする";
    /// Reviewing: differences, notes, marking as 審査中.
    Review, "review.work", Review, "審査をする";
    /// 修正依頼, whole or by project.
    RequestCorrection, "review.return", Review, "修正を依頼する";
    /// 受付.
    Receive, "review.receive", Review, "受け付ける";
    /// 確認.
    Confirm, "review.confirm", Review, "確認済みにする";
    /// 採択/不採択 and 査定額.
    Assess, "assessment.enter", Review, "査定を入力する（採択・不採択、査定額）";
    /// Sending the assessments back as the prefecture's 内示.
    NotifyAssessment, "assessment.notify", Review, "県の内示を送る";
    /// Text and list for reminders.
    Remind, "reminder.make", Review, "督促の文と一覧を作る";

    /// Opening, closing, deadlines, form version, severities, who is expected.
    SetUpYear, "year.set", Year, "年度を設定する（受付の開始・締切、期限、様式、検査の重さ）";
    /// Bodies besides the published list.
    AddBody, "organisation.add", Year, "団体を追加する（広域連合など）";
    /// 国の内示 by 区分 and round.
    EnterNationalNotice, "national-notice.enter", Year, "国の内示を登録する";
    /// Notices to municipalities.
    PostNotice, "notice.post", Year, "お知らせを出す";

    /// The prefecture's own projects.
    EditOwnProjects, "project.own", Plan, "県自らの事業を編集する";
    /// Grouping into 都道府県事業.
    GroupProjects, "project.group", Plan, "都道府県事業に束ねる";
    /// The text of the plan.
    EditChapters, "plan.text", Plan, "計画本文を編集する";
    /// Live totals and saved versions.
    ViewPlan, "plan.view", Plan, "県計画と総括表を見る";
    /// A version with number and date.
    FreezePlan, "plan.freeze", Plan, "県計画を確定する";
    /// 交付額 by year of the grant and 区分.
    EnterGrant, "grant.enter", Plan, "交付額を登録する";
    /// The prefecture's own part of 事後評価.
    WriteEvaluation, "evaluation.write", Plan, "事後評価の県の記載を編集する";
    /// Workbooks, CSV, zips of originals and receipts.
    Export, "export.make", Plan, "書き出す（県計画、CSV、原本・受付票の一括）";

    /// The record of events.
    ReadAudit, "audit.read", Operation, "記録（いつ・だれが・何を）を読む";
    /// The bundle for auditors.
    Bundle, "audit.bundle", Operation, "監査資料一式を作る";
    /// Making and closing posts, holders, invitations.
    ManagePosts, "post.manage", Operation, "利用者を管理する（職の追加・廃止、担当者の交代、招待）";
    /// Verifying chain, rows and files.
    Verify, "database.verify", Operation, "記録が元のままかを確かめる";
    /// Copies and rehearsals of their restoring.
    BackUp, "database.back-up", Operation, "控えを作る・復元の予行をする";
}
