//! Everything that writes, killed; and what must hold then.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::act::{Act, FORMER, TURN, Written, is_new, name};
use crate::kill::{Draw, Killed, killed};
use crate::place::{OF_YEAR, Place, fine, kikin, receipts, said, unfinished};
use crate::tally::{Left, Tally};

/// How the names begin under which a file is made.
fn part_of(name: &str) -> String {
    format!(".{name}.part")
}

/// Files of an import: three of each of seven bodies.
const MANY: usize = 21;
/// Kills of one import before it may end, and of others that are dear.
const EPISODE: u64 = 4;

pub(crate) struct Torture {
    place: Place,
    draw: Draw,
    tally: Tally,
    turn: usize,
    /// How often each act was begun.
    begun: BTreeMap<Act, u64>,
    /// How long each act takes.
    whole: BTreeMap<Act, Duration>,
    many: String,
    few: String,
    /// What the plan's data are when nothing disturbs: of many files, of few.
    data: [Vec<u8>; 2],
    /// Receipts told in this episode of an import.
    told: Vec<(u64, String)>,
}

impl Torture {
    /// Lets every act run undisturbed.
    pub(crate) fn new(mut place: Place, seed: u64) -> Self {
        let (many, few) = (place.copies(7, 3), place.samples());
        std::fs::create_dir_all(place.at("out")).expect("made");
        let base = place.empty("base");
        fine(&[&["import", &few], &OF_YEAR[..], &["--database", &base]].concat());
        let (plan, data) = (place.at("plan.xlsx"), place.at("few.csv"));
        let groups = place.at("groups.csv");
        fine(&["export", "plan", "-o", &plan, "--data", &data, "--write-groups", &groups, "--database", &base]);
        let few_data = std::fs::read(data).expect("written");
        let maps = (BTreeMap::new(), BTreeMap::new());
        let data = [Vec::new(), few_data];
        let (draw, tally, told) = (Draw::new(seed), Tally::default(), Vec::new());
        let mut torture = Self { place, draw, tally, turn: 0, begun: maps.0, whole: maps.1, many, few, data, told };
        torture.undisturbed();
        torture
    }

    fn undisturbed(&mut self) {
        for act in TURN {
            if self.whole.contains_key(&act) || (self.place.on_server && matches!(act, Act::Backup | Act::Restore)) {
                continue;
            }
            let args = self.prepared(act);
            let begun = Instant::now();
            fine(&args.iter().map(String::as_str).collect::<Vec<_>>());
            self.whole.insert(act, begun.elapsed());
            if act == Act::Import {
                self.data[0] = self.exported("import");
                assert!(self.data[0].len() > self.data[1].len(), "more bodies");
            }
            if act == Act::Backup {
                std::fs::rename(self.place.at("out/copy.db"), self.place.at("good.db")).expect("moved");
            }
        }
    }

    /// An act's command, on databases and files as they are before it.
    fn prepared(&mut self, act: Act) -> Vec<String> {
        let (many, few, at) = (self.many.clone(), self.few.clone(), |name: &str| self.place.at(name));
        let (plan, groups, good, marked) = (at("plan.xlsx"), at("groups.csv"), at("good.db"), at("out/marked.xlsx"));
        let restored = format!("sqlite://{}", at("out/restored.db"));
        let (book, data, proposed, copy) =
            (at("out/plan.xlsx"), at("out/plan.csv"), at("out/groups.csv"), at("out/copy.db"));
        let sample = format!("{few}/000_152021_長岡市.xlsx");
        let year = OF_YEAR.map(str::to_owned).to_vec();
        let database = match act {
            Act::Import => self.place.empty("import"),
            Act::ImportPlan => self.place.empty("plan"),
            Act::Migrate => self.place.empty("migrate"),
            Act::Export | Act::Backup => self.place.copy("export", "base"),
            Act::Withdraw => self.place.copy("withdraw", "base"),
            Act::Mark | Act::Consolidate | Act::Restore => String::new(),
        };
        let own = |parts: &[&str]| parts.iter().map(|&part| part.to_owned()).collect::<Vec<_>>();
        let on = ["--database", &database];
        match act {
            Act::Import => [own(&["import", &many]), year, own(&on)].concat(),
            Act::ImportPlan => [own(&["import", &plan]), year, own(&on)].concat(),
            Act::Mark => own(&["mark", &sample, "-o", &marked]),
            Act::Consolidate => {
                [own(&["consolidate", &few, "-o", &book, "--data", &data, "--write-groups", &proposed]), year].concat()
            }
            Act::Export => {
                [own(&["export", "plan", "-o", &book, "--data", &data, "--groups", &groups]), own(&on)].concat()
            }
            Act::Backup => [own(&["backup", "-o", &copy]), own(&on)].concat(),
            Act::Restore => own(&["restore", &good, "--database", &restored]),
            Act::Withdraw => {
                [own(&["withdraw", "--municipality", "152021", "--reason", "誤り"]), year, own(&on)].concat()
            }
            Act::Migrate => [own(&["migrate"]), own(&on)].concat(),
        }
    }

    /// The data of the plan on a database.
    fn exported(&self, database: &str) -> Vec<u8> {
        let (book, data) = (self.place.at("check.xlsx"), self.place.at("check.csv"));
        let url = self.url(database);
        fine(&["export", "plan", "-o", &book, "--data", &data, "--database", &url]);
        std::fs::read(data).expect("written")
    }

    fn url(&self, database: &str) -> String {
        self.place.url(database)
    }

    /// Kills the next act of the turn and sees what is left.
    pub(crate) fn once(&mut self) {
        let act = match TURN[self.turn % TURN.len()] {
            // Copies of a server's database are made by its own programs.
            Act::Backup if self.place.on_server => Act::ImportPlan,
            Act::Restore if self.place.on_server => Act::Withdraw,
            act => act,
        };
        self.turn += 1;
        let count = self.begun.entry(act).or_default();
        let nth = *count;
        *count += 1;
        match act {
            Act::Import => self.import(nth),
            Act::ImportPlan => self.import_plan(nth),
            Act::Mark => self.mark(),
            Act::Consolidate => self.consolidate(nth),
            Act::Export => self.export(nth),
            Act::Backup => self.backup(nth),
            Act::Restore => self.restore(),
            Act::Withdraw => self.withdraw(),
            Act::Migrate => self.migrate(),
        }
    }

    /// How often a run was killed; those that ended before are not counted.
    pub(crate) fn kills(&self) -> u64 {
        self.tally.kills()
    }

    /// Ends the last import and tells what was done.
    pub(crate) fn end(mut self) {
        if !self.told.is_empty() {
            self.complete_import();
        }
        self.print();
    }

    pub(crate) fn print(&self) {
        self.tally.print(if self.place.on_server { "PostgreSQL" } else { "SQLite" });
    }

    fn kill(&mut self, act: Act, args: &[String], left: impl FnOnce(&Self, &Killed) -> Left) -> Killed {
        let whole = self.whole[&act];
        let most = u64::try_from(whole.as_micros()).expect("short") * 108 / 100;
        let delay = Duration::from_micros(self.draw.below(most));
        let with_readers = self.draw.below(2) == 0;
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let killed = killed(&args, delay, with_readers);
        // The machine is not always equally busy. What has nothing left to do is no measure.
        let ended = !killed.in_time && !killed.told.contains("受付済み");
        let late = killed.in_time && delay > whole * 9 / 10;
        self.whole.insert(
            act,
            if ended {
                killed.lasted
            } else if late {
                whole * 12 / 10
            } else {
                whole
            },
        );
        let left = left(self, &killed);
        self.tally.count(name(act), killed.in_time, (delay, whole), left);
        killed
    }

    fn draws_former(&mut self) -> bool {
        self.draw.below(2) == 0
    }

    /// The database opens and every record is as it says; or there is none yet, or none of this form, and nothing was told.
    #[track_caller]
    fn sound(&self, database: &str, told: bool) {
        let out = kikin(&["verify", "--database", &self.url(database)]);
        let unborn = !told && ["がありません", "kikin migrate"].iter().any(|part| said(&out).contains(part));
        assert!(out.status.code() == Some(0) || unborn, "{}", said(&out));
    }

    fn import(&mut self, nth: u64) {
        let of_episode = nth % EPISODE;
        let args = if of_episode == 0 { self.prepared(Act::Import) } else { self.import_again() };
        let killed = self.kill(Act::Import, &args, |_, killed| {
            match receipts(&killed.told, "受付").len() + receipts(&killed.told, "受付済み").len() {
                0 => Left::Nothing,
                MANY => Left::All,
                _ => Left::Part,
            }
        });
        // What was received before has the receipt that was told, and so has what was received anew.
        for (number, name) in receipts(&killed.told, "受付済み") {
            assert!(
                !self.told.iter().any(|(n, f)| (*n == number) != (*f == name)),
                "第{number}号 {name}: {:?}",
                self.told
            );
        }
        for one in receipts(&killed.told, "受付") {
            assert!(!self.told.iter().any(|(n, f)| *n == one.0 || *f == one.1), "{one:?}: {:?}", self.told);
            self.told.push(one);
        }
        self.sound("import", !self.told.is_empty());
        if of_episode == EPISODE - 1 {
            self.complete_import();
        }
    }

    fn import_again(&self) -> Vec<String> {
        let url = self.url("import");
        [&["import", &self.many], &OF_YEAR[..], &["--database", &url]].concat().into_iter().map(str::to_owned).collect()
    }

    fn complete_import(&mut self) {
        let args = self.import_again();
        let told = fine(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let (before, now) = (receipts(&told, "受付済み"), receipts(&told, "受付"));
        for one in std::mem::take(&mut self.told) {
            assert!(before.contains(&one), "{one:?} was told and is kept: {told}");
        }
        let mut numbers: Vec<u64> = before.iter().chain(&now).map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=MANY as u64).collect::<Vec<_>>(), "{told}");
        self.sound("import", true);
        assert!(self.exported("import") == self.data[0], "the plan is that of an undisturbed import");
    }

    fn import_plan(&mut self, nth: u64) {
        let args = self.prepared(Act::ImportPlan);
        let killed = self.kill(Act::ImportPlan, &args, |_, killed| match killed.told.contains("受付 第") {
            true => Left::All,
            false => Left::Nothing,
        });
        self.sound("plan", !receipts(&killed.told, "受付").is_empty());
        let told = fine(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let (before, now) = (told.matches("受付済み 第").count(), told.matches("受付 第").count());
        assert!(matches!((before, now), (0, 4) | (4, 0)), "all bodies or none: {told}");
        assert!(before == 4 || !killed.told.contains("受付 第"), "{told}");
        if nth.is_multiple_of(EPISODE) {
            assert!(self.exported("plan") == self.data[1], "the plan that came back is the plan");
        }
    }

    /// Kills an act that writes files, over former ones or none; then each is absent, the former or whole.
    fn files(&mut self, act: Act, args: &[String], outputs: &[Written]) {
        let former = self.draws_former();
        for (path, _) in outputs {
            let _ = std::fs::remove_file(path);
            if former {
                std::fs::write(path, FORMER).expect("written");
            }
        }
        self.kill(act, args, |_, _| {
            let new = outputs.iter().filter(|written| is_new(written, former)).count();
            match new {
                0 => Left::Nothing,
                all if all == outputs.len() => Left::All,
                _ => Left::Part,
            }
        });
    }

    /// The same command again writes all, and clears up.
    fn again(&self, args: &[String], outputs: &[Written]) {
        fine(&args.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(outputs.iter().all(|written| is_new(written, true)));
        // What another killed command was making is cleared away by that command.
        let made: Vec<String> =
            args.iter().filter_map(|arg| Path::new(arg).file_name()?.to_str()).map(part_of).collect();
        let mut left = unfinished(Path::new(&self.place.at("out")));
        left.retain(|name| made.iter().any(|own| name.starts_with(own)));
        assert_eq!(left, Vec::<String>::new());
    }

    fn mark(&mut self) {
        let (args, outputs) = (self.prepared(Act::Mark), [(self.place.at("out/marked.xlsx"), None)]);
        self.files(Act::Mark, &args, &outputs);
        self.again(&args, &outputs);
    }

    fn plan_files(&self) -> [Written; 2] {
        [(self.place.at("out/plan.xlsx"), None), (self.place.at("out/plan.csv"), Some(self.data[1].clone()))]
    }

    fn consolidate(&mut self, nth: u64) {
        let (args, outputs) = (self.prepared(Act::Consolidate), self.plan_files());
        self.files(Act::Consolidate, &args, &outputs);
        if nth.is_multiple_of(EPISODE) {
            self.again(&args, &outputs);
        }
    }

    fn export(&mut self, nth: u64) {
        let (args, outputs) = (self.prepared(Act::Export), self.plan_files());
        self.files(Act::Export, &args, &outputs);
        self.sound("export", true);
        if nth.is_multiple_of(EPISODE) {
            self.again(&args, &outputs);
            self.sound("export", true);
        }
    }

    fn backup(&mut self, nth: u64) {
        let (args, copy) = (self.prepared(Act::Backup), self.place.at("out/copy.db"));
        let _ = std::fs::remove_file(&copy);
        let there = |_: &Self, _: &Killed| if Path::new(&copy).exists() { Left::All } else { Left::Nothing };
        self.kill(Act::Backup, &args, there);
        self.sound("export", true);
        if Path::new(&copy).exists() {
            fine(&["restore", &copy, "--rehearse"]);
            std::fs::remove_file(&copy).expect("removed");
        }
        self.again(&args, &[]);
        if nth.is_multiple_of(EPISODE) {
            fine(&["restore", &copy, "--rehearse"]);
        }
    }

    fn restore(&mut self) {
        let (args, restored) = (self.prepared(Act::Restore), self.place.at("out/restored.db"));
        let _ = std::fs::remove_file(&restored);
        let url = format!("sqlite://{restored}");
        let there = |_: &Self, _: &Killed| if Path::new(&restored).exists() { Left::All } else { Left::Nothing };
        self.kill(Act::Restore, &args, there);
        if Path::new(&restored).exists() {
            fine(&["verify", "--database", &url]);
            std::fs::remove_file(&restored).expect("removed");
        }
        self.again(&args, &[]);
        fine(&["verify", "--database", &url]);
    }

    fn withdraw(&mut self) {
        let args = self.prepared(Act::Withdraw);
        let killed = self.kill(Act::Withdraw, &args, |_, killed| match killed.told.contains("取り下げました") {
            true => Left::All,
            false => Left::Nothing,
        });
        self.sound("withdraw", true);
        let out = kikin(&args.iter().map(String::as_str).collect::<Vec<_>>());
        match out.status.code() {
            Some(0) => {
                assert!(!killed.told.contains("取り下げました"), "what was told is done: {}", said(&out));
                assert_eq!(said(&out).matches("取り下げました").count(), 2, "both 分: {}", said(&out));
            }
            _ => assert!(said(&out).contains("取り下げられる受付がありません"), "{}", said(&out)),
        }
        self.sound("withdraw", true);
    }

    fn migrate(&mut self) {
        let args = self.prepared(Act::Migrate);
        let killed = self.kill(Act::Migrate, &args, |_, killed| match killed.told.is_empty() {
            true => Left::Nothing,
            false => Left::All,
        });
        self.sound("migrate", killed.told.contains("最新の形式"));
        fine(&args.iter().map(String::as_str).collect::<Vec<_>>());
        self.sound("migrate", true);
    }
}
