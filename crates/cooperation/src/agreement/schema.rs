//! The JSON schema of an agreement, for editors that complete and check while one writes.

use super::field::{Field, Shape};
use super::format::{AGREEMENT, CLAUSE, CLAUSES};
use serde_json::{Map, Value, json};

/// The schema (JSON Schema 2020-12), drawn from the declarations that the reader reads by.
pub fn schema() -> Value {
    let mut schema = table(&[AGREEMENT]);
    let kinds: Vec<Value> = CLAUSES
        .iter()
        .map(|kind| {
            let mut form = table(&[CLAUSE, kind.fields]);
            form["title"] = json!(kind.title.en);
            form["description"] = json!(kind.title.zh);
            form["properties"]["kind"] = json!({ "const": kind.word });
            form
        })
        .collect();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Liantu agreement / 链图协议");
    schema["$defs"] = json!({ "clause": { "oneOf": kinds } });
    schema
}

fn table(forms: &[&[Field]]) -> Value {
    let fields = || forms.iter().flat_map(|fields| fields.iter());
    let properties: Map<String, Value> = fields()
        .map(|field| {
            let mut form = shape(&field.shape);
            form["title"] = json!(field.title.en);
            form["description"] = json!(field.title.zh);
            (field.name.to_owned(), form)
        })
        .collect();
    let required: Vec<&str> = fields().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

fn shape(shape: &Shape) -> Value {
    let list = |items: Value| json!({ "type": "array", "minItems": 1, "items": items });
    let by_party = |value: Value| json!({ "type": "object", "additionalProperties": value });
    let number = || json!({ "type": ["number", "string"] });
    match shape {
        Shape::Text | Shape::Party | Shape::Money => json!({ "type": "string" }),
        Shape::Texts | Shape::Parties => list(json!({ "type": "string" })),
        Shape::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Day => json!({ "type": "string", "format": "date" }),
        Shape::Period => json!({ "type": ["string", "integer"] }),
        Shape::Share | Shape::Number => number(),
        Shape::Choice(of) => json!({ "enum": of }),
        Shape::Choices(of) => list(json!({ "enum": of })),
        Shape::Shares | Shape::Numbers => by_party(number()),
        Shape::Amounts => by_party(json!({ "type": "string" })),
        Shape::Blocks(fields) => list(table(&[fields])),
        Shape::Clauses => list(json!({ "$ref": "#/$defs/clause" })),
    }
}
