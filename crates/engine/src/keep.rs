//! Results that are kept: the rows of each method are a table, and each result has a row that says where it comes from.

use crate::methods::{Outcome, methods};
use crate::{Engine, EngineError, Port};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_model::{Method, Text, Words};
use liantu_workspace::{CommitNote, Mode};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

const fn words(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Text, title, help).required()
}

const fn count(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Integer, title, help).required()
}

const NAME: Column =
    words("kept_as", text("保存名称", "Kept as"), text("保存时所起的名称", "The name under which it was kept"));

/// One row for each kept result: enough to compute it again.
static PROVENANCE: Table = Table {
    name: "result",
    title: text("保存的结果", "Kept results"),
    help: text("每一行是一次保存的计算及其来源", "Each row is a kept computation and where it comes from"),
    key: &["kept_as"],
    columns: &[
        NAME,
        words("method", text("方法", "Method"), text("方法标识", "Identifier of the method")),
        count("version", text("方法版本", "Version"), text("方法的版本", "Version of the method")),
        words("program", text("程序", "Program"), text("程序及版本", "The program and its version")),
        count("revision", text("数据版本", "Revision"), text("所读的修订号", "The revision that was read")),
        words("rows_in", text("结果所在的表", "Table"), text("存放各行的表", "The table that holds the rows")),
        count("rows", text("行数", "Rows"), text("结果的行数", "Rows of the result")),
        words(
            "parameters",
            text("参数", "Parameters"),
            text("全部参数及取值，JSON", "Every parameter with its value, as JSON"),
        ),
        words("inputs", text("输入", "Inputs"), text("所用的表及行数，JSON", "What the inputs were bound to, as JSON")),
        words(
            "variant_zh",
            text("口径（中文）", "Variant in Chinese"),
            text("所算变体的说明", "The variant computed, in words"),
        ),
        words(
            "variant_en",
            text("口径（英文）", "Variant in English"),
            text("所算变体的说明", "The variant computed, in words"),
        ),
        words(
            "observation",
            text("观测性质", "Observation"),
            text(
                "输入中最弱者：observed、estimated 或 simulated",
                "The weakest of the inputs: observed, estimated or simulated",
            ),
        ),
        words(
            "diagnostics",
            text("诊断", "Diagnostics"),
            text("计算时的发现，JSON", "What was found on the way, as JSON"),
        ),
    ],
};

/// By method the table of its kept rows: the name of the result, then the columns of the method. A changed number is a new
/// version of a method, so each version has a table of its own.
static ROWS: LazyLock<BTreeMap<&'static str, Table>> =
    LazyLock::new(|| methods().map(|method| (method.id, rows_of(method))).collect());

fn rows_of(method: &'static Method) -> Table {
    let name = match method.version {
        1 => format!("result_{}", method.id),
        version => format!("result_{}_v{version}", method.id),
    };
    // Made once and kept as long as the program runs, like the declaration it comes from.
    let columns = [&[NAME], method.outputs].concat().leak();
    Table { name: name.leak(), title: method.title, help: method.question, key: &[], columns }
}

/// The schema of a table of results.
pub(crate) fn table(name: &str) -> Option<&'static Table> {
    std::iter::once(&PROVENANCE).chain(ROWS.values()).find(|table| table.name == name)
}

/// The schema of the kept rows of a method, as it is now.
pub(crate) fn table_of(method: &str) -> Option<&'static Table> {
    ROWS.get(method)
}

/// A name that cannot be used.
fn unusable(name: &str, expected: Words) -> EngineError {
    EngineError::parameter("save", name, expected)
}

impl Engine {
    /// Keeps a result under a name of its own, and gives the revision that has it. Its rows are appended to the table
    /// `result_<method>`, its provenance to the table `result`.
    pub async fn keep(&self, _: &Port, outcome: &Outcome, name: &str) -> Result<u64, EngineError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(unusable(name, Words::new("1 至 100 个字符的名称", "a name of 1 to 100 characters")));
        }
        let read = outcome.provenance.revision.ok_or_else(|| {
            unusable(name, Words::new("由工作空间算出的结果", "a result computed from the workspace"))
        })?;
        let mut import = self.begin().await?;
        let kept = crate::read_rows(self.workspace(), import.base(), PROVENANCE.name).await?;
        if (0..kept.len()).any(|row| kept.text("kept_as", row) == Some(name)) {
            import.abandon().await;
            return Err(unusable(name, Words::new("尚未用于其他结果的名称", "a name that no kept result has")));
        }
        let table = &ROWS[outcome.method.id];
        import.write(table, Mode::Append, &rows(table, outcome, name)?)?;
        import.write(&PROVENANCE, Mode::Append, &provenance(table, outcome, name, read)?)?;
        let message = format!("keep {name}: {}", outcome.method.id);
        Ok(import.commit(CommitNote { message, ..CommitNote::default() }).await?.number)
    }
}

fn rows(table: &Table, outcome: &Outcome, name: &str) -> Result<RecordBatch, EngineError> {
    let names: ArrayRef = Arc::new(StringArray::from(vec![name; outcome.table.num_rows()]));
    let schema = Arc::new(table.arrow());
    let own = outcome.table.columns().iter().zip(schema.fields().iter().skip(1));
    let own = own.map(|(array, field)| cast(array, field.data_type())).collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(schema, std::iter::once(names).chain(own).collect())?)
}

fn provenance(table: &Table, outcome: &Outcome, name: &str, read: u64) -> Result<RecordBatch, EngineError> {
    let of = &outcome.provenance;
    let word = |word: &str| Arc::new(StringArray::from(vec![word])) as ArrayRef;
    let number = |number: u64| Arc::new(Int64Array::from(vec![i64::try_from(number).unwrap_or(i64::MAX)])) as ArrayRef;
    let json = |value: serde_json::Result<String>| {
        value.map(|value| word(&value)).map_err(|error| EngineError::Internal { reason: error.to_string() })
    };
    let columns = vec![
        word(name),
        word(&of.method),
        number(of.version.into()),
        word(&of.program),
        number(read),
        word(table.name),
        number(outcome.table.num_rows() as u64),
        json(serde_json::to_string(&of.parameters))?,
        json(serde_json::to_string(&of.inputs))?,
        word(&of.variant.zh),
        word(&of.variant.en),
        json(serde_json::to_string(&of.observation).map(|quoted| quoted.trim_matches('"').to_owned()))?,
        json(serde_json::to_string(&of.diagnostics))?,
    ];
    Ok(RecordBatch::try_new(Arc::new(PROVENANCE.arrow()), columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_a_table_of_its_own() {
        for method in methods() {
            let table = &ROWS[method.id];
            assert!(table.name.starts_with(&format!("result_{}", method.id)), "{}: {}", method.id, table.name);
            assert!(method.outputs.iter().all(|column| column.name != NAME.name), "{}", method.id);
        }
    }
}
