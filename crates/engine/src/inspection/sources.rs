//! Who is meant by a port, and how its sources report.

use super::collect::{Watched, count, owned, rows, text};
use super::scope::meant;
use super::titles::Titles;
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, read_rows};
use jiff::civil::Date;
use liantu_model::Words;
use liantu_report::material::{Fresh, table_title};
use liantu_workspace::Revision;
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// The port that is meant by a code, a name, or the name of an office.
    pub(super) async fn meant(
        &self,
        revision: &Revision,
        watched: &Watched,
        port: Option<&str>,
    ) -> Result<Option<String>, EngineError> {
        let Some(port) = port else { return Ok(None) };
        let mut offices: BTreeSet<String> = watched.alerts.iter().map(|alert| alert.addressee.clone()).collect();
        for (table, columns) in
            [("rule", &["addressee"][..]), ("inspection", &["owner"]), ("port", &["port", "name_zh"])]
        {
            let rows = read_rows(self.workspace(), revision, table).await?;
            let words = columns.iter().flat_map(|column| (0..rows.len()).filter_map(|row| owned(&rows, column, row)));
            offices.extend(words);
        }
        for (_, state) in self.docket().await?.book.alerts() {
            offices.extend([Some(&state.addressee), state.assignee.as_ref()].into_iter().flatten().cloned());
        }
        Ok(Some(meant(port, &watched.regions, &offices)?.to_owned()))
    }

    /// The sources as they are seen from a day, of a region or of all: on every day of a month the same step is expected of each.
    pub(super) async fn sources_from(
        &self,
        port: &Port,
        revision: &Revision,
        day: Date,
        region: Option<&str>,
    ) -> Result<Vec<Fresh>, EngineError> {
        // A code becomes part of the name of a file.
        let plain = |letter: char| match letter {
            plain if plain.is_ascii_alphanumeric() => plain.to_string(),
            other => format!("_{:x}", u32::from(other)),
        };
        let of = region.map_or_else(String::new, |code| format!("-{}", code.chars().map(plain).collect::<String>()));
        let name = format!("sources-{:04}-{:02}{of}", day.year(), day.month());
        if let Some(known) = self.kept(revision, &name).await? {
            return Ok(known);
        }
        let mut given = BTreeMap::from([("day".to_owned(), day.to_string())]);
        given.extend(region.map(|code| ("region".to_owned(), code.to_owned())));
        let found = rows(&self.run(port, &At::revision(revision.number), "source_freshness", given).await?)?;
        let names = self.titles(revision).await?;
        let fresh: Vec<Fresh> = (0..found.len()).map(|row| source(&found, row, &names)).collect();
        self.keep_found(revision, &name, fresh.clone()).await?;
        Ok(fresh)
    }
}

fn source(fresh: &Rows, row: usize, names: &Titles) -> Fresh {
    let (table, name) = (text(fresh, "table", row), text(fresh, "name", row));
    Fresh {
        title: match name.as_str() {
            // Flows of which no item is said are called what their table is called.
            "" => table_title(&table),
            code => names.of(code).cloned().unwrap_or_else(|| Words::same(code)),
        },
        table,
        name,
        frequency: text(fresh, "frequency", row),
        series: count(fresh, "series", row),
        last: owned(fresh, "last", row),
        expected: owned(fresh, "expected", row),
        late: fresh.integer("late", row).and_then(|late| usize::try_from(late).ok()),
        coverage: fresh.number("coverage", row),
        last_coverage: fresh.number("last_coverage", row),
        silent: count(fresh, "silent", row),
        gaps: count(fresh, "gaps", row),
        standing: owned(fresh, "standing", row),
    }
}
