//! What codes are called: indicators, the items of flows, industries.

use crate::rows::Rows;
use crate::{Engine, EngineError, read_rows};
use liantu_model::Words;
use liantu_workspace::Revision;
use std::collections::BTreeMap;

/// Where names stand: table, key, and the columns with the names. What a dictionary says goes before other tables.
const SOURCES: [(&str, &str, [&str; 2]); 3] = [
    ("concept", "concept", ["title_zh", "title_en"]),
    ("chain_node", "node", ["name_zh", "name_en"]),
    ("industry", "industry", ["name_zh", "name_en"]),
];

/// The names of codes; a code that is not listed has none.
pub(super) struct Titles(BTreeMap<String, Words>);

impl Titles {
    pub fn of(&self, code: &str) -> Option<&Words> {
        self.0.get(code)
    }

    fn learn(&mut self, rows: &Rows, key: &str, [zh, en]: [&str; 2]) {
        for row in 0..rows.len() {
            let Some(code) = rows.text(key, row) else { continue };
            let title = rows.title(zh, en, row, code);
            if title != Words::same(code) {
                self.0.entry(code.to_owned()).or_insert(title);
            }
        }
    }
}

impl Engine {
    pub(super) async fn titles(&self, revision: &Revision) -> Result<Titles, EngineError> {
        let mut titles = Titles(BTreeMap::new());
        for (table, key, names) in SOURCES {
            titles.learn(&read_rows(self.workspace(), revision, table).await?, key, names);
        }
        Ok(titles)
    }
}
