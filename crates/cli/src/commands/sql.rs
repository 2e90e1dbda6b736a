//! `liantu sql`

use crate::commands::delivery::Delivery;
use crate::context::{Context, at};
use crate::failure::Failure;
use crate::render::grid::Heads;
use std::io::Read;
use std::path::PathBuf;

/// Rows shown where a person reads.
const SCREENFUL: usize = 100;

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu sql \"select layer, count(*) from link group by layer\"\n  \
    liantu sql --file query.sql --format csv -o result.csv\n  echo \"select 1\" | liantu sql -")]
pub struct Sql {
    /// The query; - reads it from standard input
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub query: Option<String>,
    /// Read the query from a file
    #[arg(long)]
    pub file: Option<PathBuf>,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
    /// Most rows to give; 100 for a table on the screen, otherwise all
    #[arg(long, value_name = "ROWS")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub delivery: Delivery,
}

pub async fn execute(context: &Context, arguments: Sql) -> Result<(), Failure> {
    let delivery = &arguments.delivery;
    let form = delivery.form(context)?;
    let query = query(&arguments)?;
    let at = at(arguments.as_of.as_deref())?;
    let engine = context.engine().await?;
    if let Some(mut stream) = delivery.stream(form) {
        engine.sql_each(context.port(), &at, &query, arguments.limit, |batch| stream.take(batch)).await?;
        return stream.finish();
    }
    let limit = arguments.limit.or_else(|| delivery.is_screen(form).then_some(SCREENFUL));
    let grid = engine.sql(context.port(), &at, &query, limit).await?;
    delivery.whole(context, form, Heads::Names, &grid, &grid)
}

fn query(arguments: &Sql) -> Result<String, Failure> {
    match (&arguments.file, arguments.query.as_deref()) {
        (Some(path), _) => std::fs::read_to_string(path).map_err(Failure::file(path)),
        (None, Some("-")) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(Failure::file("-"))?;
            Ok(text)
        }
        (None, query) => Ok(query.unwrap_or_default().to_owned()),
    }
}
