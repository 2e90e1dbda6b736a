//! `liantu tables`

use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::render::grid::align;
use liantu_engine::{EngineError, TableInfo};
use liantu_model::{Language, schema};
use serde::Serialize;

/// What is typed.
#[derive(clap::Args)]
pub struct Tables {
    /// A table, to list its columns
    pub name: Option<String>,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    tables: Vec<TableInfo>,
}

pub async fn execute(context: &Context, arguments: Tables) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let mut tables = engine.tables(context.port(), &at(arguments.as_of.as_deref())?).await?;
    let Some(name) = arguments.name else {
        return context.answer(&Listed { tables }, |listed| list(&listed.tables, context));
    };
    tables.retain(|table| table.name == name);
    let table = tables.pop().ok_or(EngineError::Table { name })?;
    context.answer(&table, |table| columns(table, context))
}

fn list(tables: &[TableInfo], context: &Context) -> String {
    let language = context.language;
    if tables.is_empty() {
        return say!(language, "还没有表：liantu import 文件", "no tables yet: liantu import FILE");
    }
    let heads = match language {
        Language::Zh => ["表", "名称", "行数", "字节"],
        Language::En => ["table", "title", "rows", "bytes"],
    };
    let rows: Vec<_> = tables
        .iter()
        .map(|table| {
            let title = table.title.get(language).to_owned();
            vec![table.name.clone(), title, table.rows.to_string(), table.bytes.to_string()]
        })
        .collect();
    align(&heads.map(str::to_owned), &[false, false, true, true], &rows, context.width(), language)
}

fn columns(table: &TableInfo, context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["列", "类型", "名称", "说明"],
        Language::En => ["column", "type", "title", "help"],
    };
    let declared = schema::table(&table.name);
    let rows: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            let help = declared.and_then(|table| table.column(&column.name)).map(|column| column.help.get(language));
            let title = column.title.get(language).to_owned();
            vec![column.name.clone(), column.kind.to_owned(), title, help.unwrap_or_default().to_owned()]
        })
        .collect();
    let (title, count) = (table.title.get(language), table.rows);
    let head = say!(language, "{}（{title}）：{count} 行\n\n", "{} ({title}): {count} rows\n\n", table.name);
    head + &align(&heads.map(str::to_owned), &[false; 4], &rows, context.width(), language)
}
