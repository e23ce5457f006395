//! Settings of the server: defaults, a file, the environment and the command line, the later over the earlier.

use serde::{Deserialize, Serialize};

/// All settings. `docs/kikin.example.toml` lists every one with its default; a test holds it to this definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The database, `sqlite://…` or `postgres://…`.
    pub database: String,
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// The address that users type, `https://kikin.example.lg.jp`, for links that are handed on. Blank: as the browser that
    /// asks has reached the server.
    pub public_address: String,
    /// Whether browsers reach the server by https, through a proxy: cookies become `Secure` and HSTS is sent.
    pub tls: bool,
    /// Whether the proxy's `X-Forwarded-For` tells the caller's address. Only behind a proxy that sets it.
    pub trust_proxy: bool,
    /// What is logged: `error`, `warn`, `info` or `debug`.
    pub log_level: String,
    /// Whether the log is one JSON object a line.
    pub log_json: bool,
    /// A request ends after so many seconds.
    pub request_seconds: u64,
    /// A request that brings files ends after so many seconds: 20 MB take their time on a slow line.
    pub upload_seconds: u64,
    /// A request's head has so many seconds to arrive, and a connection over which nothing is asked ends after them.
    pub head_seconds: u64,
    /// So many connections are open at once; further ones wait until one ends.
    pub connections_at_once: usize,
    /// So many requests are worked on at once; further ones wait a little and are then asked to come again.
    pub requests_at_once: usize,
    /// A form is no larger, in KiB.
    pub form_kib: usize,
    /// At the end, requests under way have so many seconds.
    pub shutdown_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: "sqlite://kikin.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            public_address: String::new(),
            tls: false,
            trust_proxy: false,
            log_level: "info".to_owned(),
            log_json: false,
            request_seconds: 30,
            upload_seconds: 300,
            head_seconds: 20,
            connections_at_once: 1_000,
            requests_at_once: 64,
            form_kib: 256,
            shutdown_seconds: 20,
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is no TOML, or names something unknown, or a value is of another kind.
    #[error("設定ファイルを読めません：{0}。docs/kikin.example.toml を見て直してください。")]
    File(#[source] toml::de::Error),
    /// A variable of the environment cannot be read as the setting's kind.
    #[error("環境変数 {name} の値「{value}」は使えません。{kind}にしてください。")]
    Variable {
        /// The variable.
        name: String,
        /// Its value.
        value: String,
        /// What it must be.
        kind: &'static str,
    },
    /// A value is of the right kind but cannot be meant.
    #[error("設定 {name} の値「{value}」は使えません。{kind}にしてください。")]
    Value {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it must be.
        kind: &'static str,
    },
}

/// The levels of the log.
pub const LOG_LEVELS: [&str; 4] = ["error", "warn", "info", "debug"];

impl Settings {
    /// Reads the text of a file, and over it what `variable` knows of `KIKIN_…`.
    ///
    /// # Errors
    /// [`SettingsError`], with the name of the setting.
    pub fn read(file: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        // Read as settings first: messages then tell line and name.
        toml::from_str::<Self>(file).map_err(SettingsError::File)?;
        let mut table: toml::Table = toml::from_str(file).map_err(SettingsError::File)?;
        for (key, default) in Self::defaults() {
            let name = format!("KIKIN_{}", key.to_uppercase());
            let Some(value) = variable(&name) else { continue };
            let read = read_as(&default, &value);
            let Some(read) = read else {
                return Err(SettingsError::Variable { name, value, kind: kind_of(&default) });
            };
            table.insert(key, read);
        }
        let settings: Self = table.try_into().map_err(SettingsError::File)?;
        settings.checked()
    }

    /// The same settings, if they can be meant.
    ///
    /// # Errors
    /// [`SettingsError::Value`].
    pub fn checked(self) -> Result<Self, SettingsError> {
        let wrong =
            |name, value: &dyn ToString, kind| Err(SettingsError::Value { name, value: value.to_string(), kind });
        if !LOG_LEVELS.contains(&self.log_level.as_str()) {
            return wrong("log_level", &self.log_level, "error、warn、info、debug のどれか");
        }
        if self.listen.parse::<std::net::SocketAddr>().is_err() {
            return wrong("listen", &self.listen, "「127.0.0.1:8080」の形");
        }
        if !is_address(&self.public_address) {
            return wrong(
                "public_address",
                &self.public_address,
                "「https://kikin.example.lg.jp」の形（最後の「/」は付けない）、又は空",
            );
        }
        let seconds = [
            ("request_seconds", self.request_seconds),
            ("upload_seconds", self.upload_seconds),
            ("head_seconds", self.head_seconds),
            ("shutdown_seconds", self.shutdown_seconds),
        ];
        for (name, number) in seconds {
            if !(1..=3_600).contains(&number) {
                return wrong(name, &number, "1から3600までの秒数");
            }
        }
        let numbers = [("requests_at_once", self.requests_at_once), ("connections_at_once", self.connections_at_once)];
        for (name, number) in numbers {
            if !(1..=10_000).contains(&number) {
                return wrong(name, &number, "1から10000までの数");
            }
        }
        if !(16..=16_384).contains(&self.form_kib) {
            return wrong("form_kib", &self.form_kib, "16から16384までの数（KiB）");
        }
        Ok(self)
    }

    /// Every setting with its default, in the order of the definition's names.
    #[must_use]
    pub fn defaults() -> toml::Table {
        toml::Table::try_from(Self::default()).unwrap_or_default()
    }
}

/// Blank, or scheme and host and nothing after them.
fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let named = |host: &str| {
        let parsed = host.parse::<axum::http::uri::Authority>();
        parsed.is_ok_and(|one| !one.as_str().contains('@') && !one.host().is_empty())
    };
    text.is_empty() || host.is_some_and(named)
}

fn read_as(like: &toml::Value, text: &str) -> Option<toml::Value> {
    match like {
        toml::Value::Boolean(_) => match text.trim() {
            "true" | "1" => Some(true.into()),
            "false" | "0" => Some(false.into()),
            _ => None,
        },
        toml::Value::Integer(_) => text.trim().parse::<i64>().ok().map(Into::into),
        _ => Some(text.into()),
    }
}

const fn kind_of(like: &toml::Value) -> &'static str {
    match like {
        toml::Value::Boolean(_) => "true 又は false",
        toml::Value::Integer(_) => "整数",
        _ => "文字列",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../docs/kikin.example.toml");

    #[test]
    fn the_example_lists_every_setting_with_its_default() {
        assert_eq!(Settings::read(EXAMPLE, |_| None).expect("reads"), Settings::default());
        let listed: toml::Table = toml::from_str(EXAMPLE).expect("is TOML");
        assert_eq!(listed, Settings::defaults());
    }

    #[test]
    fn the_environment_goes_over_the_file() {
        let variable = |name: &str| match name {
            "KIKIN_TLS" => Some("true".to_owned()),
            "KIKIN_REQUEST_SECONDS" => Some("5".to_owned()),
            _ => None,
        };
        let read = Settings::read("tls = false\nlisten = \"0.0.0.0:80\"", variable).expect("reads");
        assert_eq!(
            read,
            Settings { tls: true, request_seconds: 5, listen: "0.0.0.0:80".to_owned(), ..Settings::default() }
        );
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        let told = |file: &str| Settings::read(file, |_| None).expect_err("is refused").to_string();
        assert!(told("listn = 1").contains("listn"));
        assert!(told("request_seconds = 0").contains("request_seconds"));
        assert!(told("head_seconds = 0").contains("head_seconds"));
        assert!(told("connections_at_once = 0").contains("connections_at_once"));
        assert!(told("log_level = \"loud\"").contains("log_level"));
        for wrong in ["kikin.example", "https://", "https://kikin.example/", "ftp://kikin.example", "https://a@b"] {
            assert!(told(&format!("public_address = \"{wrong}\"")).contains("public_address"), "{wrong}");
        }
        assert!(Settings::read("public_address = \"https://kikin.example.lg.jp:8443\"", |_| None).is_ok());
        assert!(told("listen = \"8080\"").contains("listen"));
        let variable = |name: &str| (name == "KIKIN_FORM_KIB").then(|| "much".to_owned());
        assert!(Settings::read("", variable).expect_err("is refused").to_string().contains("KIKIN_FORM_KIB"));
    }
}
