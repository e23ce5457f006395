//! What the tests need from the operating system, and how to get it.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::browser;
use crate::postgres;
use crate::python;
use crate::step::{Step, output, run};

/// Something the machine must have, the Debian packages that bring it, and a shell line that prints something if it is there.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    probe: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        what: "LibreOffice Calc (soffice)",
        packages: &["libreoffice-calc"],
        // Debian installs soffice with any of its parts; Calc is the one library that tells.
        probe: "d=/usr/lib/libreoffice/program; [ ! -d $d ] || [ -e $d/libsclo.so ] && command -v soffice",
    },
    Need { what: "a Japanese font", packages: &["fonts-noto-cjk", "fontconfig"], probe: "fc-list :lang=ja family" },
    Need { what: "pdftotext", packages: &["poppler-utils"], probe: "command -v pdftotext" },
    Need { what: "pdftoppm", packages: &["poppler-utils"], probe: "command -v pdftoppm" },
    Need { what: "PostgreSQL server", packages: &["postgresql"], probe: postgres::PROBE },
    Need { what: "python3 with venv", packages: &["python3", "python3-venv"], probe: python::PROBE },
    Need { what: "Chromium", packages: &["chromium"], probe: browser::CHROMIUM },
    Need { what: "Node.js with npm", packages: &["nodejs", "npm"], probe: browser::NODE },
];

/// What to do about the packages that are missing.
#[derive(Debug, PartialEq)]
enum Remedy {
    Nothing,
    Install(Vec<&'static str>),
    Ask(String),
}

/// The step that makes sure of the system's packages.
pub(crate) fn steps() -> Vec<Step> {
    vec![Step::new("system packages", |_: &Path| ensure())]
}

fn ensure() -> Result<()> {
    let missing = missing();
    for need in &missing {
        println!("    missing: {}", need.what);
    }
    match remedy(&missing, is_root(), has_apt()) {
        Remedy::Nothing => return Ok(()),
        Remedy::Ask(message) => bail!("{message}"),
        Remedy::Install(packages) => install(&packages)?,
    }
    match self::missing().first() {
        None => Ok(()),
        Some(need) => bail!("{} is still missing after the packages were installed", need.what),
    }
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| shell(need.probe).is_none()).collect()
}

fn remedy(missing: &[&Need], root: bool, apt: bool) -> Remedy {
    let mut packages: Vec<&str> = missing.iter().flat_map(|need| need.packages.iter().copied()).collect();
    packages.sort_unstable();
    packages.dedup();
    match (packages.is_empty(), root, apt) {
        (true, _, _) => Remedy::Nothing,
        (false, true, true) => Remedy::Install(packages),
        (false, false, true) => Remedy::Ask(format!(
            "install what is missing and start again:\n  sudo apt-get install --no-install-recommends {}",
            packages.join(" ")
        )),
        (false, _, false) => Remedy::Ask(format!(
            "there is no apt-get here; install what Debian calls {} and start again",
            packages.join(", ")
        )),
    }
}

fn install(packages: &[&str]) -> Result<()> {
    run(apt().arg("update"))?;
    run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
    command
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn has_apt() -> bool {
    shell("command -v apt-get").is_some()
}

fn shell(line: &str) -> Option<String> {
    output(Command::new("sh").args(["-c", line]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_machine_is_left_alone() {
        assert_eq!(remedy(&[], true, true), Remedy::Nothing);
    }

    #[test]
    fn root_installs_each_package_once() {
        let poppler: Vec<&Need> = NEEDS.iter().filter(|need| need.what.starts_with("pdfto")).collect();
        assert_eq!(poppler.len(), 2);
        assert_eq!(remedy(&poppler, true, true), Remedy::Install(vec!["poppler-utils"]));
    }

    #[test]
    fn others_are_told_the_exact_command() {
        let all: Vec<&Need> = NEEDS.iter().collect();
        let Remedy::Ask(message) = remedy(&all, false, true) else { panic!("an ordinary user cannot install") };
        assert!(message.ends_with(
            "sudo apt-get install --no-install-recommends \
             chromium fontconfig fonts-noto-cjk libreoffice-calc nodejs npm poppler-utils postgresql python3 python3-venv"
        ));
    }

    #[test]
    fn a_machine_without_apt_is_told_the_names() {
        assert!(
            matches!(remedy(&[&NEEDS[0]], true, false), Remedy::Ask(message) if message.contains("libreoffice-calc"))
        );
    }
}
