//! A made-up economy as a data package: its tables, and what was planted in it beside them.

use crate::export::{Format, Target};
use crate::{EngineError, Progress};
use arrow::array::{ArrayRef, Float64Builder, RecordBatch, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use liantu_model::schema;
use liantu_package::TableWriter;
use liantu_simulation::synthetic::{Fault, Flow, Planted, Recipe, World};
use serde::Serialize;
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use utoipa::ToSchema;

/// Rows that are written at a time: what is held in memory, however large the economy.
const ROWS: usize = 1 << 16;
/// The first month.
const FIRST_YEAR: u32 = 2020;
const SOURCE: &str = "SYNTHETIC";
const UNIT: &str = "万元";

/// What to make, and where to.
#[derive(Clone, Debug)]
pub struct SyntheticRequest {
    /// A new folder, or a file that ends in `.zip`.
    pub target: PathBuf,
    /// Format of the data files.
    pub format: Format,
    /// The same seed makes the same bytes.
    pub seed: u64,
    /// How many firms.
    pub firms: u32,
    /// How many months, from January 2020.
    pub months: u32,
    /// How many sectors.
    pub sectors: u32,
    /// How many regions.
    pub regions: u32,
    /// Firms that fail for a while.
    pub shocks: u32,
    /// Sectors in which only one firm sells.
    pub chokepoints: u32,
    /// The part of the rows that are reported wrong.
    pub misreports: f64,
}

/// What was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyntheticInfo {
    /// The folder or archive.
    pub path: String,
    /// Always: none of it was ever observed.
    pub synthetic: bool,
    /// The seed.
    pub seed: u64,
    /// Rows of each table.
    pub tables: Vec<(String, u64)>,
    /// Shocks and chokepoints that were planted.
    pub planted: u64,
    /// Rows that are reported wrong.
    pub misreports: u64,
}

fn actor(number: u32) -> String {
    format!("F{number:08}")
}

fn region(number: u32) -> String {
    format!("X-R{number:03}")
}

fn industry(number: u32) -> String {
    format!("x-s{number:03}")
}

fn month(number: u32) -> String {
    format!("{}-{:02}", FIRST_YEAR + number / 12, number % 12 + 1)
}

/// A file of words and numbers, row by row.
struct Sheet<'a> {
    writer: TableWriter<&'a mut std::io::BufWriter<std::fs::File>>,
    schema: SchemaRef,
    columns: Vec<Builder>,
    held: usize,
    rows: u64,
}

enum Builder {
    Words(StringBuilder),
    Numbers(Float64Builder),
}

/// A cell on its way into a sheet.
enum Cell<'c> {
    Word(&'c str),
    Number(Option<f64>),
    Blank,
}

impl<'a> Sheet<'a> {
    /// Columns whose names end in `#` hold numbers.
    fn new(
        format: Format,
        file: &'a mut std::io::BufWriter<std::fs::File>,
        names: &[&str],
    ) -> Result<Self, EngineError> {
        let field = |name: &&str| match name.strip_suffix('#') {
            Some(name) => Field::new(name, DataType::Float64, true),
            None => Field::new(*name, DataType::Utf8, true),
        };
        let schema = Arc::new(Schema::new(names.iter().map(field).collect::<Vec<_>>()));
        let builder = |name: &&str| {
            if name.ends_with('#') {
                Builder::Numbers(Float64Builder::new())
            } else {
                Builder::Words(StringBuilder::new())
            }
        };
        let columns = names.iter().map(builder).collect();
        Ok(Self { writer: TableWriter::new(format.form(), file, &schema)?, schema, columns, held: 0, rows: 0 })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), EngineError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Builder::Words(words), Cell::Word(word)) => words.append_value(word),
                (Builder::Words(words), _) => words.append_null(),
                (Builder::Numbers(numbers), Cell::Number(number)) => numbers.append_option(*number),
                (Builder::Numbers(numbers), _) => numbers.append_null(),
            }
        }
        self.held += 1;
        self.rows += 1;
        if self.held == ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), EngineError> {
        let finish = |column: &mut Builder| -> ArrayRef {
            match column {
                Builder::Words(words) => Arc::new(words.finish()) as Arc<StringArray>,
                Builder::Numbers(numbers) => Arc::new(numbers.finish()),
            }
        };
        let columns = self.columns.iter_mut().map(finish).collect();
        self.held = 0;
        Ok(self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)?)
    }

    fn close(mut self) -> Result<u64, EngineError> {
        self.flush()?;
        self.writer.close()?;
        Ok(self.rows)
    }
}

/// Makes the economy and writes it: the tables of the exchange format, and apart from them, in `truth/`, what was planted.
/// Rows are made and written one after the other, so that memory does not grow with the economy.
///
/// # Errors
///
/// If the target exists, a file cannot be written, or `progress` says to stop.
pub fn synthesise(request: &SyntheticRequest, progress: &dyn Progress) -> Result<SyntheticInfo, EngineError> {
    let target = Target::new(&request.target)?;
    let folder = target.folder().to_owned();
    // Half an economy is none.
    write(request, target, progress).inspect_err(|_| drop(std::fs::remove_dir_all(folder)))
}

fn write(request: &SyntheticRequest, target: Target, progress: &dyn Progress) -> Result<SyntheticInfo, EngineError> {
    let SyntheticRequest { format, seed, firms, months, sectors, regions, shocks, chokepoints, misreports, .. } =
        *request;
    let world = World::new(Recipe {
        seed,
        firms,
        sectors,
        regions,
        months,
        shocks,
        chokepoints,
        misreports,
        ..Recipe::default()
    });
    let recipe = *world.recipe();
    let mut out = Out { target, format, tables: Vec::new() };
    let told = format!("synthetic: true; seed {seed}; {} firms, {} months", recipe.firms, recipe.months);
    out.table("source", &["source_id", "title_zh", "title_en", "publisher", "note"], |sheet| {
        let title =
            ("合成数据：全部为程序生成，未经任何观测", "Synthetic data: made by a program, none of it observed");
        sheet.row(&[
            Cell::Word(SOURCE),
            Cell::Word(title.0),
            Cell::Word(title.1),
            Cell::Word("liantu synth"),
            Cell::Word(&told),
        ])
    })?;
    out.table("region", &["region", "level", "name_zh", "name_en", "source"], |sheet| {
        for number in 0..recipe.regions {
            let (zh, en) = (format!("合成区域{number}"), format!("Synthetic region {number}"));
            sheet.row(&[
                Cell::Word(&region(number)),
                Cell::Word("province"),
                Cell::Word(&zh),
                Cell::Word(&en),
                Cell::Word(SOURCE),
            ])?;
        }
        Ok(())
    })?;
    out.table("industry", &["industry", "name_zh", "name_en", "source"], |sheet| {
        for number in 0..recipe.sectors {
            let (zh, en) = (format!("合成行业{number}"), format!("Synthetic sector {number}"));
            sheet.row(&[Cell::Word(&industry(number)), Cell::Word(&zh), Cell::Word(&en), Cell::Word(SOURCE)])?;
        }
        Ok(())
    })?;
    let whole = 2 * u64::from(recipe.firms);
    out.table("actor", &["actor_id", "name_zh", "name_en", "kind", "region", "industry", "source"], |sheet| {
        for number in 0..recipe.firms {
            step(progress, u64::from(number), whole)?;
            let firm = world.firm(number);
            let (zh, en) = (format!("合成企业{number}"), format!("Synthetic firm {number}"));
            sheet.row(&[
                Cell::Word(&actor(number)),
                Cell::Word(&zh),
                Cell::Word(&en),
                Cell::Word("firm"),
                Cell::Word(&region(firm.region)),
                Cell::Word(&industry(firm.sector)),
                Cell::Word(SOURCE),
            ])?;
        }
        Ok(())
    })?;
    out.table("chain_node", &["node", "name_zh", "name_en", "industry", "source"], |sheet| {
        for number in 0..recipe.sectors {
            let (node, code) = (format!("P{number:03}"), industry(number));
            let (zh, en) = (format!("合成产品{number}"), format!("Synthetic product {number}"));
            sheet.row(&[Cell::Word(&node), Cell::Word(&zh), Cell::Word(&en), Cell::Word(&code), Cell::Word(SOURCE)])?;
        }
        Ok(())
    })?;
    out.table("chain_edge", &["node", "goes_into", "source"], |sheet| {
        for number in 0..recipe.sectors {
            // A sector sells to the next three.
            let next: std::collections::BTreeSet<u32> = (1..=3).map(|step| (number + step) % recipe.sectors).collect();
            for to in next.into_iter().filter(|to| *to != number) {
                let (node, to) = (format!("P{number:03}"), format!("P{to:03}"));
                sheet.row(&[Cell::Word(&node), Cell::Word(&to), Cell::Word(SOURCE)])?;
            }
        }
        Ok(())
    })?;
    let mut wrong = 0;
    let names = [
        "origin",
        "destination",
        "from_actor",
        "to_actor",
        "layer",
        "item",
        "period",
        "value#",
        "unit",
        "observation",
        "source",
    ];
    out.table("flow", &names, |sheet| {
        let labels: Vec<String> = (0..recipe.months).map(month).collect();
        for flow in world.flows() {
            step(progress, u64::from(recipe.firms) + u64::from(flow.seller), whole)?;
            wrong += u64::from(flow.fault.is_some());
            let seller = world.firm(flow.seller);
            let origin = region(seller.region);
            let destination = flow.buyer.map_or_else(|| origin.clone(), |buyer| region(world.firm(buyer).region));
            let buyer = flow.buyer.map(actor);
            sheet.row(&[
                Cell::Word(&origin),
                Cell::Word(&destination),
                Cell::Word(&actor(flow.seller)),
                buyer.as_deref().map_or(Cell::Blank, Cell::Word),
                Cell::Word("IND"),
                Cell::Word(&industry(seller.sector)),
                Cell::Word(&labels[flow.month as usize]),
                Cell::Number(flow.reported),
                Cell::Word(UNIT),
                Cell::Word("simulated"),
                Cell::Word(SOURCE),
            ])?;
        }
        Ok(())
    })?;
    out.truth(&world)?;
    let info = out.finish(request, &recipe, wrong, world.truth().len() as u64)?;
    progress.advance("synthesise", whole, Some(whole));
    Ok(info)
}

/// Tells how far it is, and stops where that is asked for.
fn step(progress: &dyn Progress, done: u64, whole: u64) -> Result<(), EngineError> {
    if done.is_multiple_of(1024) {
        progress.advance("synthesise", done, Some(whole));
        if progress.cancelled() {
            return Err(EngineError::Cancelled);
        }
    }
    Ok(())
}

/// The package while it is written.
struct Out {
    target: Target,
    format: Format,
    tables: Vec<(String, u64)>,
}

impl Out {
    fn file(
        &mut self,
        name: &str,
        format: Format,
        columns: &[&str],
        fill: impl FnOnce(&mut Sheet<'_>) -> Result<(), EngineError>,
    ) -> Result<u64, EngineError> {
        let mut file = self.target.begin(name)?;
        let mut sheet = Sheet::new(format, &mut file, columns)?;
        fill(&mut sheet)?;
        let rows = sheet.close()?;
        self.target.end(file)?;
        Ok(rows)
    }

    fn table(
        &mut self,
        name: &str,
        columns: &[&str],
        fill: impl FnOnce(&mut Sheet<'_>) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let rows = self.file(&format!("{name}.{}", self.format.ending()), self.format, columns, fill)?;
        self.tables.push((name.to_owned(), rows));
        Ok(())
    }

    /// What was planted, in files of its own that are no tables of the package.
    fn truth(&mut self, world: &World) -> Result<(), EngineError> {
        self.file(
            "truth-planted.csv",
            Format::Csv,
            &["kind", "actor", "industry", "start", "months#", "part#"],
            |sheet| {
                for planted in world.truth() {
                    let (kind, firm, start, months, part) = match *planted {
                        Planted::Shock { firm, month: start, lasts, part } => {
                            ("shock", firm, Some(month(start)), Some(f64::from(lasts)), Some(part))
                        }
                        Planted::Chokepoint { firm, .. } => ("chokepoint", firm, None, None, None),
                    };
                    sheet.row(&[
                        Cell::Word(kind),
                        Cell::Word(&actor(firm)),
                        Cell::Word(&industry(world.firm(firm).sector)),
                        start.as_deref().map_or(Cell::Blank, Cell::Word),
                        Cell::Number(months),
                        Cell::Number(part),
                    ])?;
                }
                Ok(())
            },
        )?;
        let names = ["from_actor", "to_actor", "period", "fault", "reported#", "actual#"];
        self.file("truth-misreports.csv", Format::Csv, &names, |sheet| {
            for Flow { seller, buyer, month: at, reported, actual, fault } in world.flows() {
                let fault = match fault {
                    None => continue,
                    Some(Fault::TenTimes) => "ten_times",
                    Some(Fault::Blank) => "blank",
                };
                let buyer = buyer.map(actor);
                sheet.row(&[
                    Cell::Word(&actor(seller)),
                    buyer.as_deref().map_or(Cell::Blank, Cell::Word),
                    Cell::Word(&month(at)),
                    Cell::Word(fault),
                    Cell::Number(reported),
                    Cell::Number(Some(actual)),
                ])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn finish(
        mut self,
        request: &SyntheticRequest,
        recipe: &Recipe,
        misreports: u64,
        planted: u64,
    ) -> Result<SyntheticInfo, EngineError> {
        let resource = |(name, _): &(String, u64)| {
            let table = schema::table(name).ok_or_else(|| EngineError::Table { name: name.clone() })?;
            Ok(json!({
                "name": name,
                "path": format!("{name}.{}", self.format.ending()),
                "title": table.title.en,
                "mediatype": self.format.media(),
                "schema": schema::frictionless(table),
            }))
        };
        let resources = self.tables.iter().map(resource).collect::<Result<Vec<_>, EngineError>>()?;
        let descriptor = json!({
            "profile": "tabular-data-package",
            "name": format!("synthetic-{}", recipe.seed),
            "title": "Synthetic economy",
            "description": "Made by a program; none of it was observed. What was planted is in truth-planted.csv and truth-misreports.csv.",
            "synthetic": true,
            "recipe": {
                "seed": recipe.seed, "firms": recipe.firms, "months": recipe.months, "sectors": recipe.sectors,
                "regions": recipe.regions, "shocks": recipe.shocks, "chokepoints": recipe.chokepoints,
                "misreports": recipe.misreports,
            },
            "resources": resources,
        });
        let mut file = self.target.begin("datapackage.json")?;
        let text = serde_json::to_string_pretty(&descriptor)
            .map_err(|error| EngineError::Internal { reason: error.to_string() })?;
        file.write_all(text.as_bytes()).map_err(EngineError::file(Path::new("datapackage.json")))?;
        self.target.end(file)?;
        let path = self.target.finish()?.display().to_string();
        Ok(SyntheticInfo { path, synthetic: true, seed: request.seed, tables: self.tables, planted, misreports })
    }
}
