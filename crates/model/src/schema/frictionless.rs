//! The tables as Frictionless Table Schemas (Data Package 2.0), for readers that are not Liantu.

use super::{Column, ColumnKind, Table};
use crate::code::CodeSystem;
use serde_json::{Map, Value, json};

const PROFILE: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// The Frictionless Table Schema of `table`.
///
/// Titles and descriptions are English, with the Chinese beside them as `title_zh` and `description_zh`; units are in
/// `unit`. A key whose columns are all required is the `primaryKey`; a key with columns that may be blank is a
/// `uniqueKeys` entry, because Frictionless forbids blanks in a primary key.
pub fn frictionless(table: &Table) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!(PROFILE));
    schema.insert("name".into(), json!(table.name));
    schema.insert("title".into(), json!(table.title.en));
    schema.insert("title_zh".into(), json!(table.title.zh));
    schema.insert("description".into(), json!(table.help.en));
    schema.insert("description_zh".into(), json!(table.help.zh));
    schema.insert("fields".into(), table.columns.iter().map(field).collect());
    schema.insert("missingValues".into(), json!([""]));
    if !table.key.is_empty() {
        let required = |name: &&str| table.column(name).is_some_and(|column| column.required);
        if table.key.iter().all(required) {
            schema.insert("primaryKey".into(), json!(table.key));
        } else {
            schema.insert("uniqueKeys".into(), json!([table.key]));
        }
    }
    let references: Vec<Value> = table.columns.iter().filter_map(|column| foreign_key(table, column)).collect();
    if !references.is_empty() {
        schema.insert("foreignKeys".into(), Value::Array(references));
    }
    Value::Object(schema)
}

fn field(column: &Column) -> Value {
    let mut field = Map::new();
    field.insert("name".into(), json!(column.name));
    field.insert("type".into(), json!(type_name(column.kind)));
    if column.kind == ColumnKind::List {
        field.insert("delimiter".into(), json!("|"));
    }
    field.insert("title".into(), json!(column.title.en));
    field.insert("title_zh".into(), json!(column.title.zh));
    field.insert("description".into(), json!(column.help.en));
    field.insert("description_zh".into(), json!(column.help.zh));
    if let Some(unit) = column.unit {
        field.insert("unit".into(), json!(unit));
    }
    let constraints = constraints(column);
    if !constraints.is_empty() {
        field.insert("constraints".into(), Value::Object(constraints));
    }
    Value::Object(field)
}

fn constraints(column: &Column) -> Map<String, Value> {
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".into(), json!(true));
    }
    for (name, bound) in [("minimum", column.min), ("maximum", column.max)] {
        if let Some(bound) = bound {
            constraints.insert(name.into(), json!(bound));
        }
    }
    match column.kind {
        ColumnKind::Choice { of } => {
            constraints.insert("enum".into(), json!(of));
        }
        ColumnKind::Code { system } => {
            constraints.insert("pattern".into(), json!(pattern(system)));
        }
        _ => {}
    }
    constraints
}

fn foreign_key(table: &Table, column: &Column) -> Option<Value> {
    let ColumnKind::Reference { table: other, column: key } = column.kind else { return None };
    let mut reference = Map::new();
    // A reference to the table itself leaves the resource out, as the standard asks.
    if other != table.name {
        reference.insert("resource".into(), json!(other));
    }
    reference.insert("fields".into(), json!([key]));
    Some(json!({ "fields": [column.name], "reference": reference }))
}

const fn type_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::List => "list",
        ColumnKind::Integer => "integer",
        ColumnKind::Number => "number",
        ColumnKind::Boolean => "boolean",
        ColumnKind::Date => "date",
        ColumnKind::Text
        | ColumnKind::Code { .. }
        | ColumnKind::Reference { .. }
        | ColumnKind::Choice { .. }
        | ColumnKind::Period => "string",
    }
}

/// The shape of a code; whether it exists is checked on import, not here.
const fn pattern(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::Region => "^([0-9]{6}|[A-Za-z].*)$",
        CodeSystem::Industry => "^([A-T]?[0-9]{2,4}|[A-T]|x-.+)$",
        CodeSystem::SocialCredit => "^[0-9A-HJ-NPQRTUWXY]{18}$",
    }
}

#[cfg(test)]
mod tests {
    use super::frictionless;
    use crate::schema::{TABLES, table};

    #[test]
    fn keys_references_and_constraints_survive() {
        let link = frictionless(table("link").expect("the table of links"));
        assert_eq!(link["primaryKey"], serde_json::json!(["link_id"]));
        assert!(link["foreignKeys"].as_array().is_some_and(|keys| {
            keys.iter().any(|key| key["reference"]["resource"] == "actor" && key["fields"][0] == "from_actor")
        }));
        let layer = link["fields"].as_array().and_then(|fields| fields.iter().find(|field| field["name"] == "layer"));
        assert_eq!(layer.expect("the layer")["constraints"]["enum"].as_array().map(Vec::len), Some(6));
    }

    #[test]
    fn a_key_that_may_be_blank_is_unique_not_primary() {
        let indicator = frictionless(table("indicator").expect("the table of indicators"));
        assert!(indicator.get("primaryKey").is_none());
        assert_eq!(indicator["uniqueKeys"][0][0], "indicator");
    }

    #[test]
    fn every_table_has_a_field_for_every_column() {
        for table in TABLES {
            assert_eq!(frictionless(table)["fields"].as_array().map(Vec::len), Some(table.columns.len()));
        }
    }
}
