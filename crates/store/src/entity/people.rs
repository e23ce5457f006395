//! Posts and how they sign in.

use super::table;

table! {
    post = "posts" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        organisation: Option<String>,
        account: String,
        role: String,
        halves: String,
        name: String,
        valid_from: Option<String>,
        valid_to: Option<String>,
        created_at: String,
        created_by: String,
    }
}

table! {
    post_event = "post_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        post: i64,
        kind: String,
        at: String,
        actor: String,
        why: Option<String>,
    }
}

table! {
    holder = "post_holders" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        post: i64,
        starts: String,
        made_at: String,
    }
}

table! {
    holder_name = "post_holder_names" {
        #[sea_orm(primary_key, auto_increment = false)]
        holder: i64,
        prefecture: i64,
        name: String,
    }
}

table! {
    credential = "credentials" {
        #[sea_orm(primary_key, auto_increment = false)]
        post: i64,
        prefecture: i64,
        holder: i64,
        password: Option<String>,
        totp_secret: Option<String>,
        changed_at: String,
    }
}

table! {
    invitation = "invitations" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        post: i64,
        holder: i64,
        token_sha256: String,
        made_at: String,
        expires_at: String,
        made_by: String,
    }
}

table! {
    invitation_event = "invitation_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        invitation: i64,
        kind: String,
        at: String,
    }
}

table! {
    session = "sessions" {
        #[sea_orm(primary_key, auto_increment = false)]
        token_sha256: String,
        prefecture: i64,
        post: i64,
        holder: i64,
        made_at: i64,
        seen_at: i64,
        origin: Option<String>,
    }
}

table! {
    throttle = "throttles" {
        #[sea_orm(primary_key, auto_increment = false)]
        key_sha256: String,
        attempts: i64,
        last_at: i64,
        blocked_until: i64,
    }
}

table! {
    totp_state = "totp_states" {
        #[sea_orm(primary_key, auto_increment = false)]
        post: i64,
        prefecture: i64,
        pending_secret: Option<String>,
        last_step: i64,
    }
}
