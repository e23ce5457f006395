//! `kikin user`: posts and invitations, by whoever runs the machine.

mod args;

use anyhow::bail;
use kikin_app::Store;
use kikin_app::people::{
    Invited, Limits, MakePost, Post, PostView, Scope, SystemEntropy, change_holder, close_post, invite, list_posts,
    make_post, reset_totp, sign_out_post,
};
use kikin_domain::permission::{Role, Seat};

pub(crate) use args::UserArgs;
use args::{AccountArgs, AddArgs, CloseArgs, HolderArgs, ListArgs, UserCommand};

use crate::Outcome;
use crate::database::{block_on, open_current};

pub(crate) fn run(args: &UserArgs) -> anyhow::Result<Outcome> {
    match &args.what {
        UserCommand::Add(args) => add(args),
        UserCommand::List(args) => list(args),
        UserCommand::Invite(args) => again(args),
        UserCommand::Close(args) => close(args),
        UserCommand::Holder(args) => holder(args),
        UserCommand::ResetTotp(args) => reset(args),
        UserCommand::SignOut(args) => sign_out(args),
        UserCommand::Permissions => {
            say_on!("{}", kikin_report::permissions::markdown());
            Ok(Outcome::Fine)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the command line, on the machine that holds the database")]
pub(crate) fn scope() -> Scope {
    kikin_app::people::at_the_machine(jiff::Timestamp::now())
}

fn add(args: &AddArgs) -> anyhow::Result<Outcome> {
    let seat = match args.organisation {
        Some(code) if code.is_prefecture() => Seat::Prefecture(code.prefecture()),
        Some(code) => Seat::Body(code.prefecture(), code),
        None if args.role == Role::Operator => Seat::Installation,
        None => bail!("「{}」の団体コードを --organisation で指定してください", args.role.label()),
    };
    let wanted = MakePost {
        seat,
        role: args.role,
        halves: args.bu,
        name: args.name.clone(),
        holder: args.holder.clone(),
        account: args.account.clone(),
        valid_from: args.from,
        valid_to: args.until,
    };
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let post = make_post(&store, &scope(), wanted).await?;
        say!("職を追加しました：{}", told(&post));
        print_invitation(&invited(&store, &post.account).await?);
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

fn list(args: &ListArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let views = list_posts(&store, &scope(), args.prefecture).await?;
        store.close().await?;
        if views.is_empty() {
            say!("職はまだありません。kikin user add で追加してください。");
        }
        views.iter().for_each(print_view);
        Ok(Outcome::Fine)
    })
}

fn again(args: &AccountArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        print_invitation(&invited(&store, &args.account).await?);
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

fn close(args: &CloseArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let post = close_post(&store, &scope(), &args.account, &args.reason).await?;
        say!("職を廃止しました：{}", told(&post));
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

fn holder(args: &HolderArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let scope = scope();
        let from = args.from.unwrap_or(scope.act().at.date());
        let post = change_holder(&store, &scope, &args.account, &args.name, from).await?;
        say!("担当者の交代を登録しました（{from}から）：{}", told(&post));
        print_invitation(&invited(&store, &post.account).await?);
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

fn reset(args: &AccountArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let post = reset_totp(&store, &scope(), &args.account).await?;
        say!("確認コードとパスワードを取り消しました：{}", told(&post));
        print_invitation(&invited(&store, &post.account).await?);
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

fn sign_out(args: &AccountArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let ended = sign_out_post(&store, &scope(), &args.account).await?;
        say!("サインインを終わらせました：{}　{ended}件", args.account);
        Ok(store.close().await.map(|()| Outcome::Fine)?)
    })
}

async fn invited(store: &Store, account: &str) -> anyhow::Result<Invited> {
    Ok(invite(store, &Limits::default(), &scope(), &mut SystemEntropy, account).await?)
}

fn print_invitation(invited: &Invited) {
    say!("招待のリンク（一度だけ使えます。この画面にしか表示されません）：");
    say!("  {}", invited.path());
    say!(
        "  利用者がブラウザーに入力するアドレス（設定の public_address。例 https://kikin.example.lg.jp）の後に続けて、担当者本人に渡してください。"
    );
    say!("  使える期間：{} から {} まで", minute(&invited.from.to_string()), minute(&invited.until.to_string()));
}

/// A moment to the minute, without its offset.
fn minute(moment: &str) -> String {
    moment.get(..16).unwrap_or(moment).replace('T', " ")
}

fn told(post: &Post) -> String {
    let body = post.seat.code().map_or("全体", |_| post.organisation.as_str());
    format!("{}　{body}　{}　{}　{}", post.account, post.role.label(), post.halves.label(), post.name)
}

fn print_view(view: &PostView) {
    let PostView { post, state, totp } = view;
    say!("{}　{}{}", told(post), state.label(), if *totp { "　確認コードあり" } else { "" });
    if let (Some(from), Some(to)) = (post.valid_from, post.valid_to) {
        say!("    期間：{from} から {to} まで");
    }
    if let Some(why) = &post.closed_why {
        say!("    廃止の理由：{why}");
    }
    for holder in &post.holders {
        say!("    {}から　{}", holder.starts, holder.name.as_deref().unwrap_or("（氏名は廃棄済み）"));
    }
}
