//! The descriptor of a data package (Frictionless, versions 1 and 2): which files hold which tables, and how they are
//! written.

use crate::catalogue::container as pages;
use crate::container::{Container, DESCRIPTOR};
use crate::mapping::Mapping;
use crate::options::Limits;
use crate::package::{Format, Resource};
use liantu_model::schema::{self, TABLES};
use liantu_model::{Diagnostic, Place, Words};
use serde_json::{Map, Value};

/// The resources of a package in the order in which they are read, and what is wrong with the others.
pub(crate) fn resources(
    text: &[u8],
    path: &str,
    container: &Container,
    limits: &Limits,
) -> (Vec<Resource>, Vec<Diagnostic>) {
    let place = |field: Option<&str>| Place {
        resource: DESCRIPTOR.to_owned(),
        path: Some(path.to_owned()),
        field: field.map(str::to_owned),
        ..Place::default()
    };
    let invalid = |found: String, expected: Words| {
        Diagnostic::new(&pages::DESCRIPTOR_INVALID, place(None)).found(found).expected(expected)
    };
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let descriptor: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(error) => {
            let mut finding = invalid(error.to_string(), Words::new("有效的 JSON", "valid JSON"));
            finding.place.line = Some(error.line() as u64);
            return (Vec::new(), vec![finding]);
        }
    };
    let Some(list) = descriptor.get("resources").and_then(Value::as_array).filter(|list| !list.is_empty()) else {
        let expected = Words::new("非空的 resources 列表", "a list `resources` that is not empty");
        return (Vec::new(), vec![invalid("resources".to_owned(), expected)]);
    };
    let (mut resources, mut findings): (Vec<Resource>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for (number, entry) in list.iter().enumerate() {
        let field = format!("resources[{number}]");
        match resource(entry, container, limits) {
            Ok(resource) if resources.iter().any(|other| other.name == resource.name) => {
                findings.push(Diagnostic::new(&pages::RESOURCE_TWICE, place(Some(&field))).found(resource.name));
            }
            Ok(resource) => resources.push(resource),
            Err(mut finding) => {
                finding.place = place(Some(&field));
                findings.push(*finding);
            }
        }
    }
    resources.sort_by_key(|resource| order(&resource.name));
    (resources, findings)
}

/// The place of a table in the order of reading: what is referred to comes first, and declared totals before the facts
/// that they are about, so that these can be gathered as they pass.
pub(crate) fn order(table: &str) -> usize {
    let place = |name: &str| TABLES.iter().position(|table| table.name == name).unwrap_or(usize::MAX);
    match table {
        "declared_total" => place("indicator") * 2 - 1,
        other => place(other).saturating_mul(2),
    }
}

fn resource(entry: &Value, container: &Container, limits: &Limits) -> Result<Resource, Box<Diagnostic>> {
    let finding = |page| Box::new(Diagnostic::new(page, Place::default()));
    let fail = |found: &str, zh: &str, en: &str| {
        let mut finding = finding(&pages::DESCRIPTOR_INVALID).found(found);
        finding.expected = Some(Words::new(zh, en));
        Err(Box::new(finding))
    };
    let Some(entry) = entry.as_object() else { return fail("resource", "对象", "an object") };
    let Some(name) = entry.get("name").and_then(Value::as_str) else { return fail("name", "资源名", "a name") };
    if entry.contains_key("data") {
        return Err(Box::new(finding(&pages::FORMAT_UNSUPPORTED).found("data")));
    }
    let path = match entry.get("path") {
        Some(Value::String(path)) => path,
        Some(Value::Array(paths)) if paths.len() == 1 && paths[0].is_string() => paths[0].as_str().unwrap_or_default(),
        Some(Value::Array(_)) => {
            return Err(Box::new(finding(&pages::FORMAT_UNSUPPORTED).found(format!("{name}: path […]"))));
        }
        _ => return fail(name, "文件路径 path", "a path"),
    };
    let location = container.locate(path, limits).map_err(|refusal| Box::new(finding(refusal.page()).found(path)))?;
    let Some(table) = schema::table(name) else {
        let mut unknown = finding(&pages::RESOURCE_UNKNOWN).found(name);
        unknown.help = crate::cell::word::nearest(name, TABLES.iter().map(|table| table.name))
            .map(|near| Words::new(format!("最接近的表是 {near}"), format!("the nearest table is {near}")));
        return Err(Box::new(unknown));
    };
    let said = entry.get("format").and_then(Value::as_str);
    let Some(format) = Format::of(said.unwrap_or(path)).or_else(|| Format::of(path)).filter(|f| *f != Format::Features)
    else {
        return Err(Box::new(finding(&pages::FORMAT_UNSUPPORTED).found(path)));
    };
    let (mapping, header) = dialect(entry, table.name);
    Ok(Resource {
        name: name.to_owned(),
        path: path.to_owned(),
        location,
        format,
        table: Some(table),
        mapping,
        header,
        parts: Vec::new(),
    })
}

/// How the file is written, as far as the descriptor says; and its header, if the file has none.
fn dialect(entry: &Map<String, Value>, table: &str) -> (Mapping, Option<Vec<String>>) {
    let empty = Map::new();
    let object = |key: &str| entry.get(key).and_then(Value::as_object).unwrap_or(&empty);
    let (dialect, schema) = (object("dialect"), object("schema"));
    let fields = schema.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let character = |value: &Value| value.as_str().and_then(|text| text.chars().next());
    let names = || fields.iter().filter_map(|field| field.get("name")?.as_str().map(str::to_owned)).collect();
    let headless = dialect.get("header").and_then(Value::as_bool) == Some(false);
    let texts = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        // Version 2 allows a value with a label.
        other => other.get("value").and_then(Value::as_str).map(str::to_owned),
    };
    let missing = schema.get("missingValues").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mapping = Mapping {
        table: table.to_owned(),
        encoding: entry.get("encoding").and_then(Value::as_str).map(str::to_owned),
        delimiter: dialect.get("delimiter").and_then(character),
        decimal: fields.iter().find_map(|field| field.get("decimalChar").and_then(character)),
        thousands: fields.iter().find_map(|field| field.get("groupChar").and_then(character)),
        header_row: if headless { Some(0) } else { None },
        sheet: dialect.get("sheetName").and_then(Value::as_str).map(str::to_owned),
        missing: missing.iter().filter_map(texts).filter(|text| !text.is_empty()).collect(),
        ..Mapping::default()
    };
    (mapping, headless.then(names))
}
