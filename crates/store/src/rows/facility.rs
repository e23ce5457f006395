//! A row of 施設整備内訳.

use kikin_domain::money::Unit;
use kikin_domain::plan::Facility;

use super::Owner;
use crate::entity::workbook::facility;
use crate::lineage::{Misfit, Reader, Writer};
use crate::text::Plain as _;

/// The order of fields is the order of the lineage.
pub(super) fn to_row(f: &Facility, owner: Owner, ordinal: i64) -> Result<facility::Model, serde_json::Error> {
    let mut w = Writer::new(f.row);
    let mut row = facility::Model {
        prefecture: owner.prefecture,
        upload: owner.upload,
        ordinal,
        sheet: f.sheet.to_string(),
        sheet_row: f.row.into(),
        project_no: w.text(&f.project_no),
        kind: w.text(&f.kind),
        name: w.text(&f.name),
        work: w.text(&f.work),
        unit: w.text(&f.unit),
        quantity: w.text(&f.quantity),
        unit_price: w.yen(&f.unit_price),
        premium: w.text(&f.premium),
        standard_amount: w.yen(&f.standard_amount),
        total: w.yen(&f.total),
        eligible: w.yen(&f.eligible),
        donations: w.yen(&f.donations),
        rate: w.text(&f.rate),
        fund: w.yen(&f.fund),
        amount_unit: f.amount_unit.map(|u| u.plain()),
        lineage: String::new(),
    };
    row.lineage = w.finish()?;
    Ok(row)
}

/// Same order as [`to_row`].
pub(super) fn from_row(row: facility::Model) -> Result<Facility, Misfit> {
    let sheet_row = u32::try_from(row.sheet_row).map_err(|_| Misfit)?;
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    Ok(Facility {
        sheet: row.sheet.into(),
        row: sheet_row,
        project_no: r.text(row.project_no)?,
        kind: r.text(row.kind)?,
        name: r.text(row.name)?,
        work: r.text(row.work)?,
        unit: r.text(row.unit)?,
        quantity: r.text(row.quantity)?,
        unit_price: r.yen(row.unit_price)?,
        premium: r.text(row.premium)?,
        standard_amount: r.yen(row.standard_amount)?,
        total: r.yen(row.total)?,
        eligible: r.yen(row.eligible)?,
        donations: r.yen(row.donations)?,
        rate: r.text(row.rate)?,
        fund: r.yen(row.fund)?,
        amount_unit: row.amount_unit.map(|u| Unit::from_plain(&u).ok_or(Misfit)).transpose()?,
    })
}
