#![doc = include_str!("../README.md")]

mod ddl;
mod m20260401_000001_worlds;
mod m20260401_000002_organisations;
mod m20260401_000003_plan_years;
mod m20260401_000004_submissions;
mod m20260401_000005_workbook_rows;
mod m20260401_000006_prefectural_projects;
mod m20260401_000007_plans;
mod m20260401_000008_append_only;
mod m20260401_000009_people;
mod m20260401_000010_round;
mod m20260401_000011_comments;
mod m20260401_000012_assessments;
mod m20260401_000013_jobs;
mod m20260401_000014_plan_papers;
mod m20260401_000015_plan_texts;
mod m20260401_000016_plan_deviations;
mod m20260401_000018_job_files;
mod m20260401_000020_draft_contents;
mod m20260401_000021_evaluations;

use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait, async_trait};

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260401_000001_worlds::Migration),
            Box::new(m20260401_000002_organisations::Migration),
            Box::new(m20260401_000003_plan_years::Migration),
            Box::new(m20260401_000004_submissions::Migration),
            Box::new(m20260401_000005_workbook_rows::Migration),
            Box::new(m20260401_000006_prefectural_projects::Migration),
            Box::new(m20260401_000007_plans::Migration),
            Box::new(m20260401_000008_append_only::Migration),
            Box::new(m20260401_000009_people::Migration),
            Box::new(m20260401_000010_round::Migration),
            Box::new(m20260401_000011_comments::Migration),
            Box::new(m20260401_000012_assessments::Migration),
            Box::new(m20260401_000013_jobs::Migration),
            Box::new(m20260401_000014_plan_papers::Migration),
            Box::new(m20260401_000015_plan_texts::Migration),
            Box::new(m20260401_000016_plan_deviations::Migration),
            Box::new(m20260401_000018_job_files::Migration),
            Box::new(m20260401_000020_draft_contents::Migration),
            Box::new(m20260401_000021_evaluations::Migration),
        ]
    }
}
