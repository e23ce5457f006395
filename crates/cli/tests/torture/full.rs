//! A disk that is full, and one that has become read-only: a small file system in memory, where this user may mount one.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failing::{assert_failed, recovered};
use crate::place::{OF_YEAR, Place, fine, kikin, receipts};

/// A small file system; it goes when this is dropped.
struct Disk(PathBuf);

impl Disk {
    /// Of so many KB; `None` where this user may not.
    fn mount(place: &Place, kilobytes: u64) -> Option<Self> {
        let folder = place.folder.join("disk");
        std::fs::create_dir_all(&folder).expect("made");
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().expect("mount").success());
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.0.join("kikin.db").display())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// The disk is made full at each of a series of sizes, and then larger.
#[test]
fn a_full_disk_harms_nothing() {
    let place = Place::new("full-disk", false);
    let few = place.samples();
    let steps = (crate::times() / 4).clamp(4, 60);
    for step in 0..steps {
        // Four small files and the schema take about 2 MB with the log.
        let Some(disk) = Disk::mount(&place, 4 + step * 1_600 / steps) else {
            println!("this user may not mount a file system: left out");
            return;
        };
        let url = disk.url();
        let import = [&["import", &few], &OF_YEAR[..], &["--database", &url]].concat();
        let out = kikin(&import);
        let received = receipts(&String::from_utf8_lossy(&out.stdout), "受付");
        if out.status.code() != Some(0) {
            assert_failed(&out, "もう一度実行");
        } else {
            assert_eq!(received.len(), 4);
        }
        assert!(step > 0 || out.status.code() == Some(2), "4 KB hold no database");
        disk.again("size=64m");
        recovered(&import, &url, &received);
    }
}

#[test]
fn a_disk_that_becomes_read_only_is_named() {
    let place = Place::new("read-only", false);
    let few = place.samples();
    let Some(disk) = Disk::mount(&place, 65_536) else {
        println!("this user may not mount a file system: left out");
        return;
    };
    let url = disk.url();
    let import = [&["import", &few], &OF_YEAR[..], &["--database", &url]].concat();
    fine(&[&["import", &format!("{few}/000_152021_長岡市.xlsx")], &OF_YEAR[..], &["--database", &url]].concat());
    disk.again("ro");
    assert_failed(&kikin(&import), "読み取り専用");
    let plan = disk.0.join("plan.xlsx").to_string_lossy().into_owned();
    assert_failed(&kikin(&["mark", &format!("{few}/000_152021_長岡市.xlsx"), "-o", &plan]), "読み取り専用");
    disk.again("rw");
    recovered(&import, &url, &[]);
}
