//! Readiness while the database's server goes away and comes back: a proxy stands between, which can be shut or fall silent.

use std::net::SocketAddr;

use axum::http::StatusCode;
use kikin_app::Store;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::{Browser, server_on};
use crate::db::Db;

/// What stands between the server and its database.
struct Between {
    address: SocketAddr,
    database: String,
    task: JoinHandle<()>,
}

impl Between {
    /// On a free port.
    async fn open(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("has an address");
        Self { address, database: database.to_owned(), task: tokio::spawn(pass(listener, database.to_owned())) }
    }

    /// Hangs up on everybody and listens no more.
    async fn shut(&mut self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    /// Listens, and says nothing.
    async fn fall_silent(&mut self) {
        self.shut().await;
        let listener = TcpListener::bind(self.address).await.expect("the port is its own");
        self.task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                held.push(stream);
            }
        });
    }

    /// Passes on again.
    async fn open_again(&mut self) {
        self.shut().await;
        let listener = TcpListener::bind(self.address).await.expect("the port is its own");
        self.task = tokio::spawn(pass(listener, self.database.clone()));
    }
}

async fn pass(listener: TcpListener, to: String) {
    // Dropped with this task, they hang up.
    let mut open = JoinSet::new();
    while let Ok((mut from, _)) = listener.accept().await {
        let to = to.clone();
        open.spawn(async move {
            let mut database = TcpStream::connect(to).await.expect("the database of the tests answers");
            let _ = copy_bidirectional(&mut from, &mut database).await;
        });
    }
}

/// Status and word.
async fn readiness(browser: &Browser) -> (StatusCode, String) {
    let answer = browser.get("/readyz").await;
    (answer.status, answer.text())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_follows_the_server_of_the_database() {
    let db = Db::postgres().await;
    let (user, rest) = db.url.trim_start_matches("postgres://").split_once('@').expect("a user");
    let (address, name) = rest.split_once('/').expect("a database");
    let mut between = Between::open(address).await;
    let store = Store::connect(&format!("postgres://{user}@{}/{name}", between.address)).await.expect("connects");
    let browser = Browser { server: server_on(store), cookie: String::new() };
    let ready = (StatusCode::OK, "{\"status\":\"ready\"}".to_owned());
    let away = (StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"database does not answer\"}".to_owned());
    assert_eq!(readiness(&browser).await, ready);
    // Its machine is there, the server is not: as while it is restarted.
    between.shut().await;
    assert_eq!(readiness(&browser).await, away);
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "the process lives all the same");
    between.open_again().await;
    assert_eq!(readiness(&browser).await, ready, "without a restart of this one");
    // Packets come to nothing: the answer is this server's own, before the request's time is over.
    between.fall_silent().await;
    assert_eq!(readiness(&browser).await, away);
    between.open_again().await;
    assert_eq!(readiness(&browser).await, ready);
    drop(browser);
    db.drop().await;
}
